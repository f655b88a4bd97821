/**
 * A perceptron of two hidden layers: 269,322 parameters on 28×28×1. No convolution comes between a support and the next
 * layer, so that what a method does to supports shows most.
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

const hidden = [256, 256]

export function mlp(shape: ImageShape, classes: number): Network {
  const writer = new NetworkWriter(shape)
  writer.flatten()
  for (const units of hidden) {
    writer.dense(units)
    writer.support()
  }
  writer.dense(classes)
  writer.loss()
  return writer.network()
}
