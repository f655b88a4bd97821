/** Shapes of a network's nodes, per example: [height, width, channels], or [classes] after the global mean. */
import type { ConvolutionNode, Network, NetworkNode } from '../../../preload/schema/network'
import { Failure } from '../../../preload/schema/failure'

export type Shape = readonly number[]

/** Number of elements of one example. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

/**
 * Shape of every node, by name.
 * @throws Failure when a node's input is missing, comes later, or has a shape that the node cannot take.
 */
export function inferShapes(network: Network): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const node of network.nodes) {
    if (shapes.has(node.name)) throw new Failure(`The network has two nodes named "${node.name}"; give each its own name.`)
    shapes.set(node.name, shapeOf(node, inputShape(node, shapes)))
  }
  return shapes
}

function inputShape(node: NetworkNode, shapes: ReadonlyMap<string, Shape>): Shape {
  if (node.type === 'input') return node.shape
  const shape = shapes.get(node.inputs[0])
  if (!shape) throw new Failure(`Node "${node.name}" takes "${node.inputs[0]}", which does not come before it.`)
  return shape
}

function shapeOf(node: NetworkNode, input: Shape): Shape {
  switch (node.type) {
    case 'input': case 'support': case 'dropout': case 'softmax-loss': return input
    case 'global-mean': return [input[2]]
    case 'convolution': return convolutionShape(node, input)
  }
}

function convolutionShape(node: ConvolutionNode, [height, width]: Shape): Shape {
  const along = (length: number, kernel: number): number =>
    Math.ceil((node.padding === 'same' ? length : length - kernel + 1) / node.stride)
  const output = [along(height, node.kernel[0]), along(width, node.kernel[1]), node.filters]
  if (output.some((length) => !(length >= 1))) {
    throw new Failure(`Convolution "${node.name}" has a ${node.kernel.join('×')} kernel, larger than its ${height}×${width} input.`)
  }
  return output
}
