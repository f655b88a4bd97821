/**
 * The arrays of a network, named `<node>/kernel`, `<node>/bias`, and for batch-norm `scale`, `shift`, `mean`,
 * `variance`.
 */
import { Failure } from '../../../preload/schema/failure'
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { random } from '../random'
import { inferShapes, sizeOf, type Shape } from './shapes'

export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance'

export interface Parameter {
  name: string
  node: string
  role: ParameterRole
  /**
   * Convolution kernel: [height, width, input channels, filters]; dense kernel: [inputs, units]; all others:
   * [channels].
   */
  shape: Shape
  /** Running statistics follow the data; everything else is trained. */
  trained: boolean
  /** A bias or shift that reaches a support linearly: it is the −β of eq 12, and frozen in the linear form. */
  threshold: boolean
}

/** A value for every parameter, by name, in row-major order. */
export type Weights = ReadonlyMap<string, Float32Array>

/** @throws Failure when they are not there */
export function valuesOf(weights: Weights, name: string): Float32Array {
  const values = weights.get(name)
  if (!values) throw new Failure(`The weights have no "${name}", which the network needs.`)
  return values
}

export function parametersOf(network: Network): Parameter[] {
  const shapes = inferShapes(network)
  const thresholds = nodesThatSetThresholds(network)
  return network.nodes.flatMap((node) => rolesOf(node, shapes).map(([role, shape]): Parameter => ({
    name: `${node.name}/${role}`, node: node.name, role, shape,
    trained: role !== 'mean' && role !== 'variance',
    threshold: (role === 'bias' || role === 'shift') && thresholds.has(node.name)
  })))
}

function rolesOf(node: NetworkNode, shapes: ReadonlyMap<string, Shape>): [ParameterRole, Shape][] {
  const input = node.inputs[0] === undefined ? [] : shapes.get(node.inputs[0]) ?? []
  switch (node.type) {
    case 'convolution':
      return [
        ['kernel', [...node.kernel, input[2], node.filters]],
        ...(node.bias ? [['bias', [node.filters]] as [ParameterRole, Shape]] : [])
      ]
    case 'dense':
      return [
        ['kernel', [sizeOf(input), node.units]],
        ...(node.bias ? [['bias', [node.units]] as [ParameterRole, Shape]] : [])
      ]
    case 'batch-norm': {
      const channels = [input[input.length - 1]]
      return [
        ['scale', channels],
        ['shift', channels],
        ['mean', channels],
        ['variance', channels]
      ]
    }
    default:
      return []
  }
}

/** Whether a step moves it: in the linear form (eq 13) thresholds only decide masks and stay as they are. */
export const isTrained = ({ trained, threshold }: Parameter, form: 'affine' | 'linear'): boolean =>
  trained && !(form === 'linear' && threshold)

/** Nodes whose value reaches a support through nothing but sums and batch-norms. */
function nodesThatSetThresholds(network: Network): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of network.nodes.toReversed()) {
    const passes =
      node.type === 'support' || (found.has(node.name) && (node.type === 'sum' || node.type === 'batch-norm'))
    if (passes) for (const name of node.inputs) found.add(name)
  }
  return found
}

/** Trained parameters only, as papers count them. */
export const parameterCount = (network: Network): number =>
  parametersOf(network).filter(({ trained }) => trained).reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0)

/**
 * Starting weights: kernels normal with variance 2 / fan-in (He et al. 2015, which keeps the variance of a
 * half-sparse layer), scales and running variances one, everything else zero.
 */
export function initialWeights(network: Network, seed: number): Weights {
  return new Map(parametersOf(network).map(({ name, role, shape }) => [name, initialValues(name, role, shape, seed)]))
}

function initialValues(name: string, role: ParameterRole, shape: Shape, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape))
  if (role === 'scale' || role === 'variance') return values.fill(1)
  if (role !== 'kernel') return values
  const stream = random(seed, 'weights', name)
  const deviation = Math.sqrt(2 / sizeOf(shape.slice(0, -1)))
  return values.map(() => stream.normal() * deviation)
}
