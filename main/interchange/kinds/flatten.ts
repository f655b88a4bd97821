/** Flatten in both; ONNX flattens channels first unless they are turned to the end before. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { flattenLayer } from '../keras/layers'
import { channelsLast, kerasValue } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import type { NodeMapping } from './mapping'

const settings = z.object({ data_format: channelsLast })

export const flatten: NodeMapping<NodeOf<'flatten'>> = {
  keras: {
    write: flattenLayer,
    readers: {
      Flatten: {
        takes: 'one',
        read: (reading, [{ node, form }]) => {
          reading.config(settings)
          if (form !== 'as here' && form.kind === 'column') return kerasValue(node)
          return kerasValue(reading.add({ type: 'flatten', inputs: [node] }))
        }
      }
    }
  },
  onnx: {
    write: ({ name }, [value], { flat }) => flat(name, value),
    readers: {
      Flatten: (reading) => {
        if (reading.integer('axis', 1) !== 1) throw reading.named('does not flatten everything but the examples')
        return flattenedFromOnnx(reading)
      }
    }
  }
}

/** Whatever operator flattens: all values of an example, in the order in which they lie in ONNX. */
export function flattenedFromOnnx(reading: OnnxReading): OnnxValue {
  const value = reading.taken()
  if (value.layout === 'flat') return value
  if (value.layout === 'column' || value.layout === 'short column') return { ...value, layout: 'flat' }
  const shape = reading.shapeOf(value.node)
  const isFirst = value.layout === 'images' || value.layout === 'groups'
  const rows = isFirst && shape[0] * shape[1] > 1 && shape[2] > 1 ? shape : null
  return { ...value, node: reading.add({ type: 'flatten', inputs: [value.node] }), layout: 'flat', rows }
}
