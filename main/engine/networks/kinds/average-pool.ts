/** Mean value of a window, padding not counted. */
import type { NodeOf } from '../../../../preload/schema/network'
import type { NodeKind } from './kind'
import { pooling } from './pooling'

export const averagePool = pooling satisfies NodeKind<NodeOf<'average-pool'>>
