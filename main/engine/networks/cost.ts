/**
 * What a network costs; nothing else counts parameters, MACs or bytes. All of it is of the main head, as papers count
 * it and as files hold it, but for the parameters that a training moves, which auxiliary heads belong to.
 */
import type { ModelCost } from '../../../preload/schema/model-figures'
import type { Network } from '../../../preload/schema/network'
import { hasKernel, kernelKind } from './kinds'
import { mainHead } from './main-head'
import { parametersOf, valuesOf, type Parameter, type Weights } from './parameters'
import { inferShapes, sizeOf } from './shapes'

/** What a training moves: auxiliary heads too, and whether or not there is an answer. */
export const parametersInTraining = (network: Network): number => total(network, sizeOfEvery).parameters

export interface NetworkCost extends Pick<ModelCost, 'parameters' | 'macs' | 'weightBytes'> {
  /** Auxiliary heads included. */
  parametersInTraining: number
}

/** As float32. */
const bytesPerValue = 4

/** Of a network without an answer, as a file that was meddled with may hold, everything counts: a page shows it. */
export function networkCost(network: Network): NetworkCost {
  const hasAnswer = network.nodes.some(({ type }) => type === 'softmax-loss')
  const { parameters, macs, weightBytes } = total(hasAnswer ? mainHead(network) : network, sizeOfEvery)
  return { parameters, macs, weightBytes, parametersInTraining: parametersInTraining(network) }
}

export function costOf(network: Network, weights: Weights): ModelCost {
  const head = mainHead(network)
  const left = total(head, ({ name }) => nonZeroIn(valuesOf(weights, name)))
  return { ...total(head, sizeOfEvery), nonZeroParameters: left.parameters, nonZeroMacs: left.macs }
}

const sizeOfEvery = ({ shape }: Parameter): number => sizeOf(shape)

/**
 * @param counted how many of a parameter's values count. A kernel's value is multiplied once per output position, at
 * the border with padding too; biases and batch-norms are no MACs
 */
function total(
  network: Network,
  counted: (parameter: Parameter) => number
): Pick<ModelCost, 'parameters' | 'macs' | 'weightBytes'> {
  const shapes = inferShapes(network)
  const uses = new Map(
    network.nodes.filter(hasKernel).map((node) => [node.name, kernelKind(node).uses(shapes.get(node.name) ?? [])])
  )
  const cost = { parameters: 0, macs: 0, weightBytes: 0 }
  for (const parameter of parametersOf(network)) {
    const values = counted(parameter)
    cost.weightBytes += values * bytesPerValue
    if (parameter.trained) cost.parameters += values
    if (parameter.role === 'kernel') cost.macs += values * (uses.get(parameter.node) ?? 0)
  }
  return cost
}

const nonZeroIn = (values: Float32Array): number => values.reduce((count, value) => count + Number(value !== 0), 0)
