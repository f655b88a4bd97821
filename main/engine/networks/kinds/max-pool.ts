/** Largest value of a window. */
import type { NodeOf } from '../../../../preload/schema/network'
import type { NodeKind } from './kind'
import { pooling } from './pooling'

export const maxPool = pooling satisfies NodeKind<NodeOf<'max-pool'>>
