/**
 * Networks of hard thresholds. What stands for the slope of a sign is held against target propagation computed from its
 * definition by another program (test/fixtures/hard-thresholds), and executors against each other.
 */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { unpackBits } from '../../../../main/engine/bits/bits'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { wasmBackend } from '../../../../main/engine/backends/wasm'
import type { Examples } from '../../../../main/engine/datasets/dataset'
import { createExecutor } from '../../../../main/engine/executors'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { MaskedNetwork } from '../../../../main/engine/executors/eager/masked-network'
import { kindOf, type Executor, type Surrogate, type TrainingSupport } from '../../../../main/engine/executors/executor'
import { withHardThresholds } from '../../../../main/engine/networks/hard-thresholds'
import { initialWeights, type Weights } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { constantChannels } from '../../../../main/engine/pruning/constant-channels'
import { random } from '../../../../main/engine/random'
import { reluSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import { layerLossNames, type LayerLoss } from '../../../../preload/schema/configuration'
import type { Network } from '../../../../preload/schema/network'
import { everyKind, randomBatch, randomWeights, small } from '../helpers/examples'

const native = nativeBackend()
const wasm = await wasmBackend()

const numbers = z.array(z.number())
const fixture = z.object({
  units: numbers, images: numbers, labels: numbers, layers: z.array(z.object({ kernel: numbers, bias: numbers })),
  steps: z.array(z.object({
    loss: z.enum(layerLossNames), weighted: z.boolean(),
    gradients: z.array(z.object({ kernel: numbers, bias: numbers }))
  }))
}).parse(JSON.parse(readFileSync('test/fixtures/hard-thresholds/target-propagation.json', 'utf8')))

/** Of dense layers, images of one row. */
function denseNetwork(units: readonly number[]): Network {
  const [inputs, ...layers] = units
  const nodes = layers.flatMap((count, i): Network['nodes'] => {
    const before = i === 0 ? 'flat' : `support${i}`
    const dense = { type: 'dense', name: `dense${i + 1}`, inputs: [before], units: count, bias: true } as const
    if (i === layers.length - 1) return [{ ...dense, inputs: [before] }]
    return [
      { ...dense, inputs: [before] },
      { type: 'support', name: `support${i + 1}`, inputs: [dense.name], gives: 'sign' }
    ]
  })
  return {
    nodes: [
      { type: 'input', name: 'input', inputs: [], shape: [1, 1, inputs] },
      { type: 'flatten', name: 'flat', inputs: ['input'] },
      ...nodes,
      { type: 'softmax-loss', name: 'loss', inputs: [`dense${layers.length}`], weight: 1 }
    ]
  }
}

const asWeights = (layers: readonly { kernel: number[]; bias: number[] }[]): Weights =>
  new Map(layers.flatMap(({ kernel, bias }, i): [string, Float32Array][] => [
    [`dense${i + 1}/kernel`, Float32Array.from(kernel)], [`dense${i + 1}/bias`, Float32Array.from(bias)]
  ]))

const plain = { learningRate: 1, momentum: 0, weightDecay: 0, clipNorm: Infinity }

/** One step of plain gradient descent at rate 1 moves every weight by its gradient. */
async function gradientsOf(
  executor: Executor, weights: Weights, batch: Examples, support: TrainingSupport
): Promise<Map<string, Float64Array>> {
  await executor.setWeights(weights)
  await executor.resetMomentum()
  await executor.trainStep(batch, support, plain, 1)
  const moved = await executor.weights()
  return new Map([...weights].map(([name, before]) =>
    [name, Float64Array.from(before, (value, i) => value - (moved.get(name)?.[i] ?? NaN))]))
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values, Math.abs).reduce((most, value) => Math.max(most, value), 0)

function farthest(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length)
  return largest(Array.from(expected, (value, i) => value - actual[i]))
}

const all: [string, Surrogate][] = layerLossNames.flatMap((loss) => [true, false].map((weighted): [string, Surrogate] =>
  [`${loss}, ${weighted ? 'weighted' : 'not weighted'}`, { loss, weighted }]))

describe('the gradient of a sign', () => {
  const network = denseNetwork(fixture.units)
  const weights = asWeights(fixture.layers)
  const batch = {
    count: fixture.labels.length, images: Float32Array.from(fixture.images), labels: Int32Array.from(fixture.labels)
  }
  const columns = [
    ['graph', native], ['eager', native], ['eager', wasm], ['graph', { ...native, towers: 3 }]
  ] as const

  it.each(all)('is target propagation’s: %s, in both executors', async (_name, surrogate) => {
    const expected = fixture.steps.find(({ loss, weighted }) =>
      loss === surrogate.loss && weighted === surrogate.weighted)
    const support = { mode: 'surrogate', surrogate } as const
    for (const [kind, backend] of columns) {
      const executor = await createExecutor(kind, backend, network, weights, 1, [kindOf(support)])
      const found = await gradientsOf(executor, weights, batch, support)
      executor.dispose()
      // Weights near one lose 6e-8 of a gradient to rounding, twice.
      for (const [name, values] of asWeights(expected?.gradients ?? []))
        expect(farthest(found.get(name) ?? [], values), `${kind} on ${backend.name}, ${name}`).toBeLessThan(5e-7)
    }
  })
})

/** The layer losses ℓ(t q), as the specification has them. */
const layerLosses: Record<LayerLoss, (u: number) => number> = {
  'soft-hinge': (u) => Math.tanh(-u) + 1,
  'saturated-hinge': (u) => Math.min(2, Math.max(0, 1 - u)),
  hinge: (u) => Math.max(0, 1 - u),
  linear: (u) => -u
}
/** What is known of straight-through estimators. */
const slopes: Record<LayerLoss, (q: number, g: number) => number> = {
  'soft-hinge': (q) => 1 / Math.cosh(q) ** 2,
  'saturated-hinge': (q) => Number(Math.abs(q) <= 1),
  hinge: (q, g) => Number(-Math.sign(g) * q < 1),
  linear: () => 1
}

describe('a layer loss that is weighted by the gradient', () => {
  it.each(layerLossNames)('%s is a slope: 1e-9 in float64', (loss) => {
    const stream = random(1, 'identities', loss)
    const step = 1e-5
    for (let i = 0; i < 2000; i++) {
      const [q, g] = [stream.normal() * 2, stream.normal()]
      if (Math.abs(Math.abs(q) - 1) < 1e-3) continue
      const objective = (at: number): number => Math.abs(g) * layerLosses[loss](-Math.sign(g) * at)
      // Central differences, extrapolated: their error falls with the fourth power of the step.
      const slopeBy = (h: number): number => (objective(q + h) - objective(q - h)) / (2 * h)
      const derivative = (4 * slopeBy(step) - slopeBy(2 * step)) / 3
      expect(Math.abs(derivative - g * slopes[loss](q, g))).toBeLessThan(1e-9)
    }
  })

  it.each(layerLossNames)('%s has that slope in the executor', async (loss) => {
    // One unit with a kernel of one: q is the image, and the gradient of its bias what comes through.
    const network = denseNetwork([1, 1, 2])
    const weights = asWeights([{ kernel: [1], bias: [0] }, { kernel: [0.8, -0.6], bias: [0, 0] }])
    const support = { mode: 'surrogate', surrogate: { loss, weighted: true } } as const
    const executor = new EagerExecutor(native, network, weights, 1)
    for (const q of [-2.5, -1, -0.4, 0, 0.3, 1, 1.0000001, 3]) {
      const batch = { count: 1, images: Float32Array.of(q), labels: Int32Array.of(0) }
      const { gradients } = await executor.gradients(batch, support, 0)
      const h = q > 0 ? 1 : -1
      const wrong = 1 / (1 + Math.exp(1.4 * h))
      const g = -wrong * 1.4
      expect(gradients.get('dense1/bias')?.[0]).toBeCloseTo(g * slopes[loss](Math.fround(q), g), 6)
    }
    executor.dispose()
  })
})

describe.each([
  ['small', withHardThresholds(small)], ['every node kind', withHardThresholds(everyKind)],
  ...(['mlp-mini', 'convnet-mini', 'all-cnn-mini'] as const).map((preset): [string, Network] =>
    [preset, withHardThresholds(presetNetwork(preset, [9, 7, 2], 3))])
])('hard thresholds of %s', (_name, network) => {
  const batch = randomBatch(network, 5, 1)
  const weights = randomWeights(network, 2)
  const layout = supportLayout(network)
  const kinds = all.map(([, surrogate]) => kindOf({ mode: 'surrogate', surrogate }))
  const made = [
    createExecutor('graph', native, network, weights, 1, kinds),
    createExecutor('eager', native, network, weights, 1, kinds),
    createExecutor('eager', wasm, network, weights, 1, kinds)
  ]
  afterAll(async () => { for (const executor of await Promise.all(made)) executor.dispose() })

  it.each(all)('have the same gradients in every executor: %s', async (_loss, surrogate) => {
    const [graph, ...others] = await Promise.all(made)
    const support = { mode: 'surrogate', surrogate } as const
    const expected = await gradientsOf(graph, weights, batch, support)
    for (const other of others) {
      const found = await gradientsOf(other, weights, batch, support)
      for (const [name, values] of expected)
        expect(farthest(found.get(name) ?? [], values) / Math.max(1e-2, largest(values)), name).toBeLessThan(1e-4)
    }
  })

  it('evaluate alike, with thresholds too, and MaskT is the network itself', async () => {
    const thresholds = Float32Array.from(layout.layers, (_layer, i) => 0.1 * i)
    const [graph, ...others] = await Promise.all(made)
    for (const executor of [graph, ...others]) await executor.setWeights(weights)
    const relu = await graph.evaluate(batch, reluSupport(layout.layers.length))
    expect(await graph.evaluate(batch, { ...reluSupport(layout.layers.length), form: 'linear' })).toEqual(relu)
    const supports = [reluSupport(layout.layers.length), { form: 'affine' as const, thresholds }]
    for (const other of others) for (const support of supports) {
      const [one, two] = [await graph.evaluate(batch, support), await other.evaluate(batch, support)]
      expect(two.error).toBe(one.error)
      expect(Math.abs(two.loss - one.loss)).toBeLessThan(1e-4 * Math.max(1, one.loss))
      const masks = await graph.estimateMasks(batch, support)
      expect(farthest(await other.estimateMasks(batch, support), masks)).toBe(0)
    }
  })

  it('give 2m − 1 of the masks that are estimated', async () => {
    const [graph] = await Promise.all(made)
    await graph.setWeights(weights)
    const estimated = await graph.estimateMasks(batch, reluSupport(layout.layers.length))
    const logits = await graph.logits(batch)
    const masked = new MaskedNetwork(native, network, weights)
    const run = await masked.run(batch, { form: 'affine', stored: estimated, forced: null })
    masked.dispose()
    expect(farthest(run.masks, estimated)).toBe(0)
    expect(farthest(run.logits, logits)).toBeLessThan(1e-4 * Math.max(1, largest(logits)))
  })
})

describe('a hard threshold', () => {
  const network = denseNetwork([1, 1, 2])
  const weights = asWeights([{ kernel: [1], bias: [0] }, { kernel: [1, -1], bias: [0, 0] }])

  it('is −1 at zero, and its mask bit is (h + 1) / 2', async () => {
    const images = Float32Array.of(-0.5, 0, -0, 1e-30, 2)
    const batch = { count: images.length, images, labels: new Int32Array(images.length) }
    for (const kind of ['graph', 'eager'] as const) {
      const executor = await createExecutor(kind, native, network, weights, 1, [])
      const logits = await executor.logits(batch)
      const packed = await executor.estimateMasks(batch, reluSupport(1))
      executor.dispose()
      const signs = [...images.keys()].map((example) => logits[2 * example])
      expect(signs).toEqual([-1, -1, -1, 1, 1])
      const bits = new Float32Array(images.length)
      images.forEach((_image, example) => { unpackBits(packed, example, 1, bits, example) })
      expect([...bits]).toEqual(signs.map((sign) => (sign + 1) / 2))
    }
  })

  it('refuses a linear map in one sentence: given masks nothing depends on the image', async () => {
    const masked = new MaskedNetwork(native, network, weights)
    await expect(masked.linearMap(Float32Array.of(1), { form: 'affine', stored: null, forced: null }, 0))
      .rejects.toThrow(
        'The hard threshold "support1" passes its mask alone: given the masks no class depends on the image, ' +
          'so there is no linear map to show.'
      )
    masked.dispose()
  })

  it('starts with kernels of variance 1 / fan-in, ReLU with 2 / fan-in', () => {
    const of = (one: Network): number => {
      const kernel = initialWeights(one, 1).get('dense1/kernel') ?? new Float32Array()
      return kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length * 784
    }
    const relu = presetNetwork('mlp-mini', [28, 28, 1], 10)
    expect(of(relu)).toBeCloseTo(2, 1)
    expect(of(withHardThresholds(relu))).toBeCloseTo(1, 1)
  })

  it('of a constant channel is ±1, so that no compact model takes it for zero', () => {
    const constant = asWeights([{ kernel: [0], bias: [-0.3] }, { kernel: [1, -1], bias: [0, 0] }])
    for (const neverOn of [new Map(), new Map([['support1', Uint8Array.of(1)]])])
      expect(constantChannels(network, constant, neverOn, 'linear').get('support1')).toEqual([-1])
  })
})
