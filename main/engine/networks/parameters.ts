/**
 * The arrays of a network, named `<node>/kernel`, `<node>/bias`, and for batch-norm `scale`, `shift`, `mean`,
 * `variance`, for PReLU `slope`.
 */
import type { Network } from '../../../preload/schema/network'
import { random } from '../random'
import { hasHardThresholds } from './hard-thresholds'
import { kindOfNode } from './kinds'
import type { MaskForm } from './mask-form'
import { roles, type ParameterRole } from './roles'
import { inferShapes, sizeOf, type Shape } from './shapes'
import type { Weights } from './weights'

export type { ParameterRole } from './roles'
export { valuesOf, type Weights } from './weights'

export interface Parameter {
  name: string
  node: string
  role: ParameterRole
  /**
   * Convolution kernel: [height, width, input channels, filters]; dense kernel: [inputs, units]; all others:
   * [channels].
   */
  shape: Shape
  /** Running statistics follow the data, a frozen batch-norm stays as it is; everything else is trained. */
  trained: boolean
  /** A bias or shift that reaches a support linearly: it is the −β of eq 12, and frozen in the linear form. */
  threshold: boolean
}

export function parametersOf(network: Network): Parameter[] {
  const shapes = inferShapes(network)
  const thresholds = nodesThatSetThresholds(network)
  return network.nodes.flatMap((node) => {
    const input = shapes.get(node.inputs[0] ?? '') ?? []
    return kindOfNode(node).parameters(node, input).map(({ role, shape, fixed }): Parameter => ({
      name: `${node.name}/${role}`, node: node.name, role, shape,
      trained: roles[role].trained && fixed !== true,
      threshold: roles[role].added && thresholds.has(node.name)
    }))
  })
}

/** Whether a step moves it: in the linear form (eq 13) thresholds only decide masks and stay as they are. */
export const isTrained = ({ trained, threshold }: Parameter, form: MaskForm): boolean =>
  trained && !(form === 'linear' && threshold)

/** Nodes whose value reaches a support and is only shifted by what is added to it. */
function nodesThatSetThresholds(network: Network): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of network.nodes.toReversed()) {
    const passes = node.type === 'support' || (found.has(node.name) && kindOfNode(node).passes.threshold)
    if (passes) for (const name of node.inputs) found.add(name)
  }
  return found
}

/**
 * Starting weights: kernels normal with variance 2 / fan-in (He et al. 2015, which keeps the variance of a
 * half-sparse layer), or 1 / fan-in where supports give ±1, which is never zero; scales and running variances one,
 * slopes of PReLU 1/4 (the same paper), everything else zero.
 */
export function initialWeights(network: Network, seed: number): Weights {
  const gain = hasHardThresholds(network) ? 1 : 2
  return new Map(parametersOf(network).map((parameter) => [parameter.name, initialValues(parameter, gain, seed)]))
}

function initialValues({ name, role, shape }: Parameter, gain: number, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape))
  const { initial } = roles[role]
  if (initial !== 'normal') return values.fill(initial)
  const stream = random(seed, 'weights', name)
  const deviation = Math.sqrt(gain / sizeOf(shape.slice(0, -1)))
  return values.map(() => stream.normal() * deviation)
}
