/** Along channels. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const concatenation: NodeRunner<NodeOf<'concatenation'>> = (tf, _pass, _node, inputs) =>
  plain(tf.concat(inputs.map(({ value }) => value), 3))
