/**
 * What a network costs; nothing else counts parameters, MACs or bytes. A sum is of the main head, as papers count it
 * and as files hold it, but for the parameters that a training moves, which auxiliary heads belong to.
 */
import type { ModelCost } from '../../../preload/schema/model-figures'
import type { Network } from '../../../preload/schema/network'
import { hasKernel, kernelKind, type KernelNode } from './kinds'
import { countedPart, mainHead } from './main-head'
import { parametersOf, valuesOf, type Parameter, type Weights } from './parameters'
import { inferShapes, sizeOf, type Shape } from './shapes'

/** Of one node, or of a network. */
export type NodeCost = Pick<ModelCost, 'parameters' | 'macs' | 'weightBytes'>

/** How many values of a parameter count. */
export type Counted = (parameter: Parameter) => number

export interface NetworkCost extends NodeCost {
  /** Auxiliary heads included. */
  parametersInTraining: number
}

/** As float32. */
const bytesPerValue = 4

const sizeOfEvery: Counted = ({ shape }) => sizeOf(shape)

/** What a training moves: auxiliary heads too, and whether or not there is an answer. */
export const parametersInTraining = (network: Network): number => total(network, sizeOfEvery).parameters

export const networkCost = (network: Network): NetworkCost =>
  ({ ...mainHeadCost(network), parametersInTraining: parametersInTraining(network) })

export const mainHeadCost = (network: Network, counted: Counted = sizeOfEvery): NodeCost =>
  total(countedPart(network), counted)

export function costOf(network: Network, weights: Weights): ModelCost {
  const head = mainHead(network)
  const left = total(head, ({ name }) => nonZeroIn(valuesOf(weights, name)))
  return { ...total(head, sizeOfEvery), nonZeroParameters: left.parameters, nonZeroMacs: left.macs }
}

/**
 * Of every node that has arrays, auxiliary heads included. A kernel's value is multiplied once per output position, at
 * the border with padding too; biases and batch-norms are no MACs.
 */
export function costByNode(network: Network, counted: Counted = sizeOfEvery): ReadonlyMap<string, NodeCost> {
  const shapes = inferShapes(network)
  const uses = new Map(
    network.nodes.filter(hasKernel).map((node) => [node.name, kernelKind(node).uses(shapes.get(node.name) ?? [])])
  )
  const costs = new Map<string, NodeCost>()
  for (const parameter of parametersOf(network)) {
    const values = counted(parameter)
    const cost = costs.get(parameter.node) ?? { parameters: 0, macs: 0, weightBytes: 0 }
    cost.weightBytes += values * bytesPerValue
    if (parameter.trained) cost.parameters += values
    if (parameter.role === 'kernel') cost.macs += values * (uses.get(parameter.node) ?? 0)
    costs.set(parameter.node, cost)
  }
  return costs
}

function total(network: Network, counted: Counted): NodeCost {
  const sum = { parameters: 0, macs: 0, weightBytes: 0 }
  for (const { parameters, macs, weightBytes } of costByNode(network, counted).values()) {
    sum.parameters += parameters
    sum.macs += macs
    sum.weightBytes += weightBytes
  }
  return sum
}

/**
 * MACs of a layer whose input is on and whose weight is not zero. Padding is no unit, so it counts here no more than a
 * unit that is off.
 * @param left by row of the kernel, its values that are not zero
 * @param on by unit of the input how often it is on; null is on everywhere, once
 */
export function effectiveMacs(
  node: KernelNode,
  input: Shape,
  left: ArrayLike<number>,
  on: ArrayLike<number> | null
): number {
  const uses = kernelKind(node).usesOn(node, input, on ?? new Float64Array(sizeOf(input)).fill(1))
  return uses.reduce((sum, times, row) => sum + times * left[row], 0)
}

export const nonZeroIn = (values: Float32Array): number => nonZeroByRow(values, [1, values.length], 1)[0] ?? 0

/**
 * By row of a kernel, which is all of its axes but the last; with groups, group after group at each place of a window,
 * as the channels of its input lie. A loop: `forEach` takes five times as long.
 */
export function nonZeroByRow(kernel: Float32Array, shape: Shape, groups: number): Uint32Array {
  const [inputs, outputs] = shape.slice(-2)
  const left = new Uint32Array(kernel.length / outputs * groups)
  for (let row = 0, at = 0; at < kernel.length; row++) {
    const place = Math.floor(row / inputs) * inputs * groups + row % inputs
    for (let group = 0; group < groups; group++)
      for (const end = at + outputs / groups; at < end; at++) if (kernel[at] !== 0) left[place + group * inputs]++
  }
  return left
}
