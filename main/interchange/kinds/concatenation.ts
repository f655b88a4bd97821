/** Concatenate; Concat. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { int } from '../onnx/writing'
import type { NodeMapping } from './mapping'

const settings = z.object({ axis: z.number().int().default(-1) })

export const concatenation: NodeMapping<NodeOf<'concatenation'>> = {
  keras: {
    write: () => layer('Concatenate', { axis: -1 }),
    readers: {
      Concatenate: {
        takes: 'several',
        read: (reading, values) => {
          const { axis } = reading.config(settings)
          if (axis !== -1 && axis !== 3) throw reading.named(`joins along axis ${axis} and not along channels`)
          return kerasValue(reading.add({ type: 'concatenation', inputs: values.map(({ node }) => node) }))
        }
      }
    }
  },
  onnx: {
    write: ({ name }, inputs, { operate }) => operate('Concat', name, inputs, [int('axis', 1)]),
    readers: { Concat: fromOnnx }
  }
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  const values = reading.inputs.map((_, position) => reading.taken(position))
  const [{ layout }] = values
  const axis = reading.integer('axis', 1)
  const channels = layout === 'images' ? [1, -3] : layout === 'images last' ? [3, -1] : []
  if (!channels.includes(axis) || values.some((value) => value.layout !== layout))
    throw reading.named(`joins along axis ${axis} and not images along channels`)
  if (values.length === 1) return values[0]
  return onnxValue(reading.add({ type: 'concatenation', inputs: values.map(({ node }) => node) }), layout)
}
