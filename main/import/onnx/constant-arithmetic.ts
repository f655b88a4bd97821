/**
 * What a graph computes of its constants alone before any image comes: axes of weights, standardised weights. Each
 * operator is computed in float64 and rounded to float32, as its values are kept.
 */
import { onnxAttributeTypes, type OnnxNode } from '../../interchange/onnx/schema'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import type { Constant } from './constants'

type Floats = Extract<Constant, { type: 'float' }>
interface Computed { shape: Shape; values: Float32Array }

const attributeOf = ({ attribute }: OnnxNode, name: string, type: number) =>
  attribute.find((one) => one.name === name && one.type === type)
const integerOf = (node: OnnxNode, name: string, missing: number): number =>
  Number(attributeOf(node, name, onnxAttributeTypes.int)?.i ?? missing)
const listOf = (node: OnnxNode, name: string): number[] | null =>
  attributeOf(node, name, onnxAttributeTypes.ints)?.ints.map(Number) ?? null

/** Of two values, in float64. */
const ofTwo: Readonly<Record<string, (one: number, other: number) => number>> = {
  Add: (one, other) => one + other,
  Sub: (one, other) => one - other,
  Mul: (one, other) => one * other,
  Div: (one, other) => one / other,
  Pow: (one, other) => one ** other,
  Max: (one, other) => Math.max(one, other),
  Min: (one, other) => Math.min(one, other)
}
const ofOne: Readonly<Record<string, (value: number) => number>> = {
  Sqrt: Math.sqrt, Neg: (value) => -value, Reciprocal: (value) => 1 / value, Exp: Math.exp, Abs: Math.abs
}

/**
 * @returns null for an operator that is none of these, or that does not take floating-point numbers alone, or whose
 * values would be more than those that it takes
 */
export function computedOf(node: OnnxNode, constants: ReadonlyMap<string, Constant>): Constant | null {
  const [first, second] = node.input.map((name) => constants.get(name))
  if (first?.type !== 'float') return null
  const integers = second?.type === 'integer' ? second.values : null
  const hasSecond = (node.input[1] ?? '') !== ''
  const given = hasSecond ? integers : listOf(node, 'axes')
  const computed = ((): Computed | null => {
    if (Object.hasOwn(ofOne, node.opType)) return { ...first, values: first.values.map(ofOne[node.opType]) }
    if (Object.hasOwn(ofTwo, node.opType))
      return node.input.length === 2 && second?.type === 'float' ? paired(first, second, ofTwo[node.opType]) : null
    switch (node.opType) {
      case 'Unsqueeze': return given && unsqueezed(first, given)
      case 'Squeeze': return hasSecond && !integers ? null : squeezed(first, given)
      case 'Reshape': return integers && integerOf(node, 'allowzero', 0) === 0 ? reshaped(first, integers) : null
      case 'ReduceMean': case 'ReduceSum': {
        if (hasSecond && !integers) return null
        const isOfAll = integerOf(node, 'noop_with_empty_axes', 0) === 0
        const axes = given ?? (isOfAll ? first.shape.map((_, axis) => axis) : [])
        return reduced(first, axes, integerOf(node, 'keepdims', 1) !== 0, node.opType === 'ReduceMean')
      }
      case 'BatchNormalization': {
        const floats = node.input.flatMap((name) => {
          const constant = constants.get(name)
          return constant?.type === 'float' ? [constant] : []
        })
        return floats.length === 5 ? normalised(node, floats) : null
      }
      default: return null
    }
  })()
  return computed && { type: 'float', ...computed, written: first.written }
}

/** By NumPy's rules, where one of them has the shape of what comes out. */
function paired(one: Floats, other: Floats, combine: (one: number, other: number) => number): Computed | null {
  const rank = Math.max(one.shape.length, other.shape.length)
  const full = ({ shape }: Floats): number[] => [...Array<number>(rank - shape.length).fill(1), ...shape]
  const [left, right] = [full(one), full(other)]
  if (left.some((length, axis) => length !== right[axis] && length !== 1 && right[axis] !== 1)) return null
  const shape = left.map((length, axis) => (length === 1 ? right[axis] : length))
  if (sizeOf(shape) > Math.max(one.values.length, other.values.length)) return null
  const [first, second] = [placesIn(left, shape), placesIn(right, shape)]
  const values = Float32Array.from({ length: sizeOf(shape) }, (_, at) =>
    combine(one.values[first(at)], other.values[second(at)]))
  return { shape, values }
}

/** Of a place in values of the larger shape, that in the smaller, whose axes of length 1 are repeated. */
function placesIn(smaller: Shape, larger: Shape): (at: number) => number {
  const strides = smaller.map((length, axis) => (length === 1 ? 0 : sizeOf(smaller.slice(axis + 1))))
  return (at) => {
    let [rest, place] = [at, 0]
    for (let axis = larger.length - 1; axis >= 0; axis--) {
      place += rest % larger[axis] * strides[axis]
      rest = Math.floor(rest / larger[axis])
    }
    return place
  }
}

/**
 * Channels are the second axis. In training each is normalised by its own mean and variance, as NFNets' kernels are:
 * theirs, not an image's.
 * @param given values, scale, bias, mean, variance
 */
function normalised(node: OnnxNode, given: readonly Floats[]): Computed | null {
  const [{ shape, values }, scale, bias, mean, variance] = given
  const channels = shape[1] ?? 0
  if (shape.length < 2 || given.slice(1).some((one) => one.values.length !== channels)) return null
  const isTraining = integerOf(node, 'training_mode', 0) !== 0
  // Before opset 14 more outputs say so, of which nobody here takes any.
  if (!isTraining && node.output.filter((name) => name !== '').length > 1) return null
  const inner = sizeOf(shape.slice(2))
  const channelOf = (at: number): number => Math.floor(at / inner) % channels
  const own = isTraining ? momentsOf(values, channels, channelOf) : { means: mean.values, variances: variance.values }
  const epsilon = attributeOf(node, 'epsilon', onnxAttributeTypes.float)?.f ?? 1e-5
  return {
    shape,
    values: values.map((value, at) => {
      const c = channelOf(at)
      return (value - own.means[c]) / Math.sqrt(own.variances[c] + epsilon) * scale.values[c] + bias.values[c]
    })
  }
}

function momentsOf(values: Float32Array, channels: number, channelOf: (at: number) => number) {
  const count = values.length / channels
  const [means, variances] = [new Float64Array(channels), new Float64Array(channels)]
  values.forEach((value, at) => { means[channelOf(at)] += value / count })
  values.forEach((value, at) => { variances[channelOf(at)] += (value - means[channelOf(at)]) ** 2 / count })
  return { means, variances }
}

const positive = (axes: readonly number[], rank: number): number[] | null => {
  const counted = axes.map((axis) => (axis < 0 ? axis + rank : axis))
  return counted.every((axis) => axis >= 0 && axis < rank) && new Set(counted).size === axes.length ? counted : null
}

function unsqueezed({ shape, values }: Floats, given: readonly number[]): Computed | null {
  const rank = shape.length + given.length
  const axes = positive(given, rank)
  if (!axes) return null
  const left = [...shape]
  return { shape: Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : left.shift() ?? 1)), values }
}

function squeezed({ shape, values }: Floats, given: readonly number[] | null): Computed | null {
  const axes = given === null ? null : positive(given, shape.length)
  if (given !== null && axes?.some((axis) => shape[axis] !== 1) !== false) return null
  return { shape: shape.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1)), values }
}

function reshaped({ shape, values }: Floats, target: readonly number[]): Computed | null {
  const copied = target.map((length, axis) => (length === 0 ? shape[axis] ?? 0 : length))
  const known = copied.filter((length) => length !== -1).reduce((product, length) => product * length, 1)
  const full = copied.map((length) => (length === -1 ? values.length / known : length))
  const isWhole = full.every((length) => Number.isInteger(length) && length > 0)
  return isWhole && sizeOf(full) === values.length ? { shape: full, values } : null
}

function reduced(
  { shape, values }: Floats, given: readonly number[], keeps: boolean, isMean: boolean
): Computed | null {
  const axes = positive(given, shape.length)
  if (!axes) return null
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  const place = placesIn(kept, shape)
  const sums = new Float64Array(sizeOf(kept))
  values.forEach((value, at) => { sums[place(at)] += value })
  const count = isMean ? values.length / sums.length : 1
  return {
    shape: keeps ? kept : kept.filter((_, axis) => !axes.includes(axis)),
    values: Float32Array.from(sums, (sum) => sum / count)
  }
}
