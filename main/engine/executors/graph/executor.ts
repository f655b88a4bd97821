/**
 * The fast executor: a training step, an evaluation or an estimation of masks is one call of a graph that holds
 * weights and momentum itself. Only on a backend that runs graphs.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DataTypeMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../../preload/schema/failure'
import type { Network } from '../../../../preload/schema/network'
import type { Backend, LoadedGraph, ReadType, Tfjs } from '../../backends/backend'
import { computed, copiesOf, scoped } from '../../tensors'
import { makeTemporaryFolder } from '../../../files/temporary-folder'
import type { Examples } from '../../datasets/dataset'
import { demandClassifiers } from '../../networks/classifiers'
import { parametersOf, valuesOf, type Parameter, type Weights } from '../../networks/parameters'
import { imageShapeOf } from '../../networks/shapes'
import { supportLayout, type SupportLayout } from '../../support/layout'
import { quantile } from '../../support/quantile'
import { maskedWeights, wholeMasks, type WeightMasks } from '../../networks/weight-masks'
import {
  kindOf,
  type BatchPredictions,
  type BatchResult,
  type Executor,
  type ExecutorState,
  type Precision,
  type SharedSupport,
  type SupportKind,
  type TrainingSupport,
  type UpdateRule
} from '../executor'
import { isRelu, type ForwardSupport } from '../../support/forward'
import { readPredictions } from './predictions'
import type { Signature } from './builder'
import {
  sharedSignature,
  trainingSignature,
  writeSignatures,
  type ForwardSignature,
  type SignatureName
} from './signatures'

export class GraphExecutor implements Executor {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #layout: SupportLayout
  readonly #inputShape: readonly number[]
  readonly #parameters: readonly Parameter[]
  readonly #graph: LoadedGraph
  readonly #signatures: ReadonlyMap<string, Signature>
  readonly #network: Network
  #weightMasks: WeightMasks | null = null

  private constructor(
    backend: Backend, network: Network, graph: LoadedGraph, signatures: ReadonlyMap<string, Signature>
  ) {
    this.#backend = backend
    this.#tf = backend.tf
    this.#network = network
    this.#layout = supportLayout(network)
    this.#inputShape = imageShapeOf(network)
    this.#parameters = parametersOf(network)
    this.#graph = graph
    this.#signatures = signatures
  }

  /**
   * @param kinds what the network will be trained with; asking for another kind later is an error of ours
   * @throws Failure when the backend runs no graphs
   */
  static async create(
    backend: Backend,
    network: Network,
    weights: Weights,
    seed: number,
    kinds: readonly SupportKind[],
    precision: Precision = 'float32'
  ): Promise<GraphExecutor> {
    const { name: computing, can, native } = backend
    if (!can.graph || native === null) {
      throw new Failure(
        `The graph executor needs native TensorFlow, and "${computing}" computes here; choose the eager executor.`
      )
    }
    const folder = makeTemporaryFolder('graph')
    try {
      const { model, signatures } = writeSignatures({ network, seed, precision }, kinds, backend)
      writeFileSync(join(folder, 'saved_model.pb'), model)
      const executor = new GraphExecutor(backend, network, native.loadGraph(folder), signatures)
      await executor.setWeights(weights)
      await executor.resetMomentum()
      return executor
    } finally {
      // TensorFlow has read it; nothing of it is needed again.
      rmSync(folder, { recursive: true, force: true })
    }
  }

  weights(): Promise<Weights> {
    return this.#read('read', this.#parameters)
  }

  async setWeights(weights: Weights): Promise<void> {
    this.#assign('assign', maskedWeights(weights, this.#weightMasks ?? new Map()), this.#parameters)
  }

  async setWeightMasks(masks: WeightMasks | null): Promise<void> {
    this.#weightMasks = masks
    await this.setWeights(await this.weights())
    await this.resetMomentum()
    this.#assignMasks(masks)
  }

  async resetMomentum(): Promise<void> {
    scoped(this.#backend, () => this.#call('reset', {}))
  }

  async state(): Promise<ExecutorState> {
    return {
      weights: await this.weights(),
      velocities: await this.#read('read-velocities', this.#withVelocity()),
      weightMasks: this.#weightMasks
    }
  }

  async setState({ weights, velocities, weightMasks }: ExecutorState): Promise<void> {
    this.#weightMasks = weightMasks
    this.#assignMasks(weightMasks)
    this.#assign('assign', weights, this.#parameters)
    this.#assign('assign-velocities', velocities, this.#withVelocity())
  }

  trainStep(
    batch: Examples,
    support: TrainingSupport,
    update: UpdateRule,
    iteration: number
  ): Promise<BatchResult> {
    const signature = trainingSignature({ ...kindOf(support), pruned: this.#weightMasks !== null })
    return this.#result(signature, batch, () => {
      const feeds: NamedTensorMap = {
        iteration: this.#tf.scalar(iteration, 'int32'),
        rule: this.#tf.tensor1d([
          update.learningRate,
          update.momentum,
          update.weightDecay,
          update.clipNorm,
          constantOf(support)
        ])
      }
      if (support.mode === 'masks') feeds.words = this.#words(support.packed, batch.count)
      if (support.mode === 'masks' && support.consistency !== null)
        feeds.thresholds = this.#tf.tensor1d(support.thresholds)
      return feeds
    })
  }

  evaluate(batch: Examples, support: ForwardSupport): Promise<BatchResult> {
    return this.#result(`evaluate-${signatureOf(support)}`, batch, () => this.#forwardFeeds(support))
  }

  predict(batch: Examples, support: ForwardSupport): Promise<BatchPredictions> {
    return computed(
      this.#backend,
      () =>
        this.#call(`predict-${signatureOf(support)}`, { ...this.#examples(batch), ...this.#forwardFeeds(support) }),
      async (fetched) => {
        const [[loss, wrong], examples] = await Promise.all([
          this.#backend.read(fetched.result), this.#backend.read(fetched.examples)
        ])
        return {
          loss,
          error: wrong / batch.count,
          ...readPredictions(examples, batch.count, this.#layout.layers.length)
        }
      }
    )
  }

  async logits(batch: Examples): Promise<Float32Array> {
    return this.#fetch('logits', 'logits', () => ({ images: this.#images(batch) }))
  }

  features(batch: Examples, support: ForwardSupport): Promise<Float32Array[]> {
    const layers = demandClassifiers(this.#network).map(({ layer }) => layer.name)
    return computed(
      this.#backend,
      () => this.#call(
        `features-${signatureOf(support)}`, { images: this.#images(batch), ...this.#forwardFeeds(support) }
      ),
      (fetched) => Promise.all(layers.map((layer) => this.#backend.read(fetched[layer])))
    )
  }

  async estimateMasks(batch: Examples, support: ForwardSupport): Promise<Uint8Array> {
    const words = await this.#fetch<'int32'>(`estimate-${signatureOf(support)}`, 'words', () => ({
      images: this.#images(batch), ...this.#forwardFeeds(support)
    }))
    return this.#rows(words, batch.count)
  }

  async sharedMasks(batch: Examples, support: SharedSupport): Promise<Uint8Array> {
    const words = await this.#fetch<'int32'>(sharedSignature(support), 'words', () => ({
      images: this.#images(batch), beta: this.#tf.scalar(support.beta)
    }))
    return this.#rows(words, 1)
  }

  quantiles(batch: Examples, fraction: number): Promise<Float32Array> {
    return computed(
      this.#backend,
      () => this.#call('preactivations', { images: this.#images(batch) }),
      async (fetched) => {
        const values = await Promise.all(this.#layout.layers.map(({ name }) => this.#backend.read(fetched[name])))
        return Float32Array.from(values, (layer) => quantile(layer, fraction))
      }
    )
  }

  dispose(): void {
    this.#graph.dispose()
  }

  #forwardFeeds(support: ForwardSupport): NamedTensorMap {
    return isRelu(support) ? {} : { thresholds: this.#tf.tensor1d(support.thresholds) }
  }

  #withVelocity(): Parameter[] {
    return this.#parameters.filter(({ trained }) => trained)
  }

  #assign(signature: SignatureName, values: Weights, parameters: readonly Parameter[]): void {
    scoped(this.#backend, () => {
      const fed = parameters.map(({ name, shape }) => [name, this.#tf.tensor(valuesOf(values, name), [...shape])])
      this.#call(signature, Object.fromEntries(fed))
    })
  }

  #assignMasks(masks: WeightMasks | null): void {
    if (masks === null) return
    const whole = wholeMasks(this.#network)
    const kept = new Map([...whole].map(([name, all]) => [name, Float32Array.from(masks.get(name) ?? all)]))
    this.#assign('assign-masks', kept, this.#parameters.filter(({ name }) => whole.has(name)))
  }

  #read(signature: SignatureName, parameters: readonly Parameter[]): Promise<Weights> {
    return computed(
      this.#backend,
      () => this.#call(signature, {}),
      (fetched) => copiesOf(this.#backend, Object.fromEntries(parameters.map(({ name }) => [name, fetched[name]])))
    )
  }

  #call(name: SignatureName, feeds: NamedTensorMap): NamedTensorMap {
    const signature = this.#signatures.get(name)
    if (!signature) throw new Error(`no signature ${name}`)
    const fed = new Map([...signature.inputs].map(([key, tensor]) => [tensor, feeds[key]]))
    const fetched = this.#graph.run(fed, [...signature.outputs.values()])
    return Object.fromEntries([...signature.outputs.keys()].map((key, at) => [key, fetched[at]]))
  }

  /** One of a signature's fetches, in memory of its own: what a call gives back is no variable's. */
  #fetch<T extends ReadType = 'float32'>(
    signature: SignatureName,
    name: string,
    feeds: () => NamedTensorMap
  ): Promise<DataTypeMap[T]> {
    return computed(
      this.#backend,
      () => this.#call(signature, feeds()),
      (fetched) => this.#backend.read<T>(fetched[name])
    )
  }

  async #result(signature: SignatureName, batch: Examples, feeds: () => NamedTensorMap): Promise<BatchResult> {
    const [loss, wrong] = await this.#fetch(signature, 'result', () => ({ ...this.#examples(batch), ...feeds() }))
    return { loss, error: wrong / batch.count }
  }

  #rows({ buffer, byteOffset, byteLength }: Int32Array, rows: number): Uint8Array {
    return rowsWithoutPadding(new Uint8Array(buffer, byteOffset, byteLength), rows, this.#layout.bytesPerExample)
  }

  #images(batch: Examples): Tensor {
    return this.#tf.tensor(batch.images, [batch.count, ...this.#inputShape])
  }

  #examples(batch: Examples): NamedTensorMap {
    return { images: this.#images(batch), labels: this.#tf.tensor1d(batch.labels, 'int32') }
  }

  #words(packed: Uint8Array, examples: number): Tensor {
    const { bytesPerExample } = this.#layout
    const width = Math.ceil(bytesPerExample / 4)
    const aligned = packed.byteOffset % 4 === 0 && bytesPerExample === width * 4
    const bytes = aligned ? packed : rowsWithPadding(packed, examples, bytesPerExample, width * 4)
    return this.#tf.tensor2d(
      new Int32Array(bytes.buffer, bytes.byteOffset, examples * width),
      [examples, width],
      'int32'
    )
  }
}

const signatureOf = (support: ForwardSupport): ForwardSignature => (isRelu(support) ? 'relu' : support.form)

/** λ or β: the one number that a support takes besides masks. */
function constantOf(support: TrainingSupport): number {
  switch (support.mode) {
    case 'relu': case 'surrogate': return 0
    case 'masks': return support.consistency ?? 0
    case 'batch': return support.beta
  }
}

/** Rows of `width` bytes, each without the bytes that fill its last word. */
function rowsWithoutPadding(words: Uint8Array, rows: number, width: number): Uint8Array {
  const padded = words.length / rows
  if (padded === width) return words
  const bytes = new Uint8Array(rows * width)
  for (let row = 0; row < rows; row++) bytes.set(words.subarray(row * padded, row * padded + width), row * width)
  return bytes
}

function rowsWithPadding(bytes: Uint8Array, rows: number, width: number, padded: number): Uint8Array {
  const words = new Uint8Array(rows * padded)
  for (let row = 0; row < rows; row++) words.set(bytes.subarray(row * width, (row + 1) * width), row * padded)
  return words
}
