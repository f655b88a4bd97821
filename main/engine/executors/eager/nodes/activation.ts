/** A function of each value. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'
import { plain, type NodeRunner } from './node'

export const activation: NodeRunner<NodeOf<'activation'>> = (tf, _pass, { apply }, [{ value }]) =>
  plain(applied(tf, apply, value))

function applied(tf: Tfjs, apply: NodeOf<'activation'>['apply'], value: Tensor): Tensor {
  switch (apply.function) {
    case 'sigmoid': return tf.sigmoid(value)
    case 'tanh': return tf.tanh(value)
    case 'leaky-relu': return tf.leakyRelu(value, apply.slope)
    case 'hard-sigmoid': return tf.clipByValue(tf.add(tf.mul(value, apply.slope), 0.5), 0, 1)
    case 'bounded': return tf.minimum(value, apply.most)
  }
}
