import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { EagerExecutor } from '../../../main/engine/executors/eager/executor'
import { kindOf, type BatchRule, type Gate, type TrainingSupport } from '../../../main/engine/executors/executor'
import { masktSupport, reluSupport, type ForwardSupport, type MaskForm } from '../../../main/engine/support/forward'
import { GraphExecutor } from '../../../main/engine/executors/graph/executor'
import { parametersInTraining } from '../../../main/engine/networks/cost'
import { parametersOf, type Weights } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { supportLayout } from '../../../main/engine/support/layout'
import { SupportStatistics } from '../../../main/engine/support/statistics'
import { networkPresetNames, type ConsistencyLoss, type NetworkPresetName } from '../../../preload/schema/configuration'
import { everyKind, particular, randomBatch, randomMasks, randomWeights, small } from './helpers/examples'

const backend = nativeBackend()
const networks = [
  ['small', small, 5] as const,
  ['every node kind', everyKind, 5] as const,
  ...particular.map(([name, network]) => [name, network, 5] as const),
  ...networkPresetNames.map(
    (preset) => [preset, presetNetwork(preset, smallestShape(preset), 3), preset === 'googlenet' ? 2 : 5] as const
  )
]

/**
 * Odd sizes, so that 'same' padding is uneven and masks do not fill their bytes and words. GoogLeNet's heads need 5×5
 * maps, and a batch-norm over five single values would enlarge rounding errors without bound.
 */
function smallestShape(preset: NetworkPresetName): [number, number, number] {
  if (preset === 'googlenet') return [67, 67, 1]
  return preset === 'resnet-18' ? [41, 37, 2] : [9, 7, 2]
}

describe.each(networks)('graph executor of %s', (_name, network, examples) => {
  const batch = randomBatch(network, examples, 1)
  const weights = randomWeights(network, 2)
  const large = parametersInTraining(network) > 100_000
  const packed = randomMasks(network, batch.count, 3)
  const layers = supportLayout(network).layers.length
  const thresholds = Float32Array.from({ length: layers }, (_, i) => 0.05 * (i % 4))
  const stored = (
    form: MaskForm, gate: Gate, consistency: number | null, consistencyLoss?: ConsistencyLoss
  ): TrainingSupport => ({
    mode: 'masks',
    form,
    gate,
    packed,
    consistency,
    consistencyLoss,
    thresholds
  })
  const shared = (form: MaskForm, gate: Gate, rule: BatchRule): TrainingSupport => ({
    mode: 'batch',
    form,
    gate,
    rule,
    beta: 0.5
  })
  // The networks of full size only show that their shapes fit; the small ones go through everything.
  const modes: [string, TrainingSupport][] = [
    ['affine masks, λ 0.7', stored('affine', 'pure', 0.7)],
    ...(large
      ? []
      : ([
          ['relu', { mode: 'relu' }],
          ['linear masks, λ 0.7', stored('linear', 'pure', 0.7)],
          ['affine masks, hinge', stored('affine', 'pure', 0.7, 'hinge')],
          ['linear masks, gated, soft hinge', stored('linear', 'gated', 0.7, 'soft-hinge')],
          ['affine masks', stored('affine', 'pure', null)],
          ['linear masks, gated', stored('linear', 'gated', null)],
          ['affine masks, gated, λ 0.7', stored('affine', 'gated', 0.7)],
          ['energy, gated', shared('affine', 'gated', 'energy')],
          ['energy, linear', shared('linear', 'pure', 'energy')],
          ['majority, gated', shared('affine', 'gated', 'majority')]
        ] satisfies [string, TrainingSupport][]))
  ]
  const supports: [string, ForwardSupport][] = [
    ['MaskT', masktSupport(layers)],
    ...(large
      ? []
      : ([
          ['ReLU', reluSupport(layers)],
          ['thresholds', { form: 'affine', thresholds }]
        ] satisfies [string, ForwardSupport][]))
  ]
  const eager = new EagerExecutor(backend, network, weights, 5)
  let graph: GraphExecutor
  beforeAll(async () => {
    graph = await GraphExecutor.create(
      backend,
      network,
      weights,
      5,
      modes.map(([, support]) => kindOf(support))
    )
  })
  afterAll(() => {
    graph.dispose()
    eager.dispose()
  })

  it.each(modes)('%s: the eager executor’s loss and gradients', async (_mode, support) => {
    await eager.setWeights(weights)
    const { gradients } = await eager.gradients(batch, support, 3)
    await graph.setWeights(weights)
    await graph.resetMomentum()
    // One step of plain gradient descent at rate 1 moves every weight by its gradient.
    const result = await graph.trainStep(
      batch,
      support,
      { learningRate: 1, momentum: 0, weightDecay: 0, clipNorm: Infinity },
      3
    )
    const moved = await graph.weights()
    await eager.setWeights(weights)
    const expected = await eager.trainStep(
      batch,
      support,
      { learningRate: 0, momentum: 0, weightDecay: 0, clipNorm: Infinity },
      3
    )
    expect(result.error).toBe(expected.error)
    expect(Math.abs(result.loss - expected.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected.loss)))
    const running = await eager.weights()
    for (const { name, trained } of parametersOf(network)) {
      const before = weights.get(name) ?? new Float32Array()
      // Running statistics have no gradient: they follow the batch, in both executors.
      const expectedMove = trained ? gradients.get(name) ?? before.map(() => 0) : difference(before, running.get(name))
      expectClose(name, difference(before, moved.get(name)), expectedMove, largest(before))
    }
  })

  // How a weight is updated does not depend on how many there are.
  it.each(large ? [] : [Infinity, 0.1])(
    'the eager executor’s weights after two steps with momentum and decay, clipped at %d',
    async (clipNorm) => {
      const update = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1, clipNorm }
      for (const executor of [graph, eager]) {
        await executor.setWeights(weights)
        await executor.resetMomentum()
        for (let iteration = 0; iteration < 2; iteration++)
          await executor.trainStep(batch, modes[0][1], update, iteration)
      }
      const expected = await eager.weights()
      for (const [name, values] of await graph.weights())
        expectClose(name, values, expected.get(name) ?? new Float32Array(), largest(values))
    }
  )

  it.each(supports)('the eager executor’s evaluation and masks with %s', async (_support, support) => {
    await graph.setWeights(weights)
    await eager.setWeights(weights)
    const [one, two] = await Promise.all([graph, eager].map((executor) => executor.evaluate(batch, support)))
    expect(one.error).toBe(two.error)
    expect(Math.abs(one.loss - two.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(two.loss)))
    const masks = await Promise.all([graph, eager].map((executor) => executor.estimateMasks(batch, support)))
    expect(masks[0].length).toBe(masks[1].length)
    // Kernels may add in another order: a pre-activation of the size of a rounding error may change its sign.
    const different = masks[0].reduce((count, byte, i) => count + Number(byte !== masks[1][i]), 0)
    expect(different).toBeLessThanOrEqual(masks[0].length * 1e-4)
  })

  it.each(supports)(
    'predicts with %s what the eager executor does, and what `evaluate` and `estimateMasks` say',
    async (_support, support) => {
      await graph.setWeights(weights)
      await eager.setWeights(weights)
      const [one, two] = await Promise.all([graph, eager].map((executor) => executor.predict(batch, support)))
      expect(one.classes).toEqual(two.classes)
      for (const column of ['probabilities', 'labelProbabilities'] as const) {
        one[column].forEach((value, example) => expect(Math.abs(value - two[column][example])).toBeLessThan(1e-5))
      }
      for (const [executor, predicted] of [
        [graph, one],
        [eager, two]
      ] as const) {
        const { loss, error } = await executor.evaluate(batch, support)
        expect(predicted.error).toBe(error)
        expect(Math.abs(predicted.loss - loss)).toBeLessThan(1e-6 * Math.max(1, Math.abs(loss)))
        expect(predicted.error).toBe(
          batch.labels.reduce((wrong, label, i) => wrong + Number(label !== predicted.classes[i]), 0) / batch.count
        )
        // The loss is −log p of the label, averaged; a probability that rounds to zero has none.
        const crossEntropy = predicted.labelProbabilities.reduce((sum, p) => sum - Math.log(p), 0) / batch.count
        if (Number.isFinite(crossEntropy)) expect(Math.abs(crossEntropy - loss)).toBeLessThan(1e-3 * Math.max(1, loss))
        const statistics = new SupportStatistics(supportLayout(network), false)
        statistics.add(await executor.estimateMasks(batch, support), null, batch.count)
        // A pre-activation of the size of a rounding error may change its sign from one graph to another.
        statistics
          .result()
          .forEach(({ on, units }, layer) =>
            expect(Math.abs(predicted.unitsOn[layer] - on)).toBeLessThanOrEqual(units * batch.count * 1e-4)
          )
      }
    }
  )

  it('the eager executor’s logits', async () => {
    await graph.setWeights(weights)
    await eager.setWeights(weights)
    expectClose('logits', await graph.logits(batch), await eager.logits(batch), 0)
  })

  it('the eager executor’s quantiles', async () => {
    await graph.setWeights(weights)
    await eager.setWeights(weights)
    const [one, two] = await Promise.all([graph, eager].map((executor) => executor.quantiles(batch, 0.6)))
    one.forEach((value, i) => expect(value).toBeCloseTo(two[i], 4))
  })

  it('gives back the weights it was given', async () => {
    await graph.setWeights(weights)
    expectSame(await graph.weights(), weights)
  })

  // Memory of JavaScript that a variable kept would be given back by TensorFlow's threads, which now and then ends the
  // process.
  it('keeps weights in memory of its own', async () => {
    const given = new Map([...weights].map(([name, values]) => [name, values.slice()]))
    await graph.setWeights(given)
    for (const values of given.values()) values.fill(42)
    expectSame(await graph.weights(), weights)
  })

  it('leaves no tensors behind', async () => {
    const before = backend.tf.memory().numTensors
    for (let iteration = 0; iteration < (large ? 1 : 3); iteration++) {
      for (const [, support] of modes)
        await graph.trainStep(
          batch,
          support,
          { learningRate: 0, momentum: 0, weightDecay: 0, clipNorm: Infinity },
          iteration
        )
      await graph.evaluate(batch, masktSupport(layers))
      await graph.predict(batch, masktSupport(layers))
      await graph.estimateMasks(batch, reluSupport(layers))
      await graph.logits(batch)
      await graph.weights()
    }
    expect(backend.tf.memory().numTensors).toBe(before)
  })
})

const largest = (values: Weights extends ReadonlyMap<string, infer V> ? V : never): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
const difference = (before: Float32Array, after: Float32Array | undefined): Float32Array =>
  before.map((value, i) => value - (after?.[i] ?? NaN))

/** Bit for bit. As bytes, because `toEqual` takes seconds for the 15 million weights of VGG-16. */
function expectSame(actual: Weights, expected: Weights): void {
  expect([...actual.keys()]).toEqual([...expected.keys()])
  const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  for (const [name, values] of actual) expect(bytes(values).equals(bytes(expected.get(name)!)), name).toBe(true)
}

/**
 * 1e-4 relative to the largest value of the array; a weight's own rounding (float32) bounds how well a step can be
 * seen.
 */
function expectClose(name: string, actual: Float32Array, expected: Float32Array, weight: number): void {
  const tolerance = 1e-4 * largest(expected) + 2 ** -23 * weight
  actual.forEach((value, i) => {
    if (!(Math.abs(value - expected[i]) <= tolerance))
      expect.fail(`${name}[${i}] is ${value}, expected ${expected[i]} ± ${tolerance}`)
  })
}
