/**
 * The layers of a Keras model, one after the other: those of models in it stand where the model is called, each with
 * the names of the models that it is in.
 */
import { z } from 'zod'
import { shown, type Fault } from '../fault'
import { mostNodes } from '../limits'
import { inOrder } from '../order'
import type { Reference } from './calls'
import { deepestModel, writtenModel, type WrittenLayer, type WrittenModel } from './written'

/** A layer as it is called once; one that has weights cannot be called again. */
export interface KerasLayer {
  /** Its name, behind those of the models that it is in. */
  path: readonly string[]
  /** What this call of it gives is called. */
  gives: string
  /** Which of the layer's calls it is, counted from 0. */
  call: number
  className: string
  config: Readonly<Record<string, unknown>>
  /** What other calls give. */
  inputs: readonly string[]
  generation: Generation
}

/** Whose functions of a name are meant: Keras 3's or older ones. */
export type Generation = 2 | 3

/** @param version what a file says of the Keras that wrote it */
export const generationOf = (version: unknown): Generation =>
  (typeof version === 'string' && /^[3-9]\./.test(version) ? 3 : 2)

/** Of the function that rises from 0 to 1, one half at zero. */
export const slopeOfHardSigmoid = ({ generation }: Pick<KerasLayer, 'generation'>): number =>
  (generation === 3 ? 1 / 6 : 0.2)

/** @returns in an order in which every layer comes after what it takes; the last one is the answer */
export function layersOf(model: unknown, generation: Generation, fault: Fault): KerasLayer[] {
  return new Topology(fault).layers(writtenModel(model, 'its model', fault))
    .flatMap((layer) => inParts({ ...layer, generation }))
}

/** InceptionResNetV2's own layer, a + scale · b, as the layers that do the same. */
function inParts(layer: KerasLayer): KerasLayer[] {
  if (layer.className !== 'CustomScaleLayer' || layer.inputs.length !== 2) return [layer]
  const [first, second] = layer.inputs
  const scaled = `${layer.gives} scaled`
  return [
    {
      ...layer, path: [...layer.path, 'scaled'], gives: scaled, className: 'Rescaling',
      config: { scale: layer.config.scale }, inputs: [second]
    },
    { ...layer, className: 'Add', config: {}, inputs: [first, scaled] }
  ]
}

/** A layer, of which files keep the weights below those of the models that it is in. */
export interface NamedLayer { name: string; className: string; layers: readonly NamedLayer[] }

/** All layers in the order in which they were written, for files that count them. @param model that `layersOf` read */
export function namedLayers(model: unknown, fault: Fault): NamedLayer[] {
  return writtenModel(model, 'its model', fault).layers.map(({ name, className, config, isModel }) =>
    ({ name, className, layers: isModel ? namedLayers({ class_name: className, config }, fault) : [] }))
}

/** `layer` is null for what only passes on its one input: a model's input, and the model itself. */
interface Call { gives: string; layer: Omit<CalledLayer, 'gives' | 'inputs'> | null; inputs: readonly string[] }

type CalledLayer = Omit<KerasLayer, 'generation'>

/** Where the layers of a model stand: the names around it, and what it is called with, null for the whole model. */
interface Place { path: readonly string[]; scope: string; fed: string | null }

class Topology {
  readonly #fault: Fault
  readonly #calls = new Map<string, Call>()

  constructor(fault: Fault) {
    this.#fault = fault
  }

  layers(model: WrittenModel): CalledLayer[] {
    const answer = this.#add(model, { path: [], scope: '', fed: null })
    const passed = new Map<string, string>()
    const layers: CalledLayer[] = []
    for (const { gives, layer, inputs } of inOrder(this.#calls, (call) => call.inputs, answer, this.#fault)) {
      const taken = inputs.map((name) => passed.get(name) ?? name)
      if (layer === null) passed.set(gives, taken[0])
      else layers.push({ ...layer, gives, inputs: taken })
    }
    return layers
  }

  /** @returns what the model gives is called */
  #add(model: WrittenModel, place: Place): string {
    if (place.path.length > deepestModel) throw this.#fault(`it has models in models, more than ${deepestModel} deep`)
    if (this.#calls.size > mostNodes) throw this.#fault(`it has more than ${mostNodes} layers`)
    const models = new Map(model.layers.filter(({ isModel }) => isModel).map((layer) => [layer.name, layer]))
    const givenBy = (reference: Reference): string => {
      const first = firstCall(reference, models.get(reference.layer), model)
      return place.scope + nameOfCall(reference.layer, reference.call - first)
    }
    for (const layer of model.layers) {
      const path = [...place.path, layer.name]
      layer.calls.forEach((taken, at) => {
        const gives = place.scope + nameOfCall(layer.name, at)
        if (this.#calls.has(gives)) throw this.#fault(`it has two layers named "${shown(path.join('/'))}"`)
        const isFed = layer.name === model.input && layer.className === 'InputLayer'
        this.#calls.set(gives, isFed && place.fed !== null
          ? { gives, layer: null, inputs: [place.fed] }
          : this.#call(layer, path, at, { gives, inputs: taken.map(givenBy) }))
      })
    }
    return givenBy(model.answer)
  }

  #call(
    layer: WrittenLayer, path: readonly string[], call: number, { gives, inputs }: Pick<Call, 'gives' | 'inputs'>
  ): Call {
    const { className, config, isModel } = layer
    if (!isModel) return { gives, layer: { path, call, className, config }, inputs }
    const what = `its model "${shown(path.join('/'))}"`
    if (inputs.length !== 1) throw this.#fault(`${what} takes ${inputs.length} layers where one is needed`)
    const model = writtenModel({ class_name: className, config }, what, this.#fault)
    return { gives, layer: null, inputs: [this.#add(model, { path, scope: `${gives}/`, fed: inputs[0] })] }
  }
}

const nameOfCall = (name: string, call: number): string => (call === 0 ? name : `${name} (call ${call + 1})`)

const shapedSchema = z.object({
  layers: z.array(z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })).min(1)
})

/**
 * The number of a layer's first call. A model that knows its input has been called by itself before: Keras 2 and
 * TensorFlow.js count that, Keras 3 only of functional models, and only where it names an answer.
 */
function firstCall({ call, counts }: Reference, layer: WrittenLayer | undefined, { layers }: WrittenModel): number {
  if (!layer || counts === 'from 0') return 0
  if (layer.calls.length === 1) return Math.min(call, 1)
  if (layer.className !== 'Sequential') return 1
  const isOfKeras3 = layers.some(({ calls }) => calls.some((taken) => taken.some((one) => one.counts === 'from 0')))
  const [first] = shapedSchema.safeParse(layer.config).data?.layers ?? []
  const knowsInput = first?.class_name === 'InputLayer' || first?.config.batch_input_shape !== undefined
  return !isOfKeras3 && knowsInput ? 1 : 0
}
