/** Executors × backends × networks: every column computes the same numbers. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend } from '../../../../main/engine/backends/backend'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { tfjsBackend } from '../../../../main/engine/backends/tfjs'
import { wasmBackend } from '../../../../main/engine/backends/wasm'
import { createExecutor } from '../../../../main/engine/executors'
import {
  kindOf,
  type Executor,
  type SharedSupport,
  type TrainingSupport
} from '../../../../main/engine/executors/executor'
import { classifiersOf } from '../../../../main/engine/networks/classifiers'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { MaskFlow } from '../../../../main/engine/pruning/mask-flow'
import { masktSupport, reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import { networkPresetNames } from '../../../../preload/schema/configuration'
import type { Network } from '../../../../preload/schema/network'
import { foundGpu } from '../../../fixtures/webgpu'
import { everyKind, particular, randomBatch, randomMasks, randomWeights } from '../helpers/examples'

const native = nativeBackend()
const cpu = await tfjsBackend(native.tf, 'cpu')
const wasm = await wasmBackend()
const { backend: webgpu, lacks } = await foundGpu()
const tfjsBackends = [cpu, wasm, ...webgpu === null ? [] : [webgpu]]

interface Column { title: string; kind: 'graph' | 'eager'; backend: Backend }
const columns: readonly Column[] = [
  { title: 'graph on native TensorFlow', kind: 'graph', backend: native },
  { title: 'graph of composed operations', kind: 'graph', backend: { ...native, fused: false } },
  // Of a batch of three one has no example of its own.
  { title: 'graph in four towers', kind: 'graph', backend: { ...native, towers: 4 } },
  { title: 'eager on native TensorFlow', kind: 'eager', backend: native },
  ...tfjsBackends.map((backend): Column => ({ title: `eager on ${backend.name}`, kind: 'eager', backend }))
]

/**
 * How graphs split their work is tried with these, and with random networks in ./fused.test.ts; a graph takes up to
 * half a second to be built.
 */
const splitToo = new Set(['resnet-mini', 'every node kind'])
/** Presets whose kinds of nodes others have, too: a software GPU takes a second of each network. */
const notOnGpu = new Set(['all-cnn-mini', 'mlp-mini', 'convnet-mini', 'nin-mini', 'vgg-mini'])

/**
 * Of an array's largest value. Float32 sums of at most some thousand terms, added in another order by each backend (cpu
 * even adds in double), are a few units in the last place apart, 3e-7 for a gradient; two layers of batch-norm, which
 * divide by the deviation of few values, and the second step's start from other weights make up to a hundred of it.
 */
const tolerance = 1e-4
/** A pre-activation of the size of a rounding error may change its sign: one bit in a thousand. */
const differentBits = 1e-3

const seed = 5
const update = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, clipNorm: 1 }
/**
 * Odd and even sides, so that padding is uneven. The heads of googlenet-mini then average whole maps of 5×5: where a
 * padded window is larger than its map, TensorFlow's own AvgPoolGrad spreads the first window's gradient over the
 * whole side (GetBroadcastSize in avgpooling_op.cc), and no other backend can agree with that.
 */
const images: [number, number, number] = [10, 9, 2]
const networks: [string, Network][] = [
  ...networkPresetNames
    .filter((name) => name.endsWith('-mini'))
    .map((name): [string, Network] => [name, presetNetwork(name, images, 3)]),
  // Poolings with padding, batch-norm of flat values and whatever else no preset has.
  ['every node kind', everyKind],
  ...particular
]

describe.each(networks)('%s', (title, network) => {
  const isSplit = ({ backend }: Column): boolean => backend.native !== null && backend !== native
  const isLeftOut = ({ backend }: Column): boolean => backend.name === 'webgpu' && notOnGpu.has(title)
  const ownColumns = columns.filter((column) => (splitToo.has(title) || !isSplit(column)) && !isLeftOut(column))
  const layers = supportLayout(network).layers.length
  const weights = randomWeights(network, 2)
  const batch = randomBatch(network, 3, 1)
  const thresholds = Float32Array.from({ length: layers }, (_, i) => 0.05 * (i % 4))
  const packed = randomMasks(network, batch.count, 3)
  const shared: SharedSupport = { mode: 'batch', form: 'affine', gate: 'gated', rule: 'energy', beta: 0.5 }
  const supports: [string, TrainingSupport][] = [
    ['ReLU', { mode: 'relu' }],
    ['stored masks, linear', { mode: 'masks', form: 'linear', gate: 'pure', packed, consistency: 0.3, thresholds }],
    ['batch masks', shared]
  ]
  const executors: Executor[] = []
  beforeAll(async () => {
    // Shared masks are asked for only where connections are pruned.
    const kinds = [...supports.map(([, support]) => kindOf(support)), { ...kindOf(shared), pruned: true }]
    for (const { kind, backend } of ownColumns)
      executors.push(await createExecutor(kind, backend, network, weights, seed, kinds))
  })
  afterAll(() => { for (const executor of executors) executor.dispose() })

  /** What each column gives, the first one's beside every other's. */
  async function beside<T>(work: (executor: Executor) => Promise<T>): Promise<[column: string, one: T, other: T][]> {
    const all: T[] = []
    for (const executor of executors) {
      await executor.setWeights(weights)
      await executor.resetMomentum()
      all.push(await work(executor))
    }
    return ownColumns.slice(1).map(({ title }, i) => [title, all[0], all[i + 1]])
  }

  it.each(supports)('trains alike with %s: loss, error, weights, momentum of two steps', async (_name, support) => {
    const trained = await beside(async (executor) => {
      const results = []
      for (let step = 0; step < 2; step++) results.push(await executor.trainStep(batch, support, update, step))
      return { results, state: await executor.state() }
    })
    for (const [column, one, other] of trained) {
      one.results.forEach(({ loss, error }, step) => {
        expect(other.results[step].error, column).toBe(error)
        expectClose(`${column}: loss of step ${step}`, [other.results[step].loss], [loss])
      })
      for (const kept of ['weights', 'velocities'] as const) {
        expect([...other.state[kept].keys()]).toEqual([...one.state[kept].keys()])
        for (const [name, values] of one.state[kept])
          expectClose(`${column}: ${kept} ${name}`, other.state[kept].get(name) ?? [], values)
      }
    }
  })

  it.each([
    ['ReLU', reluSupport(layers)],
    ['MaskT', masktSupport(layers)],
    ['thresholds', { form: 'affine' as const, thresholds }]
  ])('evaluates, predicts and estimates masks alike with %s', async (_name, support) => {
    const run = await beside(async (executor) => ({
      evaluated: await executor.evaluate(batch, support),
      predicted: await executor.predict(batch, support),
      masks: await executor.estimateMasks(batch, support)
    }))
    for (const [column, one, other] of run) {
      expect(other.evaluated.error, column).toBe(one.evaluated.error)
      expectClose(`${column}: loss`, [other.evaluated.loss], [one.evaluated.loss])
      expect([...other.predicted.classes], column).toEqual([...one.predicted.classes])
      expectClose(`${column}: probabilities`, other.predicted.probabilities, one.predicted.probabilities)
      expectFewFlips(column, other.masks, one.masks)
    }
  })

  it('gives the same logits, quantiles and shared masks', async () => {
    const run = await beside(async (executor) => ({
      logits: await executor.logits(batch),
      quantiles: await executor.quantiles(batch, 0.7),
      shared: await executor.sharedMasks(batch, shared)
    }))
    for (const [column, one, other] of run) {
      expectClose(`${column}: logits`, other.logits, one.logits)
      expectClose(`${column}: quantiles`, other.quantiles, one.quantiles)
      expectFewFlips(column, other.shared, one.shared)
    }
  })

  // One of the networks ends in what is no classifier; the tests of classifiers demand that it is refused.
  it.each(classifiersOf(network) === null ? [] : [
    ['ReLU', reluSupport(layers)],
    ['MaskT', masktSupport(layers)]
  ])('gives the same features to every head’s classifier with %s', async (_name, support) => {
    for (const [column, one, other] of await beside((executor) => executor.features(batch, support))) {
      expect(other).toHaveLength(network.nodes.filter(({ type }) => type === 'softmax-loss').length)
      one.forEach((features, head) => { expectClose(`${column}: features ${head}`, other[head], features) })
    }
  })

  it('counts the same co-activations on every backend: whole numbers', async () => {
    const counted = []
    for (const backend of [native, ...tfjsBackends]) {
      const flow = new MaskFlow(backend, network)
      for await (const { counts } of flow.count(packed, batch.count)) counted.push(counts)
    }
    for (const counts of counted.slice(1)) expect(counts).toEqual(counted[0])
  })
})

describe('a backend', () => {
  it('without graphs is refused by the graph executor in one sentence', async () => {
    const network = presetNetwork('all-cnn-mini', [9, 7, 2], 3)
    await expect(createExecutor('graph', cpu, network, randomWeights(network, 2), seed, [])).rejects.toThrow(
      'The graph executor needs native TensorFlow, and "cpu" computes here; choose the eager executor.'
    )
  })

  it('says what it can do', () => {
    expect(native).toMatchObject({ name: 'tensorflow-cpu', can: { graph: true, reading: 'sync', deterministic: true } })
    expect(cpu).toMatchObject({ name: 'cpu', native: null, can: { graph: false, memory: 'javascript' } })
    expect(wasm).toMatchObject({ name: 'wasm', native: null, can: { graph: false, deterministic: true } })
    for (const { version } of [native, ...tfjsBackends]) expect(version).toMatch(/^\d+\.\d+/)
  })

  it.each([[3, 1, 'same'], [3, 2, 'same'], [2, 2, 'valid']] as const)(
    'averages windows of %d every %d, %s, with the gradient of native TensorFlow',
    async (window, stride, padding) => {
      const { tf } = native
      const batch = randomBatch(everyKind, 2, 1)
      const gradients: Float32Array[] = []
      for (const backend of [native, ...tfjsBackends]) {
        backend.activate()
        const images = tf.tensor4d(batch.images, [2, 9, 7, 2])
        const squares = tf.grad((maps) => tf.sum(tf.square(tf.avgPool(maps as Tensor4D, window, stride, padding))))
        gradients.push(await backend.read(squares(images)))
      }
      for (const gradient of gradients.slice(1)) expectClose('gradient', gradient, gradients[0])
    }
  )

  it.skipIf(webgpu === null)(`on a GPU is among them${lacks === null ? '' : ` (skipped: ${lacks})`}`, () => {
    expect(webgpu).toMatchObject({ name: 'webgpu', native: null, can: { graph: false, reading: 'async' } })
  })

  it('leaves the one that computed in its place when it is set up', async () => {
    native.activate()
    await tfjsBackend(native.tf, 'cpu')
    expect(native.tf.getBackend()).toBe('tensorflow')
  })

  it('computes where it should, whichever computed before', async () => {
    const network = presetNetwork('all-cnn-mini', [9, 7, 2], 3)
    const batch = randomBatch(network, 2, 1)
    const weights = randomWeights(network, 2)
    const [one, other] = await Promise.all(
      [native, cpu].map((backend) => createExecutor('eager', backend, network, weights, seed, []))
    )
    // At once, so that each begins while the other's values are still to be read.
    const [here, there] = await Promise.all([one.logits(batch), other.logits(batch)])
    expectClose('logits', here, there)
    expect(await one.logits(batch)).toEqual(here)
    expect(await other.logits(batch)).toEqual(there)
    one.dispose()
    other.dispose()
  })
})

function expectClose(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length, what).toBe(expected.length)
  const bound = tolerance * Math.max(...Array.from(expected, Math.abs), 1e-3)
  const differences = Array.from(expected, (value, i) => Math.abs(value - actual[i]))
  const worst = differences.findIndex((difference) => !(difference <= bound))
  if (worst >= 0) expect.fail(`${what} [${worst}] is ${actual[worst]}, expected ${expected[worst]} ± ${bound}`)
}

function expectFewFlips(column: string, actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length, column).toBe(expected.length)
  let flips = 0
  for (let i = 0; i < actual.length; i++)
    for (let bit = 0; bit < 8; bit++) flips += ((actual[i] ^ expected[i]) >> bit) & 1
  expect(flips, `${column}: bits that differ`).toBeLessThanOrEqual(actual.length * 8 * differentBits)
}
