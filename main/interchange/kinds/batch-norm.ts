/** BatchNormalization in both. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer } from '../keras/layers'
import { kerasValue, type KerasReading, type KerasValue } from '../keras/reading'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { float } from '../onnx/writing'
import type { NodeMapping } from './mapping'

const roles = ['scale', 'shift', 'mean', 'variance'] as const
const axis = z.number().int()
const settings = z.object({
  axis: z.union([axis, z.array(axis).length(1).transform(([only]) => only)]).default(-1),
  momentum: z.number().default(0.99),
  epsilon: z.number().default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true)
})

export const batchNorm: NodeMapping<NodeOf<'batch-norm'>> = {
  keras: {
    write: ({ decay, epsilon }) =>
      layer('BatchNormalization', { axis: -1, momentum: decay, epsilon, center: true, scale: true }),
    readers: { BatchNormalization: { takes: 'one', read: (reading, [{ node }]) => fromKeras(reading, node) } }
  },
  onnx: {
    write: ({ name, epsilon }, [value], { operate }) =>
      operate(
        'BatchNormalization',
        name,
        [value, ...roles.map((role) => `${name}/${role}`)],
        [float('epsilon', epsilon)]
      ),
    readers: { BatchNormalization: fromOnnx }
  }
}

function fromKeras(reading: KerasReading, input: string): KerasValue {
  const { axis: along, momentum, epsilon, center, scale } = reading.config(settings)
  const shape = reading.shapeOf(input)
  if (along !== -1 && along !== shape.length)
    throw reading.named(`normalises along axis ${along} and not along channels`)
  const name = reading.add({ type: 'batch-norm', inputs: [input], epsilon, decay: momentum })
  const channels = shape[shape.length - 1]
  reading.setWeights(name, 'scale', { shape: [channels], values: new Float32Array(channels).fill(1) })
  reading.setWeights(name, 'shift', { shape: [channels], values: new Float32Array(channels) })
  reading.readWeights(name, roles.filter((role) => (role !== 'scale' || scale) && (role !== 'shift' || center)))
  return kerasValue(name)
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  const { node, layout, rows } = reading.taken()
  if (!(layout === 'images' || layout === 'flat') || rows)
    throw reading.named('does not normalise along channels that come first')
  if (reading.integer('training_mode', 0) !== 0)
    throw reading.named('is in training mode; export the model for inference')
  const epsilon = reading.float('epsilon', 1e-5)
  const name = reading.add({ type: 'batch-norm', inputs: [node], epsilon, decay: 0.9 })
  for (const [i, role] of roles.entries()) reading.setWeights(name, role, reading.tensor(i + 1))
  return onnxValue(name, layout)
}
