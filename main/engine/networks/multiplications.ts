/** What one answer costs. */
import type { Network } from '../../../preload/schema/network'
import { parametersOf } from './parameters'
import { inferShapes, sizeOf } from './shapes'

/**
 * Multiplications of weights for one image, auxiliary heads left out: a convolution's kernel at every position, a dense
 * layer's once.
 */
export function multiplications(network: Network): number {
  const shapes = inferShapes(network)
  const needed = new Set<string>()
  for (const [i, node] of network.nodes.toReversed().entries()) {
    if (i === 0 || needed.has(node.name)) for (const name of node.inputs) needed.add(name)
  }
  return parametersOf(network)
    .filter(({ role, node }) => role === 'kernel' && needed.has(node))
    .reduce((sum, { node, shape }) => {
      const output = shapes.get(node) ?? []
      return sum + sizeOf(shape) * (output.length === 3 ? output[0] * output[1] : 1)
    }, 0)
}
