/** ONNX has an input beside its operators (import/onnx/operators.ts). */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue, size, type KerasReading, type KerasValue } from '../keras/reading'
import type { NodeMapping } from './mapping'

const settings = z.object({ batch_shape: z.unknown().optional(), batch_input_shape: z.unknown().optional() })

export const input: NodeMapping<NodeOf<'input'>> = {
  keras: {
    /** The first axis, of examples, has any length. */
    write: ({ shape }) => layer('InputLayer', { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false }),
    readers: { InputLayer: { takes: 'nothing', read: fromKeras } }
  },
  onnx: { write: ({ name }) => name, readers: {} }
}

/** Of an image of three channels that is as large as one may be. */
const flatSize = z.number().int().min(1).max(2 ** 26)
const images = z.tuple([z.unknown(), size, size, size]).transform(([, ...shape]) => shape)
const withoutChannels = z.tuple([z.unknown(), size, size]).transform(([, height, width]) => [height, width] as const)
const flat = z.tuple([z.unknown(), flatSize]).transform(([, count]) => count)

function fromKeras(reading: KerasReading): KerasValue {
  const { batch_shape: now, batch_input_shape: before } = reading.config(settings)
  if (reading.hasInput) throw reading.named('is a second input, and networks here have one')
  const written = now ?? before
  const add = (shape: [number, number, number]): string => reading.add({ type: 'input', inputs: [], shape })
  const whole = images.safeParse(written)
  if (whole.success) return kerasValue(add(whole.data))
  const grey = withoutChannels.safeParse(written)
  if (grey.success) return kerasValue(add([...grey.data, 1]), { kind: 'without channels' })
  const values = flat.safeParse(written)
  if (!values.success) throw reading.named('does not say height, width and channels of its images')
  return kerasValue(reading.add({ type: 'flatten', inputs: [add(squareOf(values.data, reading))] }))
}

/** The square images of one or three channels that have so many values: no number has both. */
function squareOf(values: number, reading: KerasReading): [number, number, number] {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(values / channels)
    if (Number.isInteger(side)) return [side, side, channels]
  }
  throw reading.named(`takes ${values} values, which are no square image of one or three channels`)
}
