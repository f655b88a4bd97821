/**
 * A batch with fewer examples than towers: whatever the last batch of an epoch or a test set leaves. Convolutions of
 * an empty part give it the shape of their input on processors with AVX-512, so that no part may be empty.
 */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { kindOf, type TrainingSupport } from '../../../../main/engine/executors/executor'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'
import { particular, randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'

const native = nativeBackend()
const examples = 2
const update = { learningRate: 0.1, momentum: 0, weightDecay: 0, clipNorm: 1e9 }
const withoutBiases: Network = {
  nodes: small.nodes.map((node) => (node.type === 'convolution' ? { ...node, bias: false } : node))
}

/** Float32 sums of some hundred terms, added in another order. */
const tolerance = 1e-5

function expectNear(one: Iterable<number>, other: Iterable<number>): void {
  const [values, others] = [[...one], [...other]]
  expect(others).toHaveLength(values.length)
  values.forEach((value, i) => { expect(Math.abs(value - others[i])).toBeLessThan(tolerance) })
}

describe.each([
  ['convolutions with biases', small], ['convolutions without', withoutBiases], ...particular
])('two examples in four towers, %s', (_title, network) => {
  const batch = randomBatch(network, examples, 1)
  const { layers } = supportLayout(network)
  const masked: TrainingSupport = {
    mode: 'masks', form: 'linear', gate: 'pure', consistency: 0.3, packed: randomMasks(network, examples, 3),
    thresholds: new Float32Array(layers.length)
  }
  const withTowers = async <T>(
    towers: number, work: (executor: GraphExecutor) => Promise<T>, supports: readonly TrainingSupport[] = []
  ): Promise<T> => {
    const executor = await GraphExecutor.create(
      { ...native, towers }, network, randomWeights(network, 2), 5, supports.map(kindOf)
    )
    try {
      return await work(executor)
    } finally {
      executor.dispose()
    }
  }

  it.each<[string, TrainingSupport]>([['ReLU', { mode: 'relu' }], ['masks and consistency', masked]])(
    'are trained as in one, with %s',
    async (_what, support) => {
      const trained = (towers: number): Promise<number[]> => withTowers(towers, async (executor) => {
        const { loss, error } = await executor.trainStep(batch, support, update, 0)
        return [loss, error, ...[...(await executor.weights()).values()].flatMap((values) => [...values])]
      }, [support])
      expectNear(await trained(1), await trained(4))
    }
  )

  it('are run as in one', async () => {
    const run = (towers: number): Promise<number[]> => withTowers(towers, async (executor) => {
      const relu = reluSupport(layers.length)
      const { loss, probabilities, unitsOn } = await executor.predict(batch, relu)
      return [loss, ...probabilities, ...unitsOn, ...await executor.estimateMasks(batch, relu)]
    })
    expectNear(await run(1), await run(4))
  })
})
