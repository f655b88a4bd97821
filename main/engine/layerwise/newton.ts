/**
 * A damped Newton step in one layer. Given the masks, logits o are linear in the layer's parameters w: o = J w + c. So
 * mean cross-entropy is convex in w, Jᵀ H J with H = (diag p − p pᵀ) / examples is its Hessian itself, and along a
 * direction d the loss needs no run of the network: o + α J d.
 */
import { conjugateGradients } from '../numerics/conjugate-gradients'
import { toProbabilities } from '../numerics/softmax'

/** Logits of all examples as a function of a layer's parameters, and its transpose. */
export interface LinearLayer {
  logits(values: Float64Array): Promise<ArrayLike<number>>
  /** Jᵀ u, of u [examples, classes]. */
  pulledBack(slopes: Float64Array): Promise<Float64Array>
}

/** Mean cross-entropy at some logits [examples, classes], and what Newton's method needs of it. */
export interface AtLogits {
  loss: number
  /** softmax, [examples, classes]. */
  probabilities: Float64Array
}

export function atLogits(logits: ArrayLike<number>, labels: Int32Array): AtLogits {
  const classes = logits.length / labels.length
  const probabilities = Float64Array.from(logits)
  let loss = 0
  for (let n = 0; n < labels.length; n++)
    loss += toProbabilities(probabilities.subarray(n * classes, (n + 1) * classes), labels[n])
  return { loss: loss / labels.length, probabilities }
}

/** (p − y) / examples: the slopes of the loss along the logits. */
export function slopesOf({ probabilities }: AtLogits, labels: Int32Array): Float64Array {
  const classes = probabilities.length / labels.length
  const slopes = probabilities.slice()
  labels.forEach((label, n) => { slopes[n * classes + label] -= 1 })
  return slopes.map((value) => value / labels.length)
}

/** H u, of changes u of the logits. */
export function curved({ probabilities }: AtLogits, changes: Float64Array, examples: number): Float64Array {
  const classes = changes.length / examples
  const turned = new Float64Array(changes.length)
  for (let at = 0; at < changes.length; at += classes) {
    let mean = 0
    for (let k = at; k < at + classes; k++) mean += probabilities[k] * changes[k]
    for (let k = at; k < at + classes; k++) turned[k] = probabilities[k] * (changes[k] - mean) / examples
  }
  return turned
}

/**
 * J of a layer: changes of the logits along a direction. The layer is run with the direction in the place of its
 * parameters, at their length: short ones would drown in float32, as c is subtracted.
 */
export function jacobianOf(
  layer: LinearLayer, constant: ArrayLike<number>, values: Float64Array
): (direction: Float64Array) => Promise<Float64Array> {
  const usual = norm(values) || 1
  return async (direction) => {
    const length = norm(direction)
    if (length === 0) return new Float64Array(constant.length)
    const there = await layer.logits(direction.map((value) => value * usual / length))
    return Float64Array.from(there, (logit, i) => (logit - constant[i]) * length / usual)
  }
}

export interface NewtonSettings {
  /** λ: the step lowers the loss plus λ/2 ‖d‖², so that the Hessian has λ times the identity added. */
  damping: number
  /** Of conjugate gradients. */
  steps: number
  /** Products are float32: what is below it is rounding. */
  tolerance: number
}

export interface NewtonStep {
  values: Float64Array
  /** Of the values. */
  logits: ArrayLike<number>
  loss: number
  /** How far the step went along its direction: 1 is a whole Newton step. */
  length: number
}

/**
 * The layer's parameters after the step, and the loss there, which is never above `at.loss`; null where no length of
 * the step lowers it.
 * @param at at the logits of `values`
 */
export async function newtonStep(
  layer: LinearLayer, values: Float64Array, logits: ArrayLike<number>, labels: Int32Array, settings: NewtonSettings
): Promise<NewtonStep | null> {
  const here = atLogits(logits, labels)
  const gradient = await layer.pulledBack(slopesOf(here, labels))
  const constant = await layer.logits(new Float64Array(values.length))
  const jacobian = jacobianOf(layer, constant, values)
  const hessian = async (direction: Float64Array): Promise<Float64Array> => {
    const product = await layer.pulledBack(curved(here, await jacobian(direction), labels.length))
    return product.map((value, i) => value + settings.damping * direction[i])
  }
  const direction = await conjugateGradients(hessian, gradient.map((value) => -value), settings)
  const proximity = settings.damping * dot(direction, direction)
  const length = bestLength(logits, await jacobian(direction), labels, proximity)
  const moved = values.map((value, i) => value + length * direction[i])
  // What the network really gives there decides, not the line: both are rounded to float32, differently.
  const there = await layer.logits(moved)
  const { loss } = atLogits(there, labels)
  return loss < here.loss ? { values: moved, logits: there, loss, length } : null
}

const mostSearched = 50

/**
 * The α ≥ 0 at which the loss of logits + α changes, plus ½ proximity α², is least: by Newton's method within brackets.
 * Examples that the direction separates have no least loss without a proximity, only ever longer steps.
 */
export function bestLength(
  logits: ArrayLike<number>, changes: Float64Array, labels: Int32Array, proximity: number
): number {
  const slopeAt = (alpha: number): { slope: number; curvature: number } => {
    const at = atLogits(changes.map((change, i) => logits[i] + alpha * change), labels)
    return {
      slope: dot(slopesOf(at, labels), changes) + proximity * alpha,
      curvature: dot(curved(at, changes, labels.length), changes) + proximity
    }
  }
  let [low, high, alpha] = [0, Infinity, 1]
  if (!(slopeAt(0).slope < 0)) return 0
  for (let step = 0; step < mostSearched; step++) {
    const { slope, curvature } = slopeAt(alpha)
    if (slope > 0) high = alpha
    else low = alpha
    const next = alpha - slope / curvature
    if (Math.abs(next - alpha) <= 1e-6 * alpha) break
    alpha = next > low && next < high && next <= 2 * alpha ? next : high === Infinity ? 2 * alpha : (low + high) / 2
  }
  return alpha
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}

const norm = (values: Float64Array): number => Math.sqrt(dot(values, values))
