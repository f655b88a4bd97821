/** What running a network costs, counted from its shapes and weights. */
import type { Network } from '../../../preload/schema/network'
import { parametersOf, valuesOf, type Weights } from './parameters'
import { inferShapes, sizeOf } from './shapes'

export interface Cost {
  /** Trained parameters, and those that are not zero. */
  parameters: number
  nonZeroParameters: number
  /** Multiplications with addition for one example, of all kernels' values and of those that are not zero. */
  macs: number
  nonZeroMacs: number
}

/**
 * A kernel's value is used once per output position (at the border against padding too); biases and batch-norms are not
 * counted as MACs.
 */
export function costOf(network: Network, weights: Weights): Cost {
  const shapes = inferShapes(network)
  const cost: Cost = { parameters: 0, nonZeroParameters: 0, macs: 0, nonZeroMacs: 0 }
  for (const { name, node, role, shape, trained } of parametersOf(network)) {
    if (!trained) continue
    const [size, left] = [sizeOf(shape), nonZeroIn(valuesOf(weights, name))]
    const output = shapes.get(node) ?? []
    const uses = role === 'kernel' ? sizeOf(output.slice(0, -1)) : 0
    cost.parameters += size
    cost.nonZeroParameters += left
    cost.macs += uses * size
    cost.nonZeroMacs += uses * left
  }
  return cost
}

export const nonZeroIn = (values: Float32Array): number =>
  values.reduce((count, value) => count + Number(value !== 0), 0)
