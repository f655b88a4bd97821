/** The network that solvers work on: the stored run's, without what is random or depends on the rest of a batch. */
import { Failure } from '../../../../preload/schema/failure'
import type { Network } from '../../../../preload/schema/network'
import type { Solver, SolverName } from '../../../../preload/schema/solvers'
import { firstHardThreshold } from '../../networks/hard-thresholds'
import { kindOfNode } from '../../networks/kinds'
import { mainHead } from '../../networks/main-head'

/**
 * Without dropout, and with batch-norms as they are when the network is only run: then the masked loss is a function of
 * the weights alone.
 * @throws Failure with the node that keeps logits from being linear in each layer, given the masks
 */
export function steadyNetwork(network: Network, solvers: readonly Solver[]): Network {
  demandLinearLayers(network, solvers)
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

const refused = (why: string): Failure =>
  new Failure(`Solvers are compared where logits are linear in each layer, given the masks: ${why}.`)

const needsLinearLayers = new Set<SolverName>(['layerwise', 'gauss-newton', 'batch-gauss-newton'])

function demandLinearLayers(network: Network, solvers: readonly Solver[]): void {
  if (mainHead(network).nodes.length < network.nodes.length)
    throw refused('this network has more than one head, or branches that lead nowhere')
  const hard = firstHardThreshold(network)
  if (hard) throw refused(`the hard threshold "${hard.name}" passes its mask alone`)
  const bent = network.nodes.find((node) => kindOfNode(node).nonlinear)
  if (bent) throw refused(`"${bent.name}" has no mask and is no linear map`)
  const choosing = network.nodes.find(({ type }) => type === 'max-pool')
  const linear = choosing && solvers.find(({ name }) => needsLinearLayers.has(name))
  if (linear)
    throw refused(`"${choosing.name}" chooses by the weights; leave "${linear.name}" out of --solver`)
}
