/** Runs layers of Keras in TensorFlow.js' own LayersModel, on the backend that computes here. */
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs-node-gpu'
import { reasonOf } from '../../../preload/schema/failure'
import type { Backend } from '../../engine/backends/backend'
import type { Shape } from '../../engine/networks/shapes'
import type { LayersProgram } from '../original'
import { CannotRun, patience, type Ran } from './runtime'

export interface LayersRun {
  /** Of one image. */
  shape: Shape
  images: readonly Float32Array[]
  /** Values to be told of each image, as the program calls them. */
  values: readonly string[]
}

/**
 * @param milliseconds after which no further image is run
 * @throws CannotRun where TensorFlow.js does not have the layers
 */
export async function ranAsLayers(
  backend: Backend, program: LayersProgram, { shape, images, values }: LayersRun, milliseconds = patience
): Promise<Ran> {
  const { tf } = backend
  const version = `TensorFlow.js ${tf.version_layers}`
  const runtime = program.of === 'tfjs' ? version : `the layers of ${version}`
  const end = performance.now() + milliseconds
  let model: LayersModel | null = null
  try {
    backend.activate()
    model = await tf.loadLayersModel(tf.io.fromMemory(artifactsOf(program)))
    const asked = tf.model({ inputs: model.inputs, outputs: values.map((value) => outputOf(model, program, value)) })
    const given: Float32Array[][] = []
    for (const image of images) {
      if (given.length > 0 && performance.now() > end) break
      given.push(await valuesOf(backend, asked, image, shape))
    }
    return { runtime, images: given }
  } catch (error) {
    throw new CannotRun(`${version} says: ${withoutAdvice(reasonOf(error))}`)
  } finally {
    model?.dispose()
  }
}

/** What it advises is for who programs with it. */
const withoutAdvice = (reason: string): string => reason.replace(/\. This may be due to .*/s, '')

function outputOf(model: LayersModel | null, { calls }: LayersProgram, value: string): SymbolicTensor {
  const [layer, call] = calls.get(value) ?? [value, 0]
  return model?.getLayer(layer).getOutputAt(call) as SymbolicTensor
}

async function valuesOf(
  backend: Backend, model: LayersModel, image: Float32Array, shape: Shape
): Promise<Float32Array[]> {
  const { tf } = backend
  backend.activate()
  // Some models take images without an axis of channels, or flattened.
  const [, ...wanted] = model.inputs[0].shape
  const own = wanted.every((length) => length !== null) ? wanted : shape
  const given = tf.tidy(() => [model.predict(tf.tensor(image, [1, ...own]))].flat() as Tensor[])
  const values = await Promise.all(given.map(async (tensor) => (await backend.read(tensor)).slice()))
  tf.dispose(given)
  return values
}

function artifactsOf(program: LayersProgram) {
  const arrays = [...program.weights]
  const data = new Float32Array(arrays.reduce((sum, [, { values }]) => sum + values.length, 0))
  arrays.reduce((at, [, { values }]) => {
    data.set(values, at)
    return at + values.length
  }, 0)
  return {
    modelTopology: withoutSoftmax(program) as object,
    weightSpecs: arrays.map(([name, { shape }]) => ({ name, shape: [...shape], dtype: 'float32' as const })),
    weightData: data.buffer
  }
}

interface Written { name?: string; config: Record<string, unknown> }

/** The model with its last layer's own softmax taken out of its settings, so that logits are left. */
function withoutSoftmax({ topology, softmaxIn }: LayersProgram): unknown {
  if (softmaxIn === null) return topology
  const changed = structuredClone(topology) as { config: Written[] | { layers: Written[] } }
  const layers = Array.isArray(changed.config) ? changed.config : changed.config.layers
  for (const { name, config } of layers) if ((name ?? config.name) === softmaxIn) config.activation = 'linear'
  return changed
}
