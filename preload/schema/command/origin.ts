/** What a training takes from the run that it begins with, as `--from` names it. */
import { networkOf, nameOfNetwork, type RunConfiguration, type TrainedNetwork } from '../configuration'
import { Failure } from '../failure'
import type { Origin } from '../settings/origin'
import { networkFrom } from './given-values'

/** The run to begin with. */
export interface BeginningRun { from: Origin; configuration: RunConfiguration }

/**
 * @param usual the network of a training that begins with random weights, where none is named
 * @throws Failure for a network beside one that comes with its run
 */
export function trainedNetworkFrom(
  net: string | undefined, origin: BeginningRun | null, usual: TrainedNetwork
): TrainedNetwork {
  const network = origin === null ? usual : networkOf(origin.configuration)
  if (net === undefined) return network
  if (typeof network === 'string') return networkFrom(net)
  const run = origin === null ? 'The run to begin with' : `Run ${origin.from.run}`
  throw new Failure(`${run} comes with a network of its own, ${nameOfNetwork(network)}; leave --net out.`)
}
