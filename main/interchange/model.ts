/** What a foreign model is read as, before its nodes have names of ours. */
import type { NetworkNode } from '../../preload/schema/network'
import type { Shape } from '../engine/networks/shapes'

/** Values in row-major order. */
export interface Tensor { shape: Shape; values: Float32Array }

type Unnamed<T> = T extends NetworkNode ? Omit<T, 'name'> : never
/** A node before it has a name of ours. */
export type NewNode = Unnamed<NetworkNode>
