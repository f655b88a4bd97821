/**
 * PReLU in both. One slope for all channels becomes one for each. Slopes that differ between places of a channel are
 * refused.
 */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue, type KerasReading, type KerasValue } from '../keras/reading'
import type { Tensor } from '../model'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import { ints } from '../onnx/writing'
import type { NodeMapping } from './mapping'

const settings = z.object({ shared_axes: z.array(z.number().int()).nullish() })

export const parametricRelu: NodeMapping<NodeOf<'parametric-relu'>> = {
  keras: {
    write: (_node, { shape }) => layer('PReLU', shape.length === 3 ? { shared_axes: [1, 2] } : {}),
    array: (_node, _role, shape, input) =>
      ({ name: 'alpha', shape: input.length === 3 ? [1, 1, ...shape] : shape }),
    readers: { PReLU: { takes: 'one', read: (reading, [value]) => fromKeras(reading, value) } }
  },
  onnx: {
    write: ({ name }, [value], { shape, operate }) => {
      const slope = `${name}/slope`
      if (shape.length === 1) return operate('PRelu', name, [value, slope])
      const axes = operate('Constant', `${name}/axes`, [], [ints('value_ints', 1, 2)])
      return operate('PRelu', name, [value, operate('Unsqueeze', `${name}/each`, [slope, axes])])
    },
    readers: { PRelu: fromOnnx }
  }
}

function fromKeras(reading: KerasReading, { node }: KerasValue): KerasValue {
  const { shared_axes: shared } = reading.config(settings)
  const shape = reading.shapeOf(node)
  if (shape.length === 3 && ![1, 2].every((axis) => shared?.includes(axis)))
    throw reading.named('has slopes for places, and each channel has one here: share the axes of height and width')
  const channels = shape.at(-1) ?? 0
  const name = reading.add({ type: 'parametric-relu', inputs: [node] })
  reading.readWeights(name, ['slope'], ({ values }) => {
    if (values.length === 1 || values.length === channels) return slopesOf(values, channels)
    throw reading.named('has neither one slope nor one for each channel')
  })
  return kerasValue(name)
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  const value = reading.taken()
  const slopes = reading.ofChannels(1, value)
  const name = reading.add({ type: 'parametric-relu', inputs: [value.node] })
  reading.setWeights(name, 'slope', slopesOf(slopes, reading.shapeOf(name).at(-1) ?? 0))
  return { ...value, node: name }
}

const slopesOf = (values: Float32Array, channels: number): Tensor =>
  ({ shape: [channels], values: values.length === 1 ? new Float32Array(channels).fill(values[0]) : values })
