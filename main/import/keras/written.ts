/**
 * Keras' description of a model (`model_config`, `config.json`), of Keras 2 and 3 and as TensorFlow.js writes it,
 * brought to one form: a Sequential model is a functional one whose layers take each other.
 */
import { z } from 'zod'
import { isOfKeras, originSchema } from '../../interchange/keras/origin'
import { shown, type Fault } from '../fault'
import { callsOf, endSchema, type Reference } from './calls'
import { operationAsLayer } from './operations'

export interface WrittenLayer {
  name: string
  className: string
  config: Readonly<Record<string, unknown>>
  /** What each call of it takes. */
  calls: readonly (readonly Reference[])[]
  /** Whether it is a model, used as a layer. */
  isModel: boolean
}

export interface WrittenModel {
  layers: readonly WrittenLayer[]
  /** Name of the InputLayer that takes the model's input. */
  input: string
  answer: Reference
}

const layerSchema = z.object({
  class_name: z.string(),
  ...originSchema,
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional()
})
type Layer = z.infer<typeof layerSchema>

const endsSchema = z.union([
  endSchema, z.array(endSchema).length(1).transform(([end]) => end),
  // By its name, as `keras.Model({ 'image': image }, …)` has it.
  z.record(z.string(), endSchema).transform((ends) => Object.values(ends))
    .pipe(z.array(endSchema).length(1)).transform(([end]) => end)
])
const modelSchema = z.object({ class_name: z.string(), ...originSchema, config: z.unknown().optional() })
const functionalSchema = z.object({
  layers: z.array(layerSchema).min(1),
  input_layers: endsSchema,
  output_layers: endsSchema
})
/** Keras 2.1 and before have the list alone. */
const sequentialSchema = z.union([
  z.object({ layers: z.array(layerSchema).min(1), build_input_shape: z.unknown().optional() }),
  z
    .array(layerSchema)
    .min(1)
    .transform((layers) => ({ layers, build_input_shape: undefined }))
])

const functionalNames: readonly string[] = ['Functional', 'Model']
const isModel = (className: string): boolean => className === 'Sequential' || functionalNames.includes(className)

/** @param what names the model in the sentence: "its model", or a layer that is one */
export function writtenModel(model: unknown, what: string, fault: Fault): WrittenModel {
  const parsed = modelSchema.safeParse(model)
  if (!parsed.success) throw fault('it holds no Keras model')
  const { class_name: kind, config } = parsed.data
  if (!isOfKeras(parsed.data)) throw ofSomebody(what, parsed.data, fault)
  if (!isModel(kind))
    throw fault(`its model is a "${shown(kind)}", and only Sequential and functional models are read`)
  return kind === 'Sequential' ? sequential(config, what, fault) : functional(config, what, fault)
}

/** Where a text is not as its schema says. */
export const issueOf = ({ issues: [{ path }] }: z.ZodError): string => `"${shown(path.join('.'))}"`

/** Of a class that is only called like one of Keras'. */
const ofSomebody = (what: string, written: z.infer<typeof modelSchema>, fault: Fault): Error =>
  fault(
    `${what} is a ${shown(written.class_name)} of somebody's own ` +
      `(${shown(written.registered_name ?? written.module ?? '')}), which Maskscope does not have`
  )

const nameOf = ({ name, config }: Layer, index: number): string =>
  name ?? (typeof config.name === 'string' ? config.name : `layer ${index}`)

function written(layer: Layer, name: string, calls: WrittenLayer['calls'], fault: Fault): WrittenLayer {
  if (!isOfKeras(layer)) throw ofSomebody(`layer "${shown(name)}"`, layer, fault)
  const { class_name: className, config } = layer
  return { name, className, config, calls, isModel: isModel(className) }
}

/** Its input stands before the layers, or is said by the first of them, or by nobody where it is used as a layer. */
function sequential(config: unknown, what: string, fault: Fault): WrittenModel {
  const parsed = sequentialSchema.safeParse(config)
  if (!parsed.success) throw fault(`${what} is no Sequential as Keras writes one (at ${issueOf(parsed.error)})`)
  const { layers, build_input_shape: built } = parsed.data
  const begun = layers[0].class_name === 'InputLayer' ? [] : [{
    class_name: 'InputLayer', config: { batch_shape: imageShapeOf(layers[0], 0) ?? built ?? null }
  }]
  const ownNames = layers.map(nameOf)
  const names = [...begun.map(() => (ownNames.includes('input') ? 'its input' : 'input')), ...ownNames]
  const chain = [...begun, ...layers].map((layer, index) => written(
    layer, names[index], [index === 0 ? [] : [{ layer: names[index - 1], call: 0, counts: 'from 0' }]], fault
  ))
  return { layers: chain, input: names[0], answer: { layer: names[names.length - 1], call: 0, counts: 'from 0' } }
}

/** Of models in models, as deep as they are read. */
export const deepestModel = 16

/** What a first layer, or the first one of a model that is the first layer, says of the images. */
function imageShapeOf({ class_name: className, config }: Layer, depth: number): unknown {
  const own = config.batch_input_shape ?? config.batch_shape
  if (own !== undefined || !isModel(className) || depth === deepestModel) return own
  const inner = z.object({ layers: z.array(layerSchema).min(1) }).safeParse(config)
  return inner.success ? imageShapeOf(inner.data.layers[0], depth + 1) : undefined
}

function functional(config: unknown, what: string, fault: Fault): WrittenModel {
  const parsed = functionalSchema.safeParse(config)
  if (!parsed.success)
    throw fault(
      `${what} is no functional model as Keras writes one with one input and one output (at ${issueOf(parsed.error)})`
    )
  const { layers, input_layers: [input], output_layers: [layer, call] } = parsed.data
  return {
    layers: layers.map((layer, index) => {
      const one = isOfKeras(layer) ? operationAsLayer(layer) : layer
      const name = nameOf(one, index)
      return written(one, name, callsOf(name, one.inbound_nodes ?? [], fault), fault)
    }),
    input,
    answer: { layer, call, counts: 'from its own' }
  }
}
