/**
 * Two 5×5 convolutions and a hidden dense layer, as Friesen and Domingos trained with hard thresholds (ICLR 2018), but
 * narrower: 215,370 parameters on 28×28×1. Maxima are taken before supports, of pre-activations: for ReLU and for the
 * sign that is the same function, but of equal signs a maximum could hand the gradient on to any.
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

const filters = [16, 32]
const units = 128

export function convnet(shape: ImageShape, classes: number): Network {
  const writer = new NetworkWriter(shape)
  for (const maps of filters) {
    writer.convolution(5, maps)
    writer.pool('max-pool', 2, 2)
    writer.support()
  }
  writer.flatten()
  writer.dense(units)
  writer.support()
  writer.dense(classes)
  writer.loss()
  return writer.network()
}
