/**
 * Models whose images lie channels × height × width (`channels_first`). Kernels lie as everywhere in Keras, so a layer
 * is read as its like with channels last; what its settings say of axes is turned here.
 */
import { z } from 'zod'
import { shownValue } from '../fault'
import { valueByValue } from './forms'
import type { KerasLayer } from './topology'

type Config = KerasLayer['config']

/** Whether the layers say so; each of them is asked again when it is read, as none may say otherwise. */
export const isChannelsFirst = (layers: readonly KerasLayer[]): boolean =>
  layers.some(({ className, config }) =>
    className !== 'Flatten' && !valueByValue.has(className) && config.data_format === 'channels_first')

/** Layers with an axis of channels among their settings. */
const alongAxis: ReadonlySet<string> = new Set(['BatchNormalization', 'Concatenate'])
/** Layers that are read for both orders by themselves, or ask for none. */
const ofBoth: ReadonlySet<string> = new Set(['Add', 'Reshape', 'ExpandDims', 'Softmax'])
const channelAxis = z.union([z.literal([1, -3]), z.tuple([z.literal([1, -3])])])

/**
 * A layer's settings as its like with channels last has them.
 * @param isOfImages whether it takes images, not flattened values
 * @returns what is wrong with it, as a text
 */
export function turnedToLast({ className, config }: KerasLayer, isOfImages: boolean): Config | string {
  if (className === 'InputLayer') return inputTurned(config)
  // Whichever it says, it says what order comes out of it (forms.ts).
  if (className === 'Flatten') return { ...config, data_format: 'channels_last' }
  if (valueByValue.has(className) || ofBoth.has(className)) return config
  if (className === 'PReLU') return isOfImages ? slopesTurned(config) : config
  if (typeof config.data_format === 'string')
    return config.data_format === 'channels_first'
      ? { ...config, data_format: 'channels_last' }
      : 'takes channels last, where other layers of the model take channels first'
  if (!isOfImages) return config
  if (!alongAxis.has(className)) return 'is not read in a model whose images have channels first'
  return channelAxis.safeParse(config.axis).success
    ? { ...config, axis: -1 }
    : `has axis ${shownValue(config.axis ?? -1)}, and where channels come first only axis 1 is that of channels`
}

const axes = z.array(z.literal([1, 2, 3]))
/** By axis of channels × height × width, from 1, the same of height × width × channels. */
const axisHere = { 1: 3, 2: 1, 3: 2 } as const

function slopesTurned(config: Config): Config {
  const shared = axes.safeParse(config.shared_axes)
  return shared.success ? { ...config, shared_axes: shared.data.map((axis) => axisHere[axis]) } : config
}

const imagesShape = z.tuple([z.unknown(), z.unknown(), z.unknown(), z.unknown()])

function inputTurned(config: Config): Config {
  const shape = imagesShape.safeParse(config.batch_shape ?? config.batch_input_shape)
  if (!shape.success) return config
  const [examples, channels, height, width] = shape.data
  return { ...config, batch_shape: [examples, height, width, channels] }
}
