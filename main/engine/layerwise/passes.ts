/**
 * What steps in layers cost, in passes: one is a forward and a backward run of the network over their examples. A run
 * from a layer on is the layer's share of the multiplications of a whole one: forwards a third of a pass, forwards and
 * backwards all of it.
 */
import type { Network } from '../../../preload/schema/network'
import { costByNode } from '../networks/cost'
import { downstreamOf } from '../networks/downstream'

/** Of all multiplications those from a layer on. */
export function shareFrom(network: Network, layer: string): number {
  const from = downstreamOf(network, layer)
  let [own, all] = [0, 0]
  for (const [name, { macs }] of costByNode(network)) {
    all += macs
    if (from.has(name)) own += macs
  }
  return own / all
}

/**
 * The most that a Newton step in a layer with this share takes: what comes into the layer, and runs from there on.
 * These are the logits of the start, the constant, each direction, the line and its end; and gradients.
 * @param steps of conjugate gradients
 */
export const mostPassesOf = (share: number, steps: number): number =>
  (1 - share) / 3 + share * ((steps + 4) / 3 + steps + 1)
