/** Add; Sum and Add, which also add a layer's bias, and Mul of a layer with a constant. */
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import type { NodeMapping } from './mapping'

export const sum: NodeMapping<NodeOf<'sum'>> = {
  keras: {
    write: () => layer('Add', {}),
    readers: {
      Add: {
        takes: 'several',
        read: (reading, values) => kerasValue(reading.add({ type: 'sum', inputs: values.map(({ node }) => node) }))
      }
    }
  },
  onnx: {
    write: ({ name }, inputs, { operate }) => operate('Sum', name, inputs),
    readers: { Sum: fromOnnx, Add: fromOnnx, Mul: fromMul }
  }
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  const constant = reading.inputs.findIndex((_, position) => reading.isConstant(position))
  if (constant >= 0) return reading.withBias(constant)
  const values = reading.inputs.map((_, position) => reading.taken(position))
  const [first] = values
  if (values.length === 1) return first
  if (values.some(({ layout, rows }) => layout !== first.layout || rows?.join() !== first.rows?.join()))
    throw reading.named('adds values that lie differently')
  return { ...first, node: reading.add({ type: 'sum', inputs: values.map(({ node }) => node) }) }
}

function fromMul(reading: OnnxReading): OnnxValue {
  const constant = reading.inputs.findIndex((_, position) => reading.isConstant(position))
  if (constant < 0) throw reading.named('multiplies two values of the image, which Maskscope does not have')
  return reading.withScale(constant)
}
