/** Inference rules against loops that know nothing of tensors, and what follows from their definitions. */
import { afterAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { inMemory } from '../../../main/engine/datasets/dataset'
import { evaluate } from '../../../main/engine/evaluation/evaluate'
import { longestSide, pictureOf } from '../../../main/engine/evaluation/pictures'
import { predict } from '../../../main/engine/evaluation/predict'
import { forwardSupportOf } from '../../../main/engine/evaluation/rules'
import { EagerExecutor } from '../../../main/engine/executors/eager/executor'
import { GraphExecutor } from '../../../main/engine/executors/graph/executor'
import type { Weights } from '../../../main/engine/networks/parameters'
import { reluSupport } from '../../../main/engine/support/forward'
import { supportLayout } from '../../../main/engine/support/layout'
import type { EvaluationRule, MaskForm } from '../../../preload/schema/evaluation'
import type { Network } from '../../../preload/schema/network'
import { randomBatch, randomWeights, small } from './helpers/examples'

const backend = nativeBackend()
/** Dense layers only: what a loop over units computes at a glance. */
const dense: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [1, 1, 6] },
    { type: 'flatten', name: 'flat', inputs: ['input'] },
    { type: 'dense', name: 'one', inputs: ['flat'], units: 9, bias: true },
    { type: 'support', name: 'support1', inputs: ['one'] },
    { type: 'dense', name: 'two', inputs: ['support1'], units: 7, bias: true },
    { type: 'support', name: 'support2', inputs: ['two'] },
    { type: 'dense', name: 'three', inputs: ['support2'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['three'], weight: 1 }
  ]
}
const weights = randomWeights(dense, 4)
const batch = randomBatch(dense, 40, 5)
const source = inMemory(batch)
const layers = supportLayout(dense).layers.length
const graph = await GraphExecutor.create(backend, dense, weights, 1, [])
const eager = new EagerExecutor(backend, dense, weights, 1)
const executors = [['graph', graph], ['eager', eager]] as const
afterAll(() => { for (const [, executor] of executors) executor.dispose() })

const noSample = (): never => { throw new Error('no quantile was asked for') }
const fixed = (rule: 'threshold' | 'energy', form: MaskForm, value: number): EvaluationRule => ({
  rule,
  form,
  beta: { kind: 'fixed', value }
})

/** What a unit passes on, straight from the rule's definition. */
function passed(rule: EvaluationRule, q: number, linearPart: number): number {
  switch (rule.rule) {
    case 'relu': return Math.max(q, 0)
    case 'maskt': return q > 0 ? linearPart : 0
    case 'threshold':
    case 'energy': {
      if (rule.beta.kind !== 'fixed') throw new Error('fixed β only')
      const x = Math.max(q, 0)
      const on = rule.rule === 'threshold' ? q > rule.beta.value : x * x > rule.beta.value
      return on ? (rule.form === 'linear' ? linearPart : q) : 0
    }
  }
}

function layerByLoop(inputs: readonly number[], of: Weights, name: string): { q: number[]; linearPart: number[] } {
  const kernel = of.get(`${name}/kernel`) ?? new Float32Array()
  const bias = of.get(`${name}/bias`) ?? new Float32Array()
  const linearPart = Array.from(bias, (_, unit) =>
    inputs.reduce((sum, value, i) => sum + value * kernel[i * bias.length + unit], 0)
  )
  return { linearPart, q: linearPart.map((value, unit) => value + bias[unit]) }
}

/** Answers, softmax of them, and units on, one example after the other. */
function byLoops(rule: EvaluationRule) {
  let on = 0
  const answers = Array.from({ length: batch.count }, (_, example) => {
    let z = [...batch.images.subarray(example * 6, example * 6 + 6)]
    for (const name of ['one', 'two']) {
      const { q, linearPart } = layerByLoop(z, weights, name)
      z = q.map((value, unit) => passed(rule, value, linearPart[unit]))
      on += q.filter((value) => passed(rule, value, 1) !== 0).length
    }
    const logits = layerByLoop(z, weights, 'three').q
    const total = logits.reduce((sum, value) => sum + Math.exp(value), 0)
    const predicted = logits.indexOf(Math.max(...logits))
    return {
      predicted,
      probability: Math.exp(logits[predicted]) / total,
      labelProbability: Math.exp(logits[batch.labels[example]]) / total
    }
  })
  return { answers, on }
}

const rules: [string, EvaluationRule][] = [
  ['ReLU', { rule: 'relu' }],
  ['MaskT', { rule: 'maskt' }],
  ['threshold 0.3, affine', fixed('threshold', 'affine', 0.3)],
  ['threshold 0.3, linear', fixed('threshold', 'linear', 0.3)],
  ['energy 0.3, affine', fixed('energy', 'affine', 0.3)],
  ['energy 0.3, linear', fixed('energy', 'linear', 0.3)],
  ['threshold 1000', fixed('threshold', 'affine', 1000)]
]

describe.each(executors)('the %s executor', (_name, executor) => {
  it.each(rules)('answers under %s as loops over units do', async (_title, rule) => {
    const { predictions, unitsOn, error, loss } = await predict(
      executor,
      source,
      await forwardSupportOf(rule, layers, executor, noSample)
    )
    const { answers, on } = byLoops(rule)
    expect([...predictions.classes]).toEqual(answers.map(({ predicted }) => predicted))
    // Float32 sums of nine products against float64 ones.
    answers.forEach(({ probability, labelProbability }, example) => {
      expect(Math.abs(predictions.probabilities[example] - probability)).toBeLessThan(1e-5)
      expect(Math.abs(predictions.labelProbabilities[example] - labelProbability)).toBeLessThan(1e-5)
    })
    expect(unitsOn).toBe(on)
    expect(error).toBe(
      answers.filter(({ predicted }, example) => predicted !== batch.labels[example]).length / batch.count
    )
    expect(loss).toBeCloseTo(
      answers.reduce((sum, { labelProbability }) => sum - Math.log(labelProbability), 0) / batch.count,
      4
    )
  })

  it('gives with threshold and energy at β = 0 exactly ReLU (affine) and MaskT (linear)', async () => {
    const run = async (rule: EvaluationRule) =>
      predict(executor, source, await forwardSupportOf(rule, layers, executor, noSample))
    for (const name of ['threshold', 'energy'] as const) {
      expect(await run(fixed(name, 'affine', 0))).toEqual(await run({ rule: 'relu' }))
      expect(await run(fixed(name, 'linear', 0))).toEqual(await run({ rule: 'maskt' }))
    }
    expect(await evaluate(executor, source, reluSupport(layers))).toMatchObject({
      error: (await run({ rule: 'relu' })).error
    })
  })

  it('measures a quantile β on the sample: a tenth of the units lie above the quantile 0.9', async () => {
    const rule: EvaluationRule = { rule: 'threshold', form: 'affine', beta: { kind: 'quantile', fraction: 0.9 } }
    const support = await forwardSupportOf(rule, layers, executor, () => batch)
    expect([...support.thresholds].every((threshold) => threshold > 0)).toBe(true)
    // The first layer's pre-activations do not depend on any mask.
    const on = (await executor.predict(batch, support)).unitsOn[0]
    expect(on / (batch.count * 9)).toBeCloseTo(0.1, 2)
  })

  it('turns more units off the larger β is', async () => {
    const sparse = await Promise.all(
      [0, 0.1, 0.5, 2].map(
        async (value) =>
          (
            await predict(
              executor,
              source,
              await forwardSupportOf(fixed('threshold', 'affine', value), layers, executor, noSample)
            )
          ).unitsOn
      )
    )
    expect(sparse).toEqual(sparse.toSorted((one, other) => other - one))
    expect(sparse[3]).toBeLessThan(sparse[0])
  })
})

it('joins batches to one answer per example, whatever the last batch holds', async () => {
  const examples = randomBatch(small, 507, 8)
  const executor = await GraphExecutor.create(backend, small, randomWeights(small, 9), 1, [])
  const told: number[] = []
  const { predictions, error } = await predict(executor, inMemory(examples), reluSupport(2), (count) => {
    told.push(count)
  })
  const whole = await executor.predict(examples, reluSupport(2))
  expect([...predictions.classes]).toEqual([...whole.classes])
  expect(error).toBe(whole.error)
  expect(told).toEqual([250, 250, 7])
  executor.dispose()
})

describe('a picture', () => {
  it('of a small image is the image', () => {
    const pixels = Uint8Array.from({ length: 12 }, (_, i) => i)
    expect(pictureOf(pixels, [2, 2, 3])).toEqual({ height: 2, width: 2, channels: 3, pixels })
  })

  it('of a large one is its means over squares, at most 64 pixels a side', () => {
    const pixels = Uint8Array.from({ length: 130 * 65 * 3 }, (_, i) => (i % 3) * 100)
    const small = pictureOf(pixels, [130, 65, 3])
    expect([small.height, small.width]).toEqual([44, 22])
    expect(Math.max(small.height, small.width)).toBeLessThanOrEqual(longestSide)
    expect([...new Set([0, 1, 2].map((channel) => small.pixels[channel]))]).toEqual([0, 100, 200])
    expect(pictureOf(Uint8Array.from({ length: 66 }, (_, i) => (i < 3 ? 10 : 40)), [66, 1, 1]).pixels[1]).toBe(25)
  })

  it('has one channel or three', () => {
    expect(() => pictureOf(new Uint8Array(2), [1, 1, 2])).toThrow('Images of 2 channels cannot be shown')
  })
})
