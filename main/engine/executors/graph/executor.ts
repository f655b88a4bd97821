/**
 * The fast executor: a training step, an evaluation or an estimation of masks is one call of a graph that holds
 * weights and momentum itself. Native TensorFlow only.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import { makeTemporaryFolder } from '../../../files/temporary-folder'
import type { TensorFlow } from '../../backends/native'
import { scoped } from '../../tensors'
import type { Examples } from '../../datasets/dataset'
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
  type SharedSupport,
  type SupportKind,
  type TrainingSupport,
  type UpdateRule
} from '../executor'
import { isRelu, type ForwardSupport } from '../../support/forward'
import { readPredictions } from './predictions'
import {
  sharedSignature,
  signatureNames,
  trainingSignature,
  writeSignatures,
  type ForwardSignature,
  type SignatureName
} from './signatures'

type Callable = Awaited<ReturnType<TensorFlow['node']['loadSavedModel']>>

export class GraphExecutor implements Executor {
  readonly #tf: TensorFlow
  readonly #layout: SupportLayout
  readonly #inputShape: readonly number[]
  readonly #parameters: readonly Parameter[]
  readonly #callables: ReadonlyMap<SignatureName, Callable>
  readonly #network: Network
  #weightMasks: WeightMasks | null = null

  private constructor(tensorflow: TensorFlow, network: Network, callables: ReadonlyMap<SignatureName, Callable>) {
    this.#tf = tensorflow
    this.#network = network
    this.#layout = supportLayout(network)
    this.#inputShape = imageShapeOf(network)
    this.#parameters = parametersOf(network)
    this.#callables = callables
  }

  /** @param kinds what the network will be trained with; asking for another kind later is an error of ours */
  static async create(
    tensorflow: TensorFlow,
    network: Network,
    weights: Weights,
    seed: number,
    kinds: readonly SupportKind[]
  ): Promise<GraphExecutor> {
    const folder = makeTemporaryFolder('graph')
    try {
      writeFileSync(join(folder, 'saved_model.pb'), writeSignatures(network, seed, kinds))
      const callables = new Map<SignatureName, Callable>()
      for (const name of signatureNames(kinds))
        callables.set(name, await tensorflow.node.loadSavedModel(folder, ['serve'], name))
      const executor = new GraphExecutor(tensorflow, network, callables)
      executor.setWeights(weights)
      executor.resetMomentum()
      return executor
    } finally {
      // TensorFlow has read it; nothing of it is needed again.
      rmSync(folder, { recursive: true, force: true })
    }
  }

  weights(): Weights {
    return scoped(this.#tf, () => {
      const read = this.#call('read', {})
      return new Map(this.#parameters.map(({ name }) => [name, read[name].dataSync<'float32'>().slice()]))
    })
  }

  setWeights(weights: Weights): void {
    const left = maskedWeights(weights, this.#weightMasks ?? new Map())
    scoped(this.#tf, () => {
      this.#call(
        'assign',
        Object.fromEntries(
          this.#parameters.map(({ name, shape }) => [name, this.#tf.tensor(valuesOf(left, name), [...shape])])
        )
      )
    })
  }

  setWeightMasks(masks: WeightMasks | null): void {
    this.#weightMasks = masks
    this.setWeights(this.weights())
    this.resetMomentum()
    if (masks === null) return
    const whole = wholeMasks(this.#network)
    scoped(this.#tf, () => {
      this.#call(
        'assign-masks',
        Object.fromEntries(
          this.#parameters
            .filter(({ name }) => whole.has(name))
            .map(({ name, shape }) => [
              name,
              this.#tf.tensor(Float32Array.from(masks.get(name) ?? whole.get(name) ?? []), [...shape])
            ])
        )
      )
    })
  }

  resetMomentum(): void {
    scoped(this.#tf, () => {
      this.#call('reset', {})
    })
  }

  trainStep(batch: Examples, support: TrainingSupport, update: UpdateRule, iteration: number): BatchResult {
    return scoped(this.#tf, () => {
      const feeds: NamedTensorMap = {
        ...this.#examples(batch),
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
      return this.#result(
        trainingSignature({ ...kindOf(support), pruned: this.#weightMasks !== null }),
        feeds,
        batch.count
      )
    })
  }

  evaluate(batch: Examples, support: ForwardSupport): BatchResult {
    return scoped(this.#tf, () => {
      const { name, feeds } = this.#forwardFeeds(support)
      return this.#result(`evaluate-${name}`, { ...this.#examples(batch), ...feeds }, batch.count)
    })
  }

  predict(batch: Examples, support: ForwardSupport): BatchPredictions {
    return scoped(this.#tf, () => {
      const { name, feeds } = this.#forwardFeeds(support)
      const { result, examples } = this.#call(`predict-${name}`, { ...this.#examples(batch), ...feeds })
      const [loss, wrong] = result.dataSync()
      return {
        loss,
        error: wrong / batch.count,
        ...readPredictions(examples.dataSync<'float32'>(), batch.count, this.#layout.layers.length)
      }
    })
  }

  logits(batch: Examples): Float32Array {
    return scoped(this.#tf, () =>
      this.#call('logits', { images: this.#images(batch) })
        .logits.dataSync<'float32'>()
        .slice()
    )
  }

  estimateMasks(batch: Examples, support: ForwardSupport): Uint8Array {
    return scoped(this.#tf, () => {
      const { name, feeds } = this.#forwardFeeds(support)
      const words = this.#call(`estimate-${name}`, { images: this.#images(batch), ...feeds }).words.dataSync<'int32'>()
      return rowsWithoutPadding(
        new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
        batch.count,
        this.#layout.bytesPerExample
      )
    })
  }

  sharedMasks(batch: Examples, support: SharedSupport): Uint8Array {
    return scoped(this.#tf, () => {
      const feeds = { images: this.#images(batch), beta: this.#tf.scalar(support.beta) }
      const words = this.#call(sharedSignature(support), feeds).words.dataSync<'int32'>()
      return rowsWithoutPadding(
        new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
        1,
        this.#layout.bytesPerExample
      )
    })
  }

  quantiles(batch: Examples, fraction: number): Float32Array {
    return scoped(this.#tf, () => {
      const values = this.#call('preactivations', { images: this.#images(batch) })
      return Float32Array.from(this.#layout.layers, ({ name }) =>
        quantile(values[name].dataSync<'float32'>(), fraction)
      )
    })
  }

  #forwardFeeds(support: ForwardSupport): { name: ForwardSignature; feeds: NamedTensorMap } {
    return isRelu(support)
      ? { name: 'relu', feeds: {} }
      : { name: support.form, feeds: { thresholds: this.#tf.tensor1d(support.thresholds) } }
  }

  dispose(): void {
    for (const callable of this.#callables.values()) callable.dispose()
  }

  #call(name: SignatureName, feeds: NamedTensorMap): NamedTensorMap {
    const callable = this.#callables.get(name)
    if (!callable) throw new Error(`no signature ${name}`)
    return callable.predict(feeds) as NamedTensorMap
  }

  #result(name: SignatureName, feeds: NamedTensorMap, examples: number): BatchResult {
    const [loss, wrong] = this.#call(name, feeds).result.dataSync()
    return { loss, error: wrong / examples }
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

/** λ or β: the one number that a support takes besides masks. */
function constantOf(support: TrainingSupport): number {
  switch (support.mode) {
    case 'relu': return 0
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
