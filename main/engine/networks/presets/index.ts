/** The networks that a training can name, for images of any shape and any number of classes. */
import type { NetworkPresetName } from '../../../../preload/schema/configuration'
import type { Network } from '../../../../preload/schema/network'
import { allCnn } from './all-cnn'
import { convnet } from './convnet'
import { googlenet } from './googlenet'
import { mlp } from './mlp'
import { networkInNetwork } from './network-in-network'
import { resnet } from './resnet'
import { vgg } from './vgg'
import type { ImageShape } from './writer'

const families: Record<NetworkPresetName, (shape: ImageShape, classes: number) => Network> = {
  'all-cnn-mini': (shape, classes) => allCnn('mini', shape, classes),
  'all-cnn-a': (shape, classes) => allCnn('a', shape, classes),
  'all-cnn-b': (shape, classes) => allCnn('b', shape, classes),
  'all-cnn-c': (shape, classes) => allCnn('c', shape, classes),
  'mlp-mini': mlp,
  'convnet-mini': convnet,
  'nin-mini': (shape, classes) => networkInNetwork('mini', shape, classes),
  'nin-mnist': (shape, classes) => networkInNetwork('mnist', shape, classes),
  'nin-cifar': (shape, classes) => networkInNetwork('cifar', shape, classes),
  'vgg-mini': (shape, classes) => vgg('mini', shape, classes),
  'vgg-16': (shape, classes) => vgg('16', shape, classes),
  'resnet-mini': (shape, classes) => resnet('mini', shape, classes),
  'resnet-18': (shape, classes) => resnet('18', shape, classes),
  'googlenet-mini': (shape, classes) => googlenet('mini', shape, classes),
  googlenet: (shape, classes) => googlenet('full', shape, classes)
}

/** The preset's network for images of this shape [height, width, channels]. */
export function presetNetwork(preset: NetworkPresetName, shape: ImageShape, classes: number): Network {
  return families[preset](shape, classes)
}
