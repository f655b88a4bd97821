/** Shapes of a network's nodes, per example: [height, width, channels], or [values] once positions are gone. */
import { Failure } from '../../../preload/schema/failure'
import type { Network, NetworkNode, NodeOf } from '../../../preload/schema/network'

export type Shape = readonly number[]

/** Number of elements of one example. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

/** Shape of one image that the network takes. @throws Failure when it does not begin with its input */
export function imageShapeOf(network: Network): NodeOf<'input'>['shape'] {
  const input = network.nodes[0]
  if (input.type !== 'input') throw new Failure('The network does not begin with its input node.')
  return input.shape
}

/**
 * Shape of every node, by name.
 * @throws Failure when a node's input is missing, comes later, or has a shape that the node cannot take.
 */
export function inferShapes(network: Network): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const node of network.nodes) {
    if (shapes.has(node.name))
      throw new Failure(`The network has two nodes named "${node.name}"; give each its own name.`)
    shapes.set(node.name, shapeOf(node, node.inputs.map((name) => inputShape(node, name, shapes))))
  }
  return shapes
}

function inputShape(node: NetworkNode, name: string, shapes: ReadonlyMap<string, Shape>): Shape {
  const shape = shapes.get(name)
  if (!shape) throw new Failure(`Node "${node.name}" takes "${name}", which does not come before it.`)
  return shape
}

/** Shape of one node from those of its inputs. @throws Failure when it cannot take them */
export function shapeOf(node: NetworkNode, inputs: readonly Shape[]): Shape {
  switch (node.type) {
    case 'input': return node.shape
    case 'support': case 'dropout': case 'softmax-loss': case 'batch-norm': return inputs[0]
    case 'dense': return [node.units]
    case 'flatten': return [sizeOf(inputs[0])]
    case 'global-mean': return [positions(node, inputs[0])[2]]
    case 'convolution': return windowShape(node, inputs[0], node.kernel, node.filters)
    case 'max-pool': case 'average-pool': return windowShape(node, inputs[0], [node.window, node.window], inputs[0][2])
    case 'sum': return sumShape(node, inputs)
    case 'concatenation': return concatenationShape(node, inputs)
  }
}

function positions(node: NetworkNode, shape: Shape): Shape {
  if (shape.length !== 3)
    throw new Failure(`Node "${node.name}" needs height, width and channels, but its input is flat.`)
  return shape
}

function windowShape(
  node: NodeOf<'convolution' | 'max-pool' | 'average-pool'>,
  input: Shape,
  window: readonly [number, number],
  channels: number
): Shape {
  const [height, width] = positions(node, input)
  const along = (length: number, size: number): number =>
    Math.ceil((node.padding === 'same' ? length : length - size + 1) / node.stride)
  const output = [along(height, window[0]), along(width, window[1]), channels]
  if (output.some((length) => !(length >= 1))) {
    const what = node.type === 'convolution' ? 'Convolution' : 'Pooling'
    throw new Failure(
      `${what} "${node.name}" has a ${window.join('×')} window, larger than its ${height}×${width} input.`
    )
  }
  return output
}

function sumShape(node: NodeOf<'sum'>, [first, ...rest]: readonly Shape[]): Shape {
  if (rest.every((shape) => shape.join('×') === first.join('×'))) return first
  throw new Failure(
    `Sum "${node.name}" adds values of different shapes, ${[first, ...rest].map((shape) => shape.join('×')).join(' and ')}.`
  )
}

function concatenationShape(node: NodeOf<'concatenation'>, inputs: readonly Shape[]): Shape {
  const [height, width] = positions(node, inputs[0])
  if (inputs.some((shape) => shape[0] !== height || shape[1] !== width)) {
    throw new Failure(
      `Concatenation "${node.name}" joins maps of different sizes, ${inputs.map((shape) => shape.join('×')).join(' and ')}.`
    )
  }
  return [height, width, inputs.reduce((sum, shape) => sum + shape[2], 0)]
}
