/** Whether a training may move one layer of its network at a time, and in which network it does so. */
import { methodTitles, type TrainingConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import { demandRoom } from '../layerwise/room'
import { choosingNode, steady, whyNotLinear } from '../layerwise/steady-network'
import { trainingExamples } from './plan'

/**
 * The network in which it takes its steps; null for a method that takes none.
 * @throws Failure when the network is none for it, or examples need too much room
 */
export function layerNetworkFor(
  configuration: TrainingConfiguration, network: Network, available: number,
  bytesPerExample: (network: Network) => number
): Network | null {
  if (configuration.method !== 'layerwise') return null
  const choosing = choosingNode(network)
  const why = whyNotLinear(network) ?? (choosing === null ? null : `"${choosing}" chooses by the weights`)
  if (why !== null)
    throw new Failure(`${methodTitles.layerwise} needs logits that are linear in each layer, given the masks: ${why}.`)
  const own = steady(network)
  const examples = trainingExamples(configuration, available)
  demandRoom(bytesPerExample(own), Math.min(examples, configuration.layerwise.steps.examples ?? examples))
  return own
}
