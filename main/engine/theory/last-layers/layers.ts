/**
 * The last two layers with weights, where only one support and means over positions lie between and behind them:
 * q = W ∗ z + b, logits = mean over positions of Σ_c a_c m_c q_c, plus a bias. With z and the masks m given, logits are
 * linear in the products of w_c and a_c, of each channel c.
 */
import { Failure } from '../../../../preload/schema/failure'
import type { Network, NetworkNode, NodeOf } from '../../../../preload/schema/network'
import { classifiersOf, type Classifier } from '../../networks/classifiers'
import { groupsOf } from '../../networks/kinds/convolution'
import { mainHead } from '../../networks/main-head'
import { inferShapes, sizeOf, type Shape } from '../../networks/shapes'

export interface LastLayers {
  /** Gives the support its q. */
  hidden: NodeOf<'dense'> | NodeOf<'convolution'>
  support: NodeOf<'support'>
  classifier: Classifier
  /** Of what comes into the hidden layer. */
  input: Shape
  /** Channels of the support. */
  channels: number
  positions: number
  /** Values of z that a unit of q sees, and one more for its bias. */
  width: number
}

const refused = (why: string): Failure => new Failure(
  `The best last two layers for given masks are known only where one support and a mean over positions are between ` +
  `and behind them: ${why}.`
)

/** @throws Failure with the node that keeps the network from it */
export function lastLayersOf(whole: Network): LastLayers {
  const network = mainHead(whole)
  const shapes = inferShapes(network)
  const shapeOf = (name: string): Shape => shapes.get(name) ?? []
  const classifier = classifiersOf(network)?.at(-1)
  if (!classifier) throw refused('its classifier is not one')
  const { support, averaged } = supportBefore(network, classifier, shapeOf)
  const hidden = onlyInput(network, support)
  if (hidden.type !== 'dense' && hidden.type !== 'convolution')
    throw refused(`"${hidden.name}" stands before the support "${support.name}"`)
  if (hidden.type === 'convolution' && groupsOf(hidden) !== 1) throw refused(`"${hidden.name}" has groups`)
  const shape = shapeOf(support.name)
  const channels = shape[shape.length - 1]
  const positions = sizeOf(shape) / channels
  if (positions > 1 && !averaged) throw refused(`"${classifier.layer.name}" weighs each position by itself`)
  const input = shapeOf(hidden.inputs[0])
  const seen = hidden.type === 'dense' ? sizeOf(input) : hidden.kernel[0] * hidden.kernel[1] * input[2]
  return { hidden, support, classifier, input, channels, positions, width: seen + Number(hidden.bias) }
}

/** Goes back from the classifier over what only hands values on, or takes their means. */
function supportBefore(
  network: Network, { layer, averaged: behind }: Classifier, shapeOf: (name: string) => Shape
): { support: NodeOf<'support'>; averaged: boolean } {
  let averaged = behind
  let node = onlyInput(network, layer)
  while (node.type !== 'support') {
    const handsOn = node.type === 'dropout' || (node.type === 'flatten' && positionsIn(shapeOf(node.inputs[0])) === 1)
    if (node.type === 'global-mean') averaged = true
    else if (!handsOn) throw refused(`"${node.name}" stands between the last support and "${layer.name}"`)
    node = onlyInput(network, node)
  }
  return { support: node, averaged }
}

const positionsIn = (shape: Shape): number => (shape.length === 3 ? shape[0] * shape[1] : 1)

/** @throws Failure where the node takes several values, or its input goes elsewhere, too */
function onlyInput({ nodes }: Network, { name, inputs }: NetworkNode): NetworkNode {
  const from = nodes.find((node) => node.name === inputs[0])
  if (!from || inputs.length !== 1) throw refused(`"${name}" takes several values`)
  if (nodes.filter((node) => node.inputs.some((input) => input === from.name)).length > 1)
    throw refused(`"${from.name}" is used several times`)
  return from
}
