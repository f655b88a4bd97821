/**
 * Which layer of a network is a head's classifier: the last one with weights, with nothing between it and the softmax
 * but a mean over positions. Given what comes into it, its logits are linear in its weights.
 */
import { Failure } from '../../../preload/schema/failure'
import type { Network, NetworkNode, NodeOf } from '../../../preload/schema/network'
import { kindOfNode } from './kinds'
import { inferShapes, sizeOf } from './shapes'

export interface Classifier {
  /** These kinds alone have connections. */
  layer: NodeOf<'dense'> | NodeOf<'convolution'>
  /** Of one at each position, whose maps are averaged: the mean of a linear map's values is its value of the mean. */
  averaged: boolean
  /** How many numbers come into it, of an example. */
  width: number
  classes: number
}

/** Of every head, in the network's order, the answer's last; null where one has no classifier of this kind. */
export function classifiersOf(network: Network): Classifier[] | null {
  const shapes = inferShapes(network)
  const nodes = new Map(network.nodes.map((node) => [node.name, node]))
  const found: Classifier[] = []
  for (const head of network.nodes) {
    if (head.type !== 'softmax-loss') continue
    const last = nodes.get(head.inputs[0])
    const averaged = isMeanOfPositions(last)
    const layer = averaged ? nodes.get(last.inputs[0]) : last
    if (last === undefined || !isClassifier(layer, averaged)) return null
    if (!leadsOnlyTo(network, layer, last) || !leadsOnlyTo(network, last, head)) return null
    const input = shapes.get(layer.inputs[0]) ?? []
    const width = averaged ? input[input.length - 1] : sizeOf(input)
    found.push({ layer, averaged, width, classes: sizeOf(shapes.get(head.name) ?? []) })
  }
  return found
}

const isMeanOfPositions = (node: NetworkNode | undefined): node is NodeOf<'global-mean'> =>
  node?.type === 'global-mean'

const isClassifier = (node: NetworkNode | undefined, averaged: boolean): node is Classifier['layer'] =>
  node !== undefined && kindOfNode(node).kernel?.linearIn(node) === (averaged ? 'position' : 'whole example')

/** What comes into a head may depend on no classifier. */
const leadsOnlyTo = ({ nodes }: Network, from: NetworkNode, to: NetworkNode): boolean =>
  from === to || nodes.every(({ name, inputs }) => name === to.name || !inputs.some((input) => input === from.name))

/** @throws Failure when a head has none that can be refitted by itself */
export function demandClassifiers(network: Network): Classifier[] {
  const found = classifiersOf(network)
  if (found !== null) return found
  throw new Failure(
    'The classifier of this network cannot be refitted: its last layer is neither dense nor a 1×1 convolution of ' +
    'which only a mean is taken, or a ReLU follows it; train without refitting.'
  )
}
