/**
 * Keras' description of a model (`model_config`, `config.json`), of Keras 2 and 3 and as TensorFlow.js writes it,
 * brought to one form: layers by name, each with the names of the layers that it takes.
 */
import { z } from 'zod'
import { isOfKeras, originSchema } from '../../interchange/keras/origin'
import { shown, type Fault } from '../fault'
import { inOrder } from '../order'

/** A layer as it is called once; one that has weights cannot be called again. */
export interface KerasLayer {
  name: string
  /** What this call of it gives is called: the layer's name, of the first. */
  gives: string
  /** Counted from 0. */
  call: number
  className: string
  config: Readonly<Record<string, unknown>>
  /** What other calls give. */
  inputs: readonly string[]
}

const configSchema = z.record(z.string(), z.unknown())
const layerSchema = z.object({
  class_name: z.string(),
  ...originSchema,
  name: z.string().optional(),
  config: configSchema,
  inbound_nodes: z.array(z.unknown()).optional()
})
const callNumber = z.number().int().min(0).max(65_536)
/** An input or output: [layer, call, tensor]; none of a layer's further outputs. */
const endSchema = z.tuple([z.string(), callNumber, z.literal(0)])
const endsSchema = z.union([
  endSchema, z.array(endSchema).length(1).transform(([end]) => end),
  // By its name, as `keras.Model({ 'image': image }, …)` has it.
  z.record(z.string(), endSchema).transform((ends) => Object.values(ends))
    .pipe(z.array(endSchema).length(1)).transform(([end]) => end)
])
const modelSchema = z.object({ class_name: z.string(), config: z.unknown().optional() })
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

type WrittenLayer = z.infer<typeof layerSchema>

/** @returns in an order in which every layer comes after what it takes; the last one is the answer */
export function layersOf(model: unknown, fault: Fault): KerasLayer[] {
  const parsed = modelSchema.safeParse(model)
  if (!parsed.success) throw fault('it holds no Keras model')
  const { class_name: kind, config } = parsed.data
  if (kind === 'Sequential') return sequential(config, fault)
  if (kind === 'Functional' || kind === 'Model') return functional(config, fault)
  throw fault(`its model is a "${shown(kind)}", and only Sequential and functional models are read`)
}

/** All layers in the order in which they were written, for files that count them. */
export function writtenLayerNames(model: unknown): { name: string; className: string }[] {
  const { layers } = z.object({ config: sequentialSchema }).parse(model).config
  return layers.map((layer, index) => ({ name: nameOf(layer, index), className: layer.class_name }))
}

/** @throws Failure for a class that is only called like one of Keras' */
function demandOfKeras(layer: WrittenLayer, index: number, fault: Fault): void {
  if (isOfKeras(layer)) return
  const origin = layer.registered_name ?? layer.module ?? ''
  throw fault(
    `layer "${shown(nameOf(layer, index))}" is a ${shown(layer.class_name)} of somebody's own ` +
      `(${shown(origin)}), which Maskscope does not have`
  )
}

const nameOf = ({ name, config }: WrittenLayer, index: number): string =>
  name ?? (typeof config.name === 'string' ? config.name : `layer ${index}`)

function sequential(config: unknown, fault: Fault): KerasLayer[] {
  const parsed = sequentialSchema.safeParse(config)
  if (!parsed.success) throw fault(`its Sequential model is not as Keras writes one (at ${issueOf(parsed.error)})`)
  const { layers, build_input_shape: built } = parsed.data
  layers.forEach((layer, index) => demandOfKeras(layer, index, fault))
  const first = layers[0]
  const begun =
    first.class_name === 'InputLayer'
      ? []
      : [
          {
            class_name: 'InputLayer',
            name: 'input',
            config: { batch_shape: first.config.batch_input_shape ?? first.config.batch_shape ?? built ?? null }
          }
        ]
  const chain = [...begun, ...layers].map((layer, index) => ({ layer, name: nameOf(layer, index) }))
  return chain.map(({ layer, name }, index) => ({
    name,
    gives: name,
    call: 0,
    className: layer.class_name,
    config: layer.config,
    inputs: index === 0 ? [] : [chain[index - 1].name]
  }))
}

function functional(config: unknown, fault: Fault): KerasLayer[] {
  const parsed = functionalSchema.safeParse(config)
  if (!parsed.success)
    throw fault(
      `its functional model is not as Keras writes one with one input and one output (at ${issueOf(parsed.error)})`
    )
  const { layers, output_layers: [answer, call] } = parsed.data
  const given = new Map<string, KerasLayer>()
  layers.forEach((layer, index) => {
    demandOfKeras(layer, index, fault)
    const name = nameOf(layer, index)
    inputsOf(name, layer.inbound_nodes ?? [], fault).forEach((inputs, at) => {
      const gives = givenBy(name, at)
      if (given.has(gives)) throw fault(`it has two layers named "${shown(name)}"`)
      given.set(gives, { name, gives, call: at, className: layer.class_name, config: layer.config, inputs })
    })
  })
  return inOrder(given, ({ inputs }) => inputs, givenBy(answer, call), fault)
}

const givenBy = (name: string, call: number): string => (call === 0 ? name : `${name} (call ${call + 1})`)

/** By call of a layer, what it takes; a layer that takes nothing is the input. */
function inputsOf(name: string, calls: readonly unknown[], fault: Fault): string[][] {
  if (calls.length === 0) return [[]]
  return calls.map((call) => {
    const found = tensorsIn(call, 0)
    if (found === null) throw fault(`the inputs of layer "${shown(name)}" are not understood`)
    return found
  })
}

const kerasTensorSchema = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: endSchema })
})
const callSchema = z.object({ args: z.array(z.unknown()) })
const oldTensorSchema = z.tuple([z.string(), callNumber, z.literal(0)]).rest(z.unknown())
/** args → list → tensor */
const deepest = 3

/** Keras 2: [[layer, call, tensor, keywords], …]; Keras 3: { args: [tensor or list of tensors], kwargs }. */
function tensorsIn(value: unknown, depth: number): string[] | null {
  if (depth > deepest) return null
  const old = oldTensorSchema.safeParse(value)
  if (old.success) return [givenBy(old.data[0], old.data[1])]
  const tensor = kerasTensorSchema.safeParse(value)
  if (tensor.success) {
    const [layer, call] = tensor.data.config.keras_history
    return [givenBy(layer, call)]
  }
  const call = callSchema.safeParse(value)
  const inner = call.success ? call.data.args : value
  if (!Array.isArray(inner)) return null
  const found = inner.map((one) => tensorsIn(one, depth + 1))
  return found.every((names) => names !== null) ? found.flat() : null
}

/** Where a text is not as its schema says. */
export const issueOf = ({ issues: [{ path }] }: z.ZodError): string => `"${shown(path.join('.'))}"`
