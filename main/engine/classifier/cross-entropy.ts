/**
 * A classifier's objective, given its features: the mean softmax cross-entropy of features · W + b, plus β/2 ‖W‖². It
 * is convex, and strictly so in W.
 */
import type { Objective } from '../numerics/minimise'
import { toProbabilities } from '../numerics/softmax'

/** What a classifier is fitted to; rows are examples. */
export interface LabelledFeatures {
  /** [examples, width] */
  values: Float64Array
  width: number
  labels: Int32Array
}

export interface ClassifierShape {
  classes: number
  /** Whether there is a b, which the penalty leaves alone. */
  bias: boolean
}

/** Of W [width, classes], row-major, and b [classes] after it. */
export function crossEntropy(data: LabelledFeatures, { classes, bias }: ClassifierShape, beta: number): Objective {
  const { values, width, labels } = data
  const weights = width * classes
  const row = new Float64Array(classes)
  return (at, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (let example = 0; example < labels.length; example++) {
      logits(at, data, example, bias, row)
      loss += toErrors(row, labels[example])
      for (let i = 0; i < width; i++) addRow(gradient, i, values[example * width + i], row)
      if (bias) addRow(gradient, width, 1, row)
    }
    let squares = 0
    for (let i = 0; i < gradient.length; i++) gradient[i] /= labels.length
    for (let i = 0; i < weights; i++) {
      squares += at[i] ** 2
      gradient[i] += beta * at[i]
    }
    return loss / labels.length + (beta / 2) * squares
  }
}

/** The fraction of examples whose largest logit is not their label's. */
export function errorOf(at: Float64Array, data: LabelledFeatures, { classes, bias }: ClassifierShape): number {
  const row = new Float64Array(classes)
  let wrong = 0
  for (const [example, label] of data.labels.entries()) {
    logits(at, data, example, bias, row)
    if (row.indexOf(Math.max(...row)) !== label) wrong++
  }
  return wrong / data.labels.length
}

function logits(
  at: Float64Array, { values, width }: LabelledFeatures, example: number, bias: boolean, row: Float64Array
): void {
  const classes = row.length
  for (let c = 0; c < classes; c++) row[c] = bias ? at[width * classes + c] : 0
  for (let i = 0; i < width; i++) {
    const value = values[example * width + i]
    for (let c = 0; c < classes; c++) row[c] += value * at[i * classes + c]
  }
}

/** Logits become ∂loss/∂logits = softmax − one-hot. @returns the cross-entropy */
function toErrors(row: Float64Array, label: number): number {
  const loss = toProbabilities(row, label)
  row[label] -= 1
  return loss
}

function addRow(to: Float64Array, at: number, times: number, row: Float64Array): void {
  for (let c = 0; c < row.length; c++) to[at * row.length + c] += times * row[c]
}
