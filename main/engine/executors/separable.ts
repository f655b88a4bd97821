/** Whether each example's gradient is its own: statistics of a batch, and a mask that a batch shares, mix them. */
import type { Network } from '../../../preload/schema/network'
import type { SupportKind } from './executor'

/** What a batch cannot be parted for, as a sentence begins; null where it can. */
export function whyWhole(network: Network, kind: SupportKind): string | null {
  if (kind.mode === 'batch') return 'a mask that a batch shares needs the whole batch'
  const isNormalised = network.nodes.some((node) => node.type === 'batch-norm' && node.frozen !== true)
  return isNormalised ? 'batch normalisation needs the whole batch' : null
}

export const isSeparable = (network: Network, kind: SupportKind): boolean => whyWhole(network, kind) === null
