/** Value by value; a gate [examples, channels] has the same for every position. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const product: NodeRunner<NodeOf<'product'>> = (tf, _pass, _node, [{ value: one }, { value: other }]) => {
  const everywhere = (gate: Tensor): Tensor => tf.reshape(gate, [gate.shape[0], 1, 1, gate.shape[1] ?? 1])
  return plain(tf.mul(one, one.rank === other.rank ? other : everywhere(other)))
}
