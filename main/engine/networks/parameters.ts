/** The trainable arrays of a network, named `<node>/kernel` and `<node>/bias`. */
import type { Network } from '../../../preload/schema/network'
import { random } from '../random'
import { inferShapes, sizeOf, type Shape } from './shapes'

export interface Parameter {
  name: string
  node: string
  role: 'kernel' | 'bias'
  /** Kernel: [height, width, input channels, filters]; bias: [filters]. */
  shape: Shape
  /** Whether the node feeds a support, so that its bias decides a mask. */
  hidden: boolean
}

/** A value for every parameter, by name, in row-major order. */
export type Weights = ReadonlyMap<string, Float32Array>

export function parametersOf(network: Network): Parameter[] {
  const shapes = inferShapes(network)
  const supported = new Set(network.nodes.flatMap((node) => (node.type === 'support' ? node.inputs : [])))
  return network.nodes.flatMap((node): Parameter[] => {
    if (node.type !== 'convolution') return []
    const channels = shapes.get(node.inputs[0])?.[2] ?? 0
    const hidden = supported.has(node.name)
    return [
      { name: `${node.name}/kernel`, node: node.name, role: 'kernel', shape: [...node.kernel, channels, node.filters], hidden },
      { name: `${node.name}/bias`, node: node.name, role: 'bias', shape: [node.filters], hidden }
    ]
  })
}

export const parameterCount = (network: Network): number =>
  parametersOf(network).reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0)

/**
 * Starting weights: kernels normal with variance 2 / fan-in (He et al. 2015, which keeps the variance of a
 * half-sparse layer), biases zero.
 */
export function initialWeights(network: Network, seed: number): Weights {
  return new Map(parametersOf(network).map(({ name, role, shape }) => {
    const values = new Float32Array(sizeOf(shape))
    if (role === 'kernel') {
      const stream = random(seed, 'weights', name)
      const deviation = Math.sqrt(2 / (shape[0] * shape[1] * shape[2]))
      for (let i = 0; i < values.length; i++) values[i] = stream.normal() * deviation
    }
    return [name, values]
  }))
}
