/** Whether each example's gradient is its own: statistics of a batch, and a mask that a batch shares, mix them. */
import type { Network } from '../../../preload/schema/network'
import type { SupportKind } from './executor'

export const isSeparable = (network: Network, kind: SupportKind): boolean =>
  kind.mode !== 'batch' && network.nodes.every(({ type }) => type !== 'batch-norm')
