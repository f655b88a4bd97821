/** Add; Sum, and Add of values; Add, Sub, Mul and Div with a constant scale by it. */
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import type { NodeMapping } from './mapping'
import { multiplied } from './product'

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
    readers: { Sum: fromOnnx, Add: fromOnnx, Sub: fromSub, Mul: fromMul, Div: fromDiv }
  }
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  const constant = constantOf(reading)
  if (constant >= 0) return reading.scaledBy(constant, (offset) => ({ factor: [1], offset }))
  const values = reading.inputs.map((_, position) => reading.taken(position))
  const [first] = values
  if (values.length === 1) return first
  if (values.some(({ layout, rows }) => layout !== first.layout || rows?.join() !== first.rows?.join()))
    throw reading.named('adds values that lie differently')
  return { ...first, node: reading.add({ type: 'sum', inputs: values.map(({ node }) => node) }) }
}

const constantOf = ({ inputs, isConstant }: OnnxReading): number =>
  inputs.findIndex((_, position) => isConstant(position))

/** x − c, and c − x. */
function fromSub(reading: OnnxReading): OnnxValue {
  const constant = constantOf(reading)
  if (constant < 0) throw reading.named('subtracts two values of the image, which Maskscope does not have')
  return reading.scaledBy(constant, (values) =>
    (constant === 1 ? { factor: [1], offset: values.map((value) => -value) } : { factor: [-1], offset: values }))
}

function fromMul(reading: OnnxReading): OnnxValue {
  const constant = constantOf(reading)
  if (constant < 0) return multiplied(reading)
  return reading.scaledBy(constant, (factor) => ({ factor, offset: [0] }))
}

/** x / c. */
function fromDiv(reading: OnnxReading): OnnxValue {
  if (!reading.isConstant(1)) throw reading.named('divides by a value of the image, which Maskscope does not have')
  return reading.scaledBy(1, (values) => ({ factor: values.map((value) => 1 / value), offset: [0] }))
}
