/** The classifier's objective against closed forms and finite differences. */
import { describe, expect, it } from 'vitest'
import { crossEntropy, errorOf, type LabelledFeatures } from '../../../../main/engine/classifier/cross-entropy'
import { random } from '../../../../main/engine/random'

const classes = 4
const width = 5
const stream = random(1, 'features')
const data: LabelledFeatures = {
  values: Float64Array.from({ length: 30 * width }, () => Math.max(0, stream.normal())),
  width,
  labels: Int32Array.from({ length: 30 }, (_, example) => (example * example) % classes)
}

describe.each([true, false])('with a bias: %s', (bias) => {
  const numbers = width * classes + (bias ? classes : 0)

  it('is ln(classes) for weights of zero, where every class is as probable', () => {
    const gradient = new Float64Array(numbers)
    const value = crossEntropy(data, { classes, bias }, 0.1)(new Float64Array(numbers), gradient)
    expect(value).toBeCloseTo(Math.log(classes), 14)
    if (!bias) return
    const share = (c: number): number => data.labels.filter((label) => label === c).length / data.labels.length
    gradient.subarray(width * classes).forEach((slope, c) => {
      expect(slope).toBeCloseTo(1 / classes - share(c), 14)
    })
  })

  it('has the gradient of its finite differences', () => {
    const objective = crossEntropy(data, { classes, bias }, 0.1)
    const at = Float64Array.from({ length: numbers }, () => stream.normal())
    const gradient = new Float64Array(numbers)
    objective(at, gradient)
    const step = 1e-6
    const valueAt = (place: number, moved: number): number =>
      objective(at.map((value, i) => (i === place ? value + moved : value)), new Float64Array(numbers))
    gradient.forEach((slope, i) => {
      expect(slope).toBeCloseTo((valueAt(i, step) - valueAt(i, -step)) / (2 * step), 8)
    })
  })

  it('leaves the bias out of the penalty', () => {
    const at = new Float64Array(numbers).fill(2)
    const [without, withPenalty] = [0, 0.1].map((beta) =>
      crossEntropy(data, { classes, bias }, beta)(at, new Float64Array(numbers)))
    expect(withPenalty - without).toBeCloseTo(0.05 * 4 * width * classes, 12)
  })
})

it('stays finite for logits of thousands', () => {
  const at = new Float64Array(width * classes).map((_, i) => (i % classes === 0 ? 5000 : -5000))
  const value = crossEntropy(data, { classes, bias: false }, 0)(at, new Float64Array(width * classes))
  expect(value).toBeGreaterThan(1000)
  expect(value).toBeLessThan(Infinity)
})

it('counts examples whose largest logit is another class’s', () => {
  const rows = { values: Float64Array.of(1, 0, 0, 1, 1, 0), width: 2, labels: Int32Array.of(0, 1, 1) }
  expect(errorOf(Float64Array.of(1, 0, 0, 1), rows, { classes: 2, bias: false })).toBeCloseTo(1 / 3)
  expect(errorOf(Float64Array.of(1, 0, 0, 1, 0, 3), rows, { classes: 2, bias: true })).toBeCloseTo(1 / 3)
})
