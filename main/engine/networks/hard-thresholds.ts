/**
 * Supports that are hard thresholds (Friesen, Domingos, ICLR 2018): h = sign(q) = 2m − 1, of the same bit m = [q > 0]
 * that ReLU's support has.
 */
import type { Network, NodeOf } from '../../../preload/schema/network'

export const isHard = ({ gives }: NodeOf<'support'>): boolean => gives === 'sign'

/** The first support that is a hard threshold; undefined in a ReLU network. */
export const firstHardThreshold = ({ nodes }: Network): NodeOf<'support'> | undefined =>
  nodes.find((node): node is NodeOf<'support'> => node.type === 'support' && isHard(node))

export const hasHardThresholds = (network: Network): boolean => firstHardThreshold(network) !== undefined

/** The same network with a hard threshold in the place of every ReLU. */
export const withHardThresholds = ({ nodes }: Network): Network => ({
  nodes: nodes.map((node) => (node.type === 'support' ? { ...node, gives: 'sign' } : node))
})
