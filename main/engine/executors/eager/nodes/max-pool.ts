/** Largest value of a window. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { plain, type NodeRunner } from './node'

export const maxPool: NodeRunner<NodeOf<'max-pool'>> = (tf, _pass, { window, stride, padding }, [input]) =>
  plain(tf.maxPool(input.value as Tensor4D, window, stride, padding))
