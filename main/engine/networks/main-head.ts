/** A network without what only training needs. */
import { Failure } from '../../../preload/schema/failure'
import type { Network, NodeOf } from '../../../preload/schema/network'

/** The last softmax loss: its input is the network's answer. @throws Failure when there is none */
export function answerOf(network: Network): NodeOf<'softmax-loss'> {
  const answer = network.nodes.findLast((node) => node.type === 'softmax-loss')
  if (!answer) throw new Failure('The network has no softmax-loss node, so it has no answer.')
  return answer
}

/** The nodes that the answer needs, in their order: auxiliary heads and branches that lead nowhere are left out. */
export function mainHead(network: Network): Network {
  const needed = new Set([network.nodes[0].name, answerOf(network).name])
  for (const node of network.nodes.toReversed())
    if (needed.has(node.name)) for (const name of node.inputs) needed.add(name)
  return { nodes: network.nodes.filter(({ name }) => needed.has(name)) }
}

/** What is counted of a network: of one without an answer, as a file that was meddled with may hold, everything. */
export const countedPart = (network: Network): Network =>
  network.nodes.some(({ type }) => type === 'softmax-loss') ? mainHead(network) : network
