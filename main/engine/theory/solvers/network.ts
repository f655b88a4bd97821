/** The network that solvers work on: the stored run's, steady and linear in its layers. */
import { Failure } from '../../../../preload/schema/failure'
import type { Network } from '../../../../preload/schema/network'
import type { Solver } from '../../../../preload/schema/solvers'
import { choosingNode, steady, whyNotLinear } from '../../layerwise/steady-network'

/** @throws Failure with the node that keeps logits from being linear in each layer, given the masks */
export function steadyNetwork(network: Network, solvers: readonly Solver[]): Network {
  const why = whyNotLinear(network)
  if (why !== null) throw refused(why)
  const choosing = choosingNode(network)
  if (choosing !== null && solvers.some(({ name }) => name === 'layerwise'))
    throw refused(`"${choosing}" chooses by the weights; leave "layerwise" out of --solver`)
  return steady(network)
}

const refused = (why: string): Failure =>
  new Failure(`Solvers are compared where logits are linear in each layer, given the masks: ${why}.`)
