/** A network as steps in its layers need it: without what is random or depends on the rest of a batch. */
import type { Network } from '../../../preload/schema/network'
import { firstHardThreshold } from '../networks/hard-thresholds'
import { kindOfNode } from '../networks/kinds'
import { mainHead } from '../networks/main-head'
import { isTrained, parametersOf } from '../networks/parameters'

/**
 * Without dropout, and with batch-norms as they are when the network is only run: then the masked loss is a function of
 * the weights alone.
 */
export function steady(network: Network): Network {
  const handed = new Map<string, string>()
  const from = (name: string): string => handed.get(name) ?? name
  const nodes = network.nodes.flatMap((node): Network['nodes'] => {
    if (node.type === 'dropout') {
      handed.set(node.name, from(node.inputs[0]))
      return []
    }
    const inputs = node.inputs.map(from)
    return [{ ...node, inputs, ...(node.type === 'batch-norm' ? { frozen: true } : {}) } as typeof node]
  })
  return { nodes }
}

/** What keeps logits from being linear in each layer, given the masks, wherever the masks are; null for nothing. */
export function whyNotLinear(network: Network): string | null {
  if (mainHead(network).nodes.length < network.nodes.length)
    return 'this network has more than one head, or branches that lead nowhere'
  const hard = firstHardThreshold(network)
  if (hard) return `the hard threshold "${hard.name}" passes its mask alone`
  const bent = network.nodes.find((node) => kindOfNode(node).nonlinear)
  return bent ? `"${bent.name}" has no mask and is no linear map` : null
}

/** The node that chooses by the weights which of its inputs it hands on; null for none. */
export const choosingNode = ({ nodes }: Network): string | null =>
  nodes.find(({ type }) => type === 'max-pool')?.name ?? null

/** Nodes of a steady network that have something to train, in its order. */
export const trainedLayers = (network: Network): string[] =>
  [...new Set(parametersOf(network).filter((one) => isTrained(one, 'affine')).map(({ node }) => node))]
