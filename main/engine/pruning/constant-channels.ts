/**
 * The channels that have one value at every position for every image, read from the weights alone: a layer's when no
 * weight leads to it from a channel that is not zero, and what follows from it through batch-norm, supports and sums.
 *
 * The linear form passes a batch-norm's value without its shift on, so what ReLU cuts off can pass a residual sum there
 * (ReLU: max(0, −0.17 + 0.07) = 0; linear: −0.17 + 0.34 is on). So the values are those of one mask form.
 */
import type { Network, NetworkNode, NodeOf } from '../../../preload/schema/network'
import { valuesOf, type Weights } from '../networks/parameters'
import { inferShapes, type Shape } from '../networks/shapes'
import type { MaskForm } from '../support/forward'

type Constants = readonly (number | null)[]
/** By channel: what goes on, and for a support's own use the same without bias or shift. */
interface Signal { value: Constants; linearPart: Constants }
type Layer = NodeOf<'convolution' | 'dense'>

/** A dense layer, or flattening, takes a map's values position by position, channels innermost. */
export function repeatedByPosition<T>(
  node: NetworkNode,
  shapes: ReadonlyMap<string, Shape>,
  channels: readonly T[]
): readonly T[] {
  const shape = shapes.get(node.inputs[0] ?? '') ?? []
  if (node.type === 'convolution' || shape.length !== 3) return channels
  return Array.from({ length: shape[0] * shape[1] }, () => channels).flat()
}

/**
 * @param neverOn channels of supports, a byte each, that are to be taken for zero
 * @returns by node, a value for every channel, null where it is not the same for every image
 */
export function constantChannels(
  network: Network,
  weights: Weights,
  neverOn: ReadonlyMap<string, Uint8Array>,
  form: MaskForm
): ReadonlyMap<string, Constants> {
  const shapes = inferShapes(network)
  const signals = new Map<string, Signal>()
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => signals.get(name) ?? plain([]))
    signals.set(node.name, after(node, inputs, { weights, neverOn, form, shapes }))
  }
  return new Map([...signals].map(([name, { value }]) => [name, value]))
}

interface Known {
  weights: Weights
  neverOn: ReadonlyMap<string, Uint8Array>
  form: MaskForm
  shapes: ReadonlyMap<string, Shape>
}

const plain = (value: Constants): Signal => ({ value, linearPart: value })

function after(node: NetworkNode, inputs: readonly Signal[], known: Known): Signal {
  const [first] = inputs
  switch (node.type) {
    case 'input':
      return plain(Array<null>(node.shape[2]).fill(null))
    case 'convolution':
    case 'dense':
      return biased(node, repeatedByPosition(node, known.shapes, first.value), known.weights)
    case 'batch-norm':
      return normalised(node, first.value, known.weights)
    case 'support':
      return plain(supported(first, known.neverOn.get(node.name), known.form))
    case 'sum':
      return {
        value: added(inputs.map(({ value }) => value)),
        linearPart: added(inputs.map(({ linearPart }) => linearPart))
      }
    case 'concatenation':
      return plain(inputs.flatMap(({ value }) => value))
    case 'flatten':
      return plain(repeatedByPosition(node, known.shapes, first.value))
    case 'max-pool':
    case 'average-pool':
    case 'dropout':
    case 'global-mean':
      return plain(first.value)
    case 'softmax-loss':
      return first
  }
}

function biased(node: Layer, rows: Constants, weights: Weights): Signal {
  const kernel = valuesOf(weights, `${node.name}/kernel`)
  const outputs = node.type === 'convolution' ? node.filters : node.units
  const linearPart: (number | null)[] = Array<number>(outputs).fill(0)
  for (let at = 0; at < kernel.length; at++) {
    if (kernel[at] !== 0 && rows[Math.floor(at / outputs) % rows.length] !== 0) linearPart[at % outputs] = null
  }
  if (!node.bias) return plain(linearPart)
  const bias = valuesOf(weights, `${node.name}/bias`)
  return { value: linearPart.map((zero, channel) => (zero === null ? null : bias[channel])), linearPart }
}

function normalised({ name, epsilon }: NodeOf<'batch-norm'>, inputs: Constants, weights: Weights): Signal {
  const [scale, shift, mean, variance] = (['scale', 'shift', 'mean', 'variance'] as const).map((role) =>
    valuesOf(weights, `${name}/${role}`)
  )
  const linearPart = inputs.map((value, channel) => {
    if (scale[channel] === 0) return 0
    return value === null ? null : scale[channel] * (value - mean[channel]) / Math.sqrt(variance[channel] + epsilon)
  })
  return { value: linearPart.map((value, channel) => (value === null ? null : value + shift[channel])), linearPart }
}

function supported({ value, linearPart }: Signal, neverOn: Uint8Array | undefined, form: MaskForm): Constants {
  return value.map((q, channel) => {
    if (neverOn?.[channel] === 1) return 0
    if (q === null) return null
    return q <= 0 ? 0 : form === 'affine' ? q : linearPart[channel]
  })
}

const added = (summands: readonly Constants[]): Constants =>
  summands[0].map((_value, channel) =>
    summands.reduce<number | null>((sum, summand) => addOrNull(sum, summand[channel]), 0)
  )

const addOrNull = (sum: number | null, value: number | null): number | null =>
  sum === null || value === null ? null : sum + value
