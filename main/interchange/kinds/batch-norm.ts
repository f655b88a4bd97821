/** BatchNormalization in both; Normalization and Rescaling of Keras are frozen ones. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { scaledBy } from '../fixed-scale'
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
  scale: z.boolean().default(true),
  // Keras runs one that is not trained by its running statistics, in training too.
  trainable: z.boolean().default(true)
})
/** The numbers are in the file's weights, unless the layer was made with them. */
const normalisation = z.object({
  axis: settings.shape.axis, mean: z.unknown(), variance: z.unknown(), invert: z.literal(false).optional()
})
const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number())])
/** What Keras divides by at least. */
const leastDeviation = 1e-7

export const batchNorm: NodeMapping<NodeOf<'batch-norm'>> = {
  keras: {
    write: ({ decay, epsilon, frozen }) => layer('BatchNormalization', {
      axis: -1, momentum: decay, epsilon, center: true, scale: true, ...frozen && { trainable: false }
    }),
    readers: {
      BatchNormalization: { takes: 'one', read: (reading, [value]) => fromKeras(reading, value) },
      Normalization: { takes: 'one', read: (reading, [value]) => normalised(reading, value) }
    }
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

function fromKeras(reading: KerasReading, value: KerasValue): KerasValue {
  const { node: input } = value
  const { axis: along, momentum, epsilon, center, scale, trainable } = reading.config(settings)
  const channels = channelsAlong(reading, value, along)
  const frozen = trainable ? {} : { frozen: true as const }
  const name = reading.add({ type: 'batch-norm', inputs: [input], epsilon, decay: momentum, ...frozen })
  reading.setWeights(name, 'scale', { shape: [channels], values: new Float32Array(channels).fill(1) })
  reading.setWeights(name, 'shift', { shape: [channels], values: new Float32Array(channels) })
  reading.readWeights(name, roles.filter((role) => (role !== 'scale' || scale) && (role !== 'shift' || center)))
  return kerasValue(name)
}

function channelsAlong(reading: KerasReading, { node, form }: KerasValue, axis: number): number {
  const shape = reading.shapeOf(node)
  const last = form !== 'as here' && form.kind === 'column' ? 3 : shape.length
  if (axis !== -1 && axis !== last) throw reading.named(`normalises along axis ${axis} and not along channels`)
  return shape[shape.length - 1]
}

/** (value − mean) / √variance, of the data that the layer was adapted to. */
function normalised(reading: KerasReading, value: KerasValue): KerasValue {
  const { node: input } = value
  const { axis: along, mean: given, variance } = reading.config(normalisation)
  const channels = channelsAlong(reading, value, along)
  const of = (role: 'mean' | 'variance', value: unknown, position: number): ArrayLike<number> => {
    const isStored = value === null || value === undefined
    const found = isStored ? reading.weight(role, position).values : numbers.safeParse(value).data ?? []
    if ([1, channels].includes(found.length)) return found
    throw reading.named(`has a ${role} that is neither one number nor one for each channel`)
  }
  const [mean, variances] = [of('mean', given, 0), of('variance', variance, 1)]
  const factor = Array.from(variances, (value) => 1 / Math.max(Math.sqrt(value), leastDeviation))
  return kerasValue(scaledBy(reading, input, { mean, factor, offset: [0] }))
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
