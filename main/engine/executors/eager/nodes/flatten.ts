/** All values of an example in a row. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { flat, plain, type NodeRunner } from './node'

export const flatten: NodeRunner<NodeOf<'flatten'>> = (tf, _pass, _node, [input]) => plain(flat(tf, input.value))
