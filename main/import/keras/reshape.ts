/** Reshape, which becomes no node: it flattens, or gives images their axis of channels, or takes it. */
import { z } from 'zod'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { size, type KerasReading, type KerasValue } from '../../interchange/keras/reading'
import { flattenedForm, isColumn } from './forms'

const settings = z.object({
  target_shape: z.array(z.union([size, z.literal(-1)])).min(1).max(4)
    .refine((lengths) => lengths.filter((length) => length === -1).length < 2, 'leaves two lengths open')
})

export interface ReshapeTask {
  /** Whether the model's images have channels first. */
  isChannelsFirst: boolean
  /** The images that a value is the flattened form of, where the model itself takes them flattened. */
  imagesOf: (node: string) => string | null
}

export function reshaped(reading: KerasReading, value: KerasValue, task: ReshapeTask): KerasValue {
  const { target_shape: written } = reading.config(settings)
  const before = kerasShape(reading, value, task)
  const target = closed(written, sizeOf(before))
  if (target === null) throw reading.named(`brings values of shape ${before.join('×')} to ${written.join('×')}`)
  if (target.join() === before.join()) return value
  if (target.length === 1) return flattened(reading, value, task)
  if (before.length === 1 && value.form === 'as here' && isOfOnePlace(target, before[0], task))
    return { ...value, form: { kind: 'column' } }
  const images = task.imagesOf(value.node) ?? (before.length === 1 ? null : value.node)
  const shape = images === null ? null : reading.shapeOf(images)
  if (images === null || shape === null || shape[2] !== 1 && value.node === images || !fits(target, shape, task))
    throw reading.named(
      `brings values of shape ${before.join('×')} to ${target.join('×')}, and only flattening, and an axis of one ` +
        'channel or of one place, are read'
    )
  return { ...value, node: images, form: target.length === 2 ? { kind: 'without channels' } : 'as here' }
}

/** `keras.ops.expand_dims` of images without channels. */
export function expanded(reading: KerasReading, value: KerasValue, { isChannelsFirst }: ReshapeTask): KerasValue {
  const { axis } = reading.config(z.object({ axis: z.number().int() }))
  const added = isChannelsFirst ? [1, -3] : [3, -1]
  if (value.form === 'as here' || value.form.kind !== 'without channels' || !added.includes(axis))
    throw reading.named(`adds axis ${axis}, and only the axis of channels can be added to images without one`)
  return { ...value, form: 'as here' }
}

/** The shape of a value for Keras. */
function kerasShape(reading: KerasReading, { node, form }: KerasValue, { isChannelsFirst }: ReshapeTask): Shape {
  const shape = reading.shapeOf(node)
  if (isColumn(form)) return isChannelsFirst ? [...shape, 1, 1] : [1, 1, ...shape]
  if (shape.length !== 3) return shape
  const [height, width, channels] = shape
  if (form !== 'as here' && form.kind === 'without channels') return [height, width]
  return isChannelsFirst ? [channels, height, width] : shape
}

/** One value for each channel, as gates have it. */
const isOfOnePlace = (target: Shape, channels: number, { isChannelsFirst }: ReshapeTask): boolean =>
  target.join() === (isChannelsFirst ? [channels, 1, 1] : [1, 1, channels]).join()

/** The shape with its open length, of that many values; null where it has none. */
function closed(written: readonly number[], count: number): Shape | null {
  const known = written.reduce((product, length) => (length === -1 ? product : product * length), 1)
  const lengths = written.map((length) => (length === -1 ? count / known : length))
  return lengths.every(Number.isInteger) && sizeOf(lengths) === count ? lengths : null
}

/** Whether it is the shape of those images in Keras, whose axis of one channel may be missing. */
function fits(target: Shape, [height, width, channels]: Shape, { isChannelsFirst }: ReshapeTask): boolean {
  const whole = isChannelsFirst ? [channels, height, width] : [height, width, channels]
  const isSameOrder = !isChannelsFirst || channels === 1
  return isSameOrder && target.join() === whole.join() || channels === 1 && target.join() === [height, width].join()
}

function flattened(reading: KerasReading, value: KerasValue, { isChannelsFirst }: ReshapeTask): KerasValue {
  const shape = reading.shapeOf(value.node)
  if (isColumn(value.form)) return { ...value, form: 'as here' }
  const node = reading.add({ type: 'flatten', inputs: [value.node] })
  return { ...value, node, form: shape.length === 3 ? flattenedForm(shape, isChannelsFirst) : value.form }
}
