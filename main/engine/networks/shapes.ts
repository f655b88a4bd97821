/** Shapes of a network's nodes, per example: [height, width, channels], or [values] once positions are gone. */
import { Failure } from '../../../preload/schema/failure'
import type { Network, NetworkNode, NodeOf } from '../../../preload/schema/network'
import { kindOfNode } from './kinds'
import type { Shape } from './shape'

export { positionsOf, repeatedByPosition, sizeOf, type Shape } from './shape'

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
export const shapeOf = (node: NetworkNode, inputs: readonly Shape[]): Shape => kindOfNode(node).shape(node, inputs)
