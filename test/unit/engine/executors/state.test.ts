/** An executor's state is all that a training goes on from: every later number is the same, bit for bit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { tfjsBackend } from '../../../../main/engine/backends/tfjs'
import { wasmBackend } from '../../../../main/engine/backends/wasm'
import type { Backend } from '../../../../main/engine/backends/backend'
import { createExecutor } from '../../../../main/engine/executors'
import {
  kindOf,
  type BatchResult,
  type Executor,
  type TrainingSupport
} from '../../../../main/engine/executors/executor'
import { parametersOf, type Weights } from '../../../../main/engine/networks/parameters'
import { kernelsOf, type WeightMasks } from '../../../../main/engine/networks/weight-masks'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import { everyKind, randomBatch, randomMasks, randomWeights } from '../helpers/examples'

/** Dropout, batch-norm of maps and of flat values, an auxiliary head: everything that a step could remember. */
const network = everyKind
const seed = 5
const weights = randomWeights(network, 2)
const batches = [1, 2, 3, 4, 5, 6].map((number) => randomBatch(network, 5, number))
const thresholds = new Float32Array(supportLayout(network).layers.length).fill(0.05)
const packed = randomMasks(network, 5, 4)
const update = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1, clipNorm: 0.5 }

const supports: [string, TrainingSupport][] = [
  ['ReLU', { mode: 'relu' }],
  ['stored masks', { mode: 'masks', form: 'affine', gate: 'pure', packed, consistency: 0.3, thresholds }],
  ['stored masks, linear', { mode: 'masks', form: 'linear', gate: 'pure', packed, consistency: null, thresholds }],
  ['batch masks', { mode: 'batch', form: 'affine', gate: 'gated', rule: 'energy', beta: 0.5 }]
]
const kinds = supports.flatMap(([, support]) => [kindOf(support), { ...kindOf(support), pruned: true }])

const stream = random(3, 'weight masks')
const weightMasks: WeightMasks = new Map(
  kernelsOf(network).map(({ name, shape }) => [
    name,
    Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Number(stream.uniform() < 0.4))
  ])
)

const native = nativeBackend()
const columns: [string, 'graph' | 'eager', Backend][] = [
  ['graph on native TensorFlow', 'graph', native],
  ['eager on native TensorFlow', 'eager', native],
  ['eager on cpu', 'eager', await tfjsBackend(native.tf, 'cpu')],
  ['eager on wasm', 'eager', await wasmBackend()]
]

/** Steps `from` to `to`, and what each gave. */
async function train(executor: Executor, support: TrainingSupport, from: number, to: number): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for (let step = from; step < to; step++) results.push(await executor.trainStep(batches[step], support, update, step))
  return results
}

/** As they are in memory: −0 is not 0, and every bit counts. */
const bits = (values: Weights): Map<string, number[]> =>
  new Map([...values].map(([name, array]) => [name, [...new Uint32Array(array.slice().buffer)]]))

describe.each(columns)('the state of %s', (_name, kind, backend) => {
  let uninterrupted: Executor
  beforeAll(async () => { uninterrupted = await createExecutor(kind, backend, network, weights, seed, kinds) })
  afterAll(() => uninterrupted.dispose())

  it.each(supports)('makes a new executor go on as if nothing had been: %s', async (_support, support) => {
    const own = [kindOf({ mode: 'relu' }), kindOf(support), { ...kindOf(support), pruned: true }]
    const resumed = await createExecutor(kind, backend, network, weights, seed, own)
    for (const masks of [null, weightMasks]) {
      await uninterrupted.setWeightMasks(null)
      await train(uninterrupted, { mode: 'relu' }, 0, 2)
      if (masks) await uninterrupted.setWeightMasks(masks)
      await train(uninterrupted, support, 2, 3)
      const state = await uninterrupted.state()
      const later = await train(uninterrupted, support, 3, 6)

      await resumed.setState(state)
      expect(await train(resumed, support, 3, 6)).toEqual(later)
      const [one, other] = [await uninterrupted.state(), await resumed.state()]
      expect(bits(other.weights)).toEqual(bits(one.weights))
      expect(bits(other.velocities)).toEqual(bits(one.velocities))
      expect(other.weightMasks).toEqual(masks)
      // Without momentum it goes elsewhere: velocities matter.
      await resumed.setState(state)
      await resumed.resetMomentum()
      expect(await train(resumed, support, 3, 6)).not.toEqual(later)
    }
    resumed.dispose()
  })

  it('is a copy: steps do not change it, and it may be changed', async () => {
    const executor = uninterrupted
    await executor.setWeightMasks(null)
    await train(executor, { mode: 'relu' }, 0, 1)
    const state = await executor.state()
    expect([...state.weights.keys()]).toEqual(parametersOf(network).map(({ name }) => name))
    expect([...state.velocities.keys()]).toEqual(
      parametersOf(network).filter(({ trained }) => trained).map(({ name }) => name)
    )
    expect([...state.velocities.values()].every((values) => values.some((value) => value !== 0))).toBe(true)
    const before = [bits(state.weights), bits(state.velocities)]
    await train(executor, { mode: 'relu' }, 1, 2)
    expect([bits(state.weights), bits(state.velocities)]).toEqual(before)
    await executor.setState(state)
    for (const values of [...state.weights.values(), ...state.velocities.values()]) values.fill(42)
    const again = await executor.state()
    expect([bits(again.weights), bits(again.velocities)]).toEqual(before)
  })

  it('leaves no tensors behind, nor does the executor when it is disposed of', async () => {
    const before = native.tf.memory().numTensors
    const executor = await createExecutor(kind, backend, network, weights, seed, [{ mode: 'relu' }])
    await train(executor, { mode: 'relu' }, 0, 1)
    await executor.setState(await executor.state())
    executor.dispose()
    expect(native.tf.memory().numTensors).toBe(before)
  })
})
