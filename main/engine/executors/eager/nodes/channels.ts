/**
 * Channels in another order. Its own gradient: tfjs' has no kernel in WebAssembly, and adds what goes to the same place
 * in no certain order, where here nothing does.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { placesOf } from '../../picks'
import { plain, type NodeRunner } from './node'

export const channels: NodeRunner<NodeOf<'channels'>> = (tf, _pass, { picks }, [input]) => {
  const gathered = (value: Tensor, places: readonly number[]): Tensor =>
    tf.gather(value, tf.tensor1d([...places], 'int32'), value.rank - 1)
  const pick = tf.customGrad((value) => {
    const { shape } = value as Tensor
    const back = placesOf(picks, shape[shape.length - 1])
    return {
      value: gathered(value as Tensor, picks),
      gradFunc: (gradient) => {
        const zeros = shape.map((_, axis): [number, number] => [0, Number(axis === shape.length - 1)])
        return gathered(tf.pad(gradient, zeros), back)
      }
    }
  })
  return plain(pick(input.value))
}
