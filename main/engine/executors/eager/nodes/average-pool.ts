/** Mean value of a window, padding not counted. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const averagePool: NodeRunner<NodeOf<'average-pool'>> = (tf, _pass, { window, stride, padding }, [input]) =>
  plain(tf.avgPool(input.value as Tensor4D, window, stride, padding))
