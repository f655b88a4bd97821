/**
 * Mean value of a window. With the padding's zeros among them a constant that is not zero is smaller at the border, so
 * that zero alone stays one.
 */
import type { NodeOf } from '../../../../preload/schema/network'
import { plainConstants, type NodeKind } from './kind'
import { pooling } from './pooling'

export const averagePool = {
  ...pooling,
  constants: ({ countsPadding }, [input]) =>
    plainConstants(countsPadding === true ? input.value.map((value) => (value === 0 ? 0 : null)) : input.value)
} satisfies NodeKind<NodeOf<'average-pool'>>
