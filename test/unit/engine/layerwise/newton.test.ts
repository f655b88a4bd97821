/** Layers of a network under stored masks: they are linear, and Newton's method in one is what it says. */
import { afterAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import { MaskedLayers } from '../../../../main/engine/executors/eager/masked-layers'
import { MaskedNetwork } from '../../../../main/engine/executors/eager/masked-network'
import { factorised, solve } from '../../../../main/engine/numerics/cholesky'
import { conjugateGradients } from '../../../../main/engine/numerics/conjugate-gradients'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import {
  atLogits, bestLength, curved, jacobianOf, newtonStep, slopesOf, type LinearLayer
} from '../../../../main/engine/layerwise/newton'
import { steady } from '../../../../main/engine/layerwise/steady-network'
import type { Network } from '../../../../preload/schema/network'
import type { Weights } from '../../../../main/engine/networks/weights'
import { randomBatch, randomMasks, randomWeights, small } from '../helpers/examples'

const backend = nativeBackend()
const networks: [string, Network][] = [
  ['two convolutions', small],
  ['resnet-mini', steady(presetNetwork('resnet-mini', [10, 9, 3], 3))]
]

/** Of two batches of different sizes. */
function prepared(network: Network, seed: number) {
  const layout = supportLayout(network)
  const weights = randomWeights(network, seed)
  const batches = [7, 5].map((count, i) =>
    ({ examples: randomBatch(network, count, i + 1), packed: randomMasks(network, count, i + 1) }))
  const labels = Int32Array.from(batches.flatMap(({ examples }) => [...examples.labels]))
  return { layout, weights, batches, labels, layers: new MaskedLayers(backend, network, weights, batches) }
}

const linear = (layers: MaskedLayers): LinearLayer => ({
  logits: (values) => layers.logitsWith(values), pulledBack: (slopes) => layers.pulledBack(slopes)
})
const normal = (size: number, seed: number): Float64Array => {
  const stream = random(seed, 'direction')
  return Float64Array.from({ length: size }, () => stream.normal())
}
const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0)
const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one).reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0)
const moved = (values: Float64Array, direction: Float64Array, length: number): Float64Array =>
  values.map((value, i) => value + length * direction[i]!)

describe.each(networks)('%s', (_name, network) => {
  const { layout, weights, batches, labels, layers } = prepared(network, 3)
  const masked = new MaskedNetwork(backend, network, weights)
  afterAll(() => { layers.dispose() })
  afterAll(() => { masked.dispose() })

  it('gives the logits of the network with these masks, whole and from any layer on', async () => {
    const expected: number[] = []
    for (const { examples, packed } of batches) {
      const { logits } = await masked.run(examples, { form: 'affine', stored: packed, forced: null })
      expected.push(...logits)
    }
    layers.setWeights(weights)
    expect(largestDifference(await layers.logits(), expected)).toBe(0)
    for (const name of layers.layers) {
      layers.enter(name)
      expect(largestDifference(await layers.logitsWith(layers.values(weights)), expected)).toBe(0)
      layers.setWeights(weights)
    }
  })

  it('has the loss and the gradients of the engine’s own training step', async () => {
    const executor = new EagerExecutor(backend, network, weights, 1)
    const support = {
      mode: 'masks', form: 'affine', gate: 'pure', consistency: null,
      thresholds: new Float32Array(layout.layers.length)
    } as const
    let loss = 0
    const sums = new Map<string, number[]>()
    for (const { examples, packed } of batches) {
      const found = await executor.gradients(examples, { ...support, packed }, 0)
      const share = examples.count / labels.length
      loss += share * found.objective
      for (const [name, gradient] of found.gradients)
        sums.set(name, Array.from(gradient, (value, i) => share * value + (sums.get(name)?.[i] ?? 0)))
    }
    executor.dispose()
    for (const name of layers.layers) {
      layers.setWeights(weights)
      layers.enter(name)
      const here = atLogits(await layers.logitsWith(layers.values(weights)), labels)
      expect(Math.abs(here.loss - loss)).toBeLessThan(1e-5)
      const gradient = await layers.pulledBack(slopesOf(here, labels))
      const expected = [...sums].flatMap(([parameter, own]) => (parameter.startsWith(`${name}/`) ? own : []))
      expect(gradient).toHaveLength(expected.length)
      expect(largestDifference(gradient, expected)).toBeLessThan(1e-5 * Math.max(1, ...expected.map(Math.abs)))
    }
  })

  it('logits are linear along a direction in a layer, and the Hessian’s form is a difference of losses', async () => {
    for (const name of layers.layers) {
      layers.setWeights(weights)
      layers.enter(name)
      const values = layers.values(weights)
      const layer = linear(layers)
      const constant = Float32Array.from(await layer.logits(new Float64Array(values.length)))
      const direction = normal(values.length, 5)
      const changes = await jacobianOf(layer, constant, values)(direction)
      const logits = Float32Array.from(await layer.logits(values))
      for (const length of [-1.5, 0.25, 2]) {
        const there = await layer.logits(moved(values, direction, length))
        const line = changes.map((change, i) => logits[i]! + length * change)
        expect(largestDifference(there, line)).toBeLessThan(1e-4 * Math.max(1, ...line.map(Math.abs)))
      }
      const here = atLogits(logits, labels)
      const product = await layer.pulledBack(curved(here, changes, labels.length))
      // On the line in float64: three losses of float32 logits would differ by their rounding alone.
      const step = 1e-3 / Math.max(...changes.map(Math.abs))
      const [left, right] = [-step, step].map((length) =>
        atLogits(changes.map((change, i) => logits[i]! + length * change), labels).loss)
      const difference = (left! + right! - 2 * here.loss) / step ** 2
      expect(Math.abs(dot(direction, product) - difference)).toBeLessThan(1e-3 * Math.max(1, difference))
      expect(Math.abs(dot(slopesOf(here, labels), changes) -
        dot(await layer.pulledBack(slopesOf(here, labels)), direction))).toBeLessThan(1e-4 * Math.max(1, difference))
    }
  })

  it('a step never raises the loss, which is what the network gives there', async () => {
    let at: Weights = weights
    let loss = Infinity
    for (const name of [...layers.layers, ...layers.layers].toReversed()) {
      layers.setWeights(at)
      layers.enter(name)
      const values = layers.values(at)
      const logits = Float32Array.from(await layers.logitsWith(values))
      const begun = atLogits(logits, labels).loss
      expect(begun).toBeLessThanOrEqual(loss)
      const settings = { damping: 1e-3, steps: 6, tolerance: 1e-3 }
      const step = await newtonStep(linear(layers), values, logits, labels, settings)
      if (step === null) continue
      expect(step.loss).toBeLessThan(begun)
      at = layers.withValues(at, step.values)
      layers.setWeights(at)
      expect(atLogits(await layers.logits(), labels).loss).toBe(step.loss)
      loss = step.loss
    }
    expect(loss).toBeLessThan(0.5)
  })
})

it('for two layers at once logits are not linear, so that no such form is the second derivative', async () => {
  const { weights, layers } = prepared(small, 3)
  const [one, other] = layers.layers.slice(-2)
  const changes = new Map<string, Float64Array>()
  for (const name of [one!, other!]) {
    layers.setWeights(weights)
    layers.enter(name)
    changes.set(name, normal(layers.values(weights).length, 7))
  }
  const logitsAt = async (length: number): Promise<ArrayLike<number>> => {
    let at: Weights = weights
    for (const [name, direction] of changes) {
      layers.setWeights(at)
      layers.enter(name)
      at = layers.withValues(at, moved(layers.values(at), direction, length))
    }
    layers.setWeights(at)
    return layers.logits()
  }
  const [left, here, right] = [await logitsAt(-1), await logitsAt(0), await logitsAt(1)]
  const bend = Array.from(here, (logit, i) => left[i]! + right[i]! - 2 * logit)
  expect(Math.max(...bend.map(Math.abs))).toBeGreaterThan(0.1)
  layers.dispose()
})

describe('conjugate gradients in a small layer', () => {
  it('find what the dense system has', async () => {
    const { weights, labels, layers } = prepared(small, 4)
    layers.setWeights(weights)
    const name = layers.layers.at(-1)!
    layers.enter(name)
    const values = layers.values(weights)
    const size = values.length
    const layer = linear(layers)
    const here = atLogits(await layer.logits(values), labels)
    const constant = Float32Array.from(await layer.logits(new Float64Array(size)))
    const jacobian = jacobianOf(layer, constant, values)
    const damping = 0.05
    const hessian = async (direction: Float64Array): Promise<Float64Array> => {
      const product = await layer.pulledBack(curved(here, await jacobian(direction), labels.length))
      return product.map((value, i) => value + damping * direction[i]!)
    }
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++)
      matrix.set(await hessian(Float64Array.from({ length: size }, (_, j) => Number(i === j))), i * size)
    const right = normal(size, 9)
    const dense = right.slice()
    solve(factorised(matrix, size), size, dense, 1)
    const found = await conjugateGradients(hessian, right, { steps: 4 * size, tolerance: 1e-6 })
    expect(largestDifference(found, dense)).toBeLessThan(1e-3 * Math.max(...dense.map(Math.abs)))
    layers.dispose()
  })
})

it('the best length on a line is where the slope is zero, and none where the loss rises', () => {
  const labels = Int32Array.from({ length: 20 }, (_, n) => n % 3)
  const logits = normal(60, 1)
  const down = slopesOf(atLogits(logits, labels), labels).map((value) => -value)
  const slopeAt = (changes: Float64Array, length: number): number =>
    dot(slopesOf(atLogits(changes.map((change, i) => logits[i]! + length * change), labels), labels), changes)
  for (const scale of [1e-3, 1, 1e3]) {
    const changes = normal(60, 2).map((value, i) => scale * (value + 40 * down[i]!))
    for (const proximity of [0, scale ** 2]) {
      const length = bestLength(logits, changes, labels, proximity)
      expect(length).toBeGreaterThan(0)
      expect(Math.abs(slopeAt(changes, length) + proximity * length)).toBeLessThan(1e-5 * scale)
    }
  }
  // And no length of a fine grid has a lower loss.
  const changes = normal(60, 2).map((value, i) => value + 40 * down[i]!)
  const lossAt = (length: number): number =>
    atLogits(changes.map((change, i) => logits[i]! + length * change), labels).loss + length ** 2 / 20
  const best = lossAt(bestLength(logits, changes, labels, 0.1))
  for (let step = 0; step <= 4000; step++) expect(best).toBeLessThanOrEqual(lossAt(step / 1000) + 1e-12)
  expect(bestLength(logits, down.map((value) => -value), labels, 0)).toBe(0)
  // Each label's own logit grows alone: every longer step has a lower loss.
  const separating = Float64Array.from({ length: 60 }, (_, i) => Number(i % 3 === labels[Math.floor(i / 3)]))
  const length = bestLength(logits, separating, labels, 1e-3)
  expect(slopeAt(separating, length)).toBeCloseTo(-1e-3 * length, 6)
})
