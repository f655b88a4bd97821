/** A layer with weights and the support that decides which of its values pass: q = W ∗ z + b, m ⊙ q. */
import type { Network, NetworkNode, NodeOf } from '../../../../preload/schema/network'
import { hasKernel, kernelKind, kindOfNode, type KernelNode } from '../../networks/kinds'
import { sizeOf, type Shape } from '../../networks/shapes'

export interface MaskedLayer {
  /** Gives the support its q. */
  hidden: KernelNode
  support: NodeOf<'support'>
  /** Of what comes into the hidden layer. */
  input: Shape
  /** Channels of the support. */
  channels: number
  positions: number
  /** Values of z that a unit of q sees, and one more for its bias. */
  width: number
}

/** @returns a sentence's part where it is no such layer: which node is in the way */
export function maskedLayerOf(
  network: Network, support: NodeOf<'support'>, shapeOf: (name: string) => Shape
): MaskedLayer | string {
  const hidden = onlyInput(network, support)
  if (typeof hidden === 'string') return hidden
  if (!hasKernel(hidden)) return `"${hidden.name}" stands before the support "${support.name}"`
  if (kernelKind(hidden).groups(hidden) !== 1) return `"${hidden.name}" has groups`
  const shape = shapeOf(support.name)
  const channels = shape[shape.length - 1]
  const input = shapeOf(hidden.inputs[0])
  const seen = sizeOf(kernelShape(hidden, input)) / channels
  return { hidden, support, input, channels, positions: sizeOf(shape) / channels, width: seen + Number(hidden.bias) }
}

function kernelShape(hidden: KernelNode, input: Shape): Shape {
  const kernel = kindOfNode(hidden).parameters(hidden, input).find(({ role }) => role === 'kernel')
  if (!kernel) throw new Error(`${hidden.name} has no kernel`)
  return kernel.shape
}

/** @returns a sentence's part where the node takes several values, or its input goes elsewhere, too */
export function onlyInput({ nodes }: Network, { name, inputs }: NetworkNode): NetworkNode | string {
  const from = nodes.find((node) => node.name === inputs[0])
  if (!from || inputs.length !== 1) return `"${name}" takes several values`
  if (nodes.filter((node) => node.inputs.some((input) => input === from.name)).length > 1)
    return `"${from.name}" is used several times`
  return from
}
