/** Dense; Gemm, MatMul. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { sizeOf } from '../../engine/networks/shapes'
import { flattenLayer, layer } from '../keras/layers'
import { activation, size, type KerasReading, type KerasValue } from '../keras/reading'
import type { Tensor } from '../model'
import { rowsFromOnnx } from '../onnx/layout'
import { onnxValue, squeezed, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { affineInputs } from '../onnx/writing'
import type { NodeMapping } from './mapping'

const settings = z.object({ units: size, activation, use_bias: z.boolean().default(true) })

export const dense: NodeMapping<NodeOf<'dense'>> = {
  keras: {
    write: ({ units, bias }) => layer('Dense', { units, activation: 'linear', use_bias: bias }),
    // Keras would apply it at every position, where ours takes all values of an example.
    before: (_node, { shape }) => (shape.length === 1 ? null : { suffix: '_flat', layer: flattenLayer() }),
    readers: { Dense: { takes: 'one', read: (reading, [{ node }]) => fromKeras(reading, node) } }
  },
  onnx: {
    write: (node, [value], { operate, flat }) =>
      operate('Gemm', node.name, [flat(node.name, value), ...affineInputs(node)]),
    readers: { Gemm: fromGemm, MatMul: (reading) => withWeights(reading, reading.tensor(1), null) }
  }
}

/** Keras applies a dense layer at every position of an image; that is a convolution of 1×1. */
function fromKeras(reading: KerasReading, input: string): KerasValue {
  const { units, activation: after, use_bias: bias } = reading.config(settings)
  const flat = reading.shapeOf(input).length === 1
  const name = reading.add(
    flat
      ? { type: 'dense', inputs: [input], units, bias }
      : { type: 'convolution', inputs: [input], filters: units, kernel: [1, 1], stride: 1, padding: 'valid', bias }
  )
  reading.readWeights(name, bias ? ['kernel', 'bias'] : ['kernel'], (tensor, role) =>
    role === 'kernel' && !flat ? { ...tensor, shape: [1, 1, ...tensor.shape] } : tensor
  )
  return reading.activated(after, name)
}

function fromGemm(reading: OnnxReading): OnnxValue {
  if (reading.float('alpha', 1) !== 1 || reading.float('beta', 1) !== 1 || reading.integer('transA', 0) !== 0)
    throw reading.named('scales or transposes its values')
  const weights = reading.tensor(1)
  const turned = reading.integer('transB', 0) === 1 && weights.shape.length === 2 ? transposed(weights) : weights
  return withWeights(reading, turned, (reading.inputs[2] ?? '') === '' ? null : reading.tensor(2))
}

function withWeights(reading: OnnxReading, { shape, values }: Tensor, bias: Tensor | null): OnnxValue {
  const { node, layout, rows } = reading.taken()
  if (layout !== 'flat') throw reading.named('takes images, and a dense layer takes flattened values')
  if (shape.length !== 2) throw reading.named(`has weights of ${shape.length} axes instead of 2`)
  const [inputs, units] = shape
  const here = sizeOf(reading.shapeOf(node))
  if (inputs !== here) throw reading.named(`has weights for ${inputs} values and takes ${here}`)
  const name = reading.add({ type: 'dense', inputs: [node], units, bias: bias !== null })
  reading.setWeights(name, 'kernel', { shape, values: rows ? rowsFromOnnx(values, rows, units) : values })
  if (bias) reading.setWeights(name, 'bias', squeezed(bias))
  return onnxValue(name, 'flat')
}

function transposed({ shape: [rows, columns], values }: Tensor): Tensor {
  const result = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column]
  return { shape: [columns, rows], values: result }
}
