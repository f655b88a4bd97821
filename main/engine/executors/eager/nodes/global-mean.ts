/** Mean over positions. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const globalMean: NodeRunner<NodeOf<'global-mean'>> = (tf, _pass, _node, [input]) =>
  plain(tf.mean(input.value, [1, 2]))
