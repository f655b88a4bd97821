/** The network that solvers work on: the stored run's, steady and linear in its layers. */
import { Failure } from '../../../../preload/schema/failure'
import type { Network } from '../../../../preload/schema/network'
import type { Solver, SolverName } from '../../../../preload/schema/solvers'
import { choosingNode, steady, whyNotLinear } from '../../layerwise/steady-network'
import { isTrained, parametersOf } from '../../networks/parameters'

/** @throws Failure with the node that keeps logits from being linear in each layer, given the masks */
export function steadyNetwork(network: Network, solvers: readonly Solver[]): Network {
  const why = whyNotLinear(network)
  if (why !== null) throw refused(why)
  const choosing = choosingNode(network)
  const linear = solvers.find(({ name }) => needsLinearLayers.has(name))
  if (choosing !== null && linear)
    throw refused(`"${choosing}" chooses by the weights; leave "${linear.name}" out of --solver`)
  return steady(network)
}

/** Parameters that solvers move. */
export const trainedNames = (network: Network): string[] =>
  parametersOf(network).filter((parameter) => isTrained(parameter, 'affine')).map(({ name }) => name)

const needsLinearLayers = new Set<SolverName>(['layerwise', 'gauss-newton', 'batch-gauss-newton'])

const refused = (why: string): Failure =>
  new Failure(`Solvers are compared where logits are linear in each layer, given the masks: ${why}.`)
