/** q = W z + b of all values of an example. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { biased, flat, type NodeRunner } from './node'

export const dense: NodeRunner<NodeOf<'dense'>> = (tf, pass, node, [input]) =>
  biased(tf, pass, node, tf.matMul(flat(tf, input.value), pass.variable(`${node.name}/kernel`)))
