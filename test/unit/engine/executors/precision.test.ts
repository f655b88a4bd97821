/** Steps whose convolutions multiply bfloat16, against those in float32; whatever is no step stays float32. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { createExecutor } from '../../../../main/engine/executors'
import { kindOf, type Precision, type TrainingSupport } from '../../../../main/engine/executors/executor'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { parametersOf } from '../../../../main/engine/networks/parameters'
import { reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'
import { everyKind, randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
/** Momentum begins as the gradient; nothing is clipped. */
const update = { learningRate: 0, momentum: 0, weightDecay: 0, clipNorm: 1e9 }
const examples = 6
/** bfloat16 has eight binary digits: half a unit of the last of them, relatively. */
const rounding = 2 ** -9

const masked = (network: Network): TrainingSupport => ({
  mode: 'masks', form: 'affine', gate: 'pure', consistency: null, packed: randomMasks(network, examples, 3),
  thresholds: new Float32Array(supportLayout(network).layers.length)
})

describe.each([['three convolutions', small], ['every kind of node', everyKind]])('of %s', (_what, network) => {
  const support = masked(network)
  const batch = randomBatch(network, examples, 1)
  const executors = new Map<Precision, GraphExecutor>()
  beforeAll(async () => {
    for (const precision of ['float32', 'bfloat16'] as const)
      executors.set(precision, await GraphExecutor.create(
        backend, network, randomWeights(network, 2), 5, [kindOf(support)], precision
      ))
  })
  afterAll(() => { for (const executor of executors.values()) executor.dispose() })
  const ofBoth = <T>(work: (executor: GraphExecutor) => Promise<T>): Promise<T[]> =>
    Promise.all([...executors.values()].map(work))

  /**
   * The masks are given, so that no unit goes on or off by rounding. A gradient is a sum of products that each went
   * through three convolutions and back, each of which rounds its two factors and its result: 18 roundings, which
   * would have to agree all of them; the sum's terms partly cancel. 3.3 of them were seen.
   */
  it('the gradients are those of float32 but for its roundings', async () => {
    const [whole, rounded] = await ofBoth(async (executor) => {
      await executor.trainStep(batch, support, update, 0)
      return (await executor.state()).velocities
    })
    const trained = parametersOf(network).filter((parameter) => parameter.trained)
    const values = (of: typeof whole): number[] => trained.flatMap(({ name }) => [...of.get(name) ?? []])
    const [exact, other] = [values(whole), values(rounded)]
    const largest = Math.max(...exact.map(Math.abs))
    const furthest = Math.max(...exact.map((value, i) => Math.abs(value - other[i])))
    expect(furthest / largest / rounding).toBeLessThan(18)
    expect(furthest / largest / rounding).toBeGreaterThan(0.1)
  })

  it('errors, masks, answers and thresholds are float32’s, bit for bit', async () => {
    const relu = reluSupport(supportLayout(network).layers.length)
    const [whole, rounded] = await ofBoth(async (executor) => {
      // A step has followed the batch's statistics.
      await executor.setWeights(randomWeights(network, 2))
      return {
        error: await executor.evaluate(batch, relu), masks: await executor.estimateMasks(batch, relu),
        answers: await executor.predict(batch, relu), logits: await executor.logits(batch),
        thresholds: await executor.quantiles(batch, 0.3)
      }
    })
    expect(rounded).toEqual(whole)
  })
})

it.each([
  ['eager', backend, '"tensorflow-cpu" computes here'],
  ['graph', { ...backend, name: 'tensorflow-gpu' as const }, '"tensorflow-gpu" computes here']
] as const)('is refused where nothing has it: %s', async (kind, computing, why) => {
  await expect(createExecutor(kind, computing, small, randomWeights(small, 2), 1, [], 'bfloat16'))
    .rejects.toThrow(`The precision bfloat16 is that of native TensorFlow on the CPU, and ${why}`)
})
