/**
 * The last two layers with weights, where only one support and means over positions lie between and behind them:
 * q = W ∗ z + b, logits = mean over positions of Σ_c a_c m_c q_c, plus a bias. With z and the masks m given, logits are
 * linear in the products of w_c and a_c, of each channel c.
 */
import { Failure } from '../../../../preload/schema/failure'
import type { Network, NetworkNode, NodeOf } from '../../../../preload/schema/network'
import { classifiersOf, type Classifier } from '../../networks/classifiers'
import { kindOfNode } from '../../networks/kinds'
import { mainHead } from '../../networks/main-head'
import { inferShapes, type Shape } from '../../networks/shapes'
import { maskedLayerOf, onlyInput, type MaskedLayer } from '../masked-layer/masked-layer'

export interface LastLayers extends MaskedLayer { classifier: Classifier }

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
  const layer = demanded(maskedLayerOf(network, support, shapeOf))
  if (layer.positions > 1 && !averaged) throw refused(`"${classifier.layer.name}" weighs each position by itself`)
  return { ...layer, classifier }
}

/** Goes back from the classifier over what only hands values on, or takes their means. */
function supportBefore(
  network: Network, { layer, averaged: behind }: Classifier, shapeOf: (name: string) => Shape
): { support: NodeOf<'support'>; averaged: boolean } {
  let averaged = behind
  let node = before(network, layer)
  while (node.type !== 'support') {
    const { handsOn } = kindOfNode(node)
    const from = before(network, node)
    // Flattened positions are channels of their own behind it.
    if (handsOn === undefined || shapeOf(node.name).at(-1) !== shapeOf(from.name).at(-1))
      throw refused(`"${node.name}" stands between the last support and "${layer.name}"`)
    if (handsOn === 'means') averaged = true
    node = from
  }
  return { support: node, averaged }
}

const before = (network: Network, node: NetworkNode): NetworkNode => demanded(onlyInput(network, node))

function demanded<T extends object>(found: T | string): T {
  if (typeof found === 'string') throw refused(found)
  return found
}
