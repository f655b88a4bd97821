/**
 * The reference executor: tfjs operations one by one, gradients by tfjs' own automatic differentiation.
 * Works on every tfjs backend; test/unit/engine/executors/matrix.test.ts says on which it has been run.
 */
import type { NamedTensorMap, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import type { Backend, Tfjs } from '../../backends/backend'
import { computed, copiesOf } from '../../tensors'
import type { Examples } from '../../datasets/dataset'
import { demandClassifiers } from '../../networks/classifiers'
import { isHard } from '../../networks/hard-thresholds'
import { valuesOf, type Weights } from '../../networks/parameters'
import { imageShapeOf } from '../../networks/shapes'
import { supportLayout, type SupportLayout } from '../../support/layout'
import { dropoutSeed } from '../dropout'
import { EagerOperations, errorRate } from './operations'
import { forward, signalOf } from './forward'
import { packedMasks, unpackedMask } from './masks'
import type { Pass } from './nodes'
import { EagerVariables, type VariableParameter } from './variables'
import { quantile } from '../../support/quantile'
import { maskedWeights, type WeightMasks } from '../../networks/weight-masks'
import {
  trainedForm,
  type BatchPredictions,
  type BatchResult,
  type Executor,
  type ExecutorState,
  type Gate,
  type SharedSupport,
  type TrainingSupport,
  type UpdateRule
} from '../executor'
import { reluSupport, type ForwardSupport, type MaskForm } from '../../support/forward'

export class EagerExecutor implements Executor {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #operations: EagerOperations
  readonly #network: Network
  readonly #layout: SupportLayout
  readonly #seed: number
  readonly #variables: EagerVariables
  #weightMasks: WeightMasks | null = null

  constructor(backend: Backend, network: Network, weights: Weights, seed: number) {
    this.#backend = backend
    this.#tf = backend.tf
    this.#operations = new EagerOperations(backend)
    this.#variables = new EagerVariables(backend, network, weights)
    this.#network = network
    this.#layout = supportLayout(network)
    this.#seed = seed
  }

  weights(): Promise<Weights> {
    return this.#variables.read('value')
  }

  async setWeights(weights: Weights): Promise<void> {
    this.#variables.assign('value', maskedWeights(weights, this.#weightMasks ?? new Map()))
  }

  async setWeightMasks(masks: WeightMasks | null): Promise<void> {
    this.#weightMasks = masks
    await this.setWeights(await this.weights())
    await this.resetMomentum()
  }

  async resetMomentum(): Promise<void> {
    this.#variables.forgetMomentum()
  }

  async state(): Promise<ExecutorState> {
    return {
      weights: await this.weights(),
      velocities: await this.#variables.read('velocity'),
      weightMasks: this.#weightMasks
    }
  }

  async setState({ weights, velocities, weightMasks }: ExecutorState): Promise<void> {
    this.#weightMasks = weightMasks
    this.#variables.assign('value', weights)
    this.#variables.assign('velocity', velocities)
  }

  trainStep(
    batch: Examples,
    support: TrainingSupport,
    update: UpdateRule,
    iteration: number
  ): Promise<BatchResult> {
    return computed(
      this.#backend,
      () => {
        const { gradients: all, loss, logits } = this.#differentiate(batch, support, iteration)
        const gradients = new Map(
          [...all].map(([parameter, gradient]) => [parameter, this.#maskedGradient(parameter, gradient)])
        )
        const scale = this.#operations.clipScale([...gradients.values()], update.clipNorm)
        for (const [parameter, gradient] of gradients) this.#variables.update(parameter, gradient.mul(scale), update)
        return { loss, logits, answers: this.#tf.argMax(logits, 1) }
      },
      (tensors) => this.#result(tensors, batch)
    )
  }

  evaluate(batch: Examples, support: ForwardSupport): Promise<BatchResult> {
    return computed(
      this.#backend,
      () => {
        const logits = this.#logits(batch, this.#forwardPass(support, () => undefined))
        return { loss: this.#operations.crossEntropy(logits, batch.labels), answers: this.#tf.argMax(logits, 1) }
      },
      (tensors) => this.#result(tensors, batch)
    )
  }

  predict(batch: Examples, support: ForwardSupport): Promise<BatchPredictions> {
    const tf = this.#tf
    return computed(
      this.#backend,
      () => {
        const on: NamedTensorMap = {}
        const pass = this.#forwardPass(support, (name, _q, mask) => {
          // Per example first: float32 counts exactly up to 2²⁴ only.
          on[name] = tf.sum(tf.reshape(tf.cast(mask, 'float32'), [batch.count, -1]), 1)
        })
        const logits = this.#logits(batch, pass)
        const softmax = tf.softmax(logits)
        const loss = this.#operations.crossEntropy(logits, batch.labels)
        const counts = tf.stack(this.#layout.layers.map(({ name }) => on[name]))
        return { loss, softmax, answers: tf.argMax(logits, 1), largest: tf.max(softmax, 1), counts }
      },
      (tensors) => this.#predictions(tensors, batch)
    )
  }

  logits(batch: Examples): Promise<Float32Array> {
    const pass = this.#forwardPass(reluSupport(this.#layout.layers.length), () => undefined)
    return computed(
      this.#backend,
      () => ({ logits: this.#logits(batch, pass) }),
      async ({ logits }) => (await this.#backend.read(logits)).slice()
    )
  }

  features(batch: Examples, support: ForwardSupport): Promise<Float32Array[]> {
    const tf = this.#tf
    const classifiers = demandClassifiers(this.#network)
    return computed(
      this.#backend,
      () => {
        const pass = this.#forwardPass(support, () => undefined)
        const { signals } = forward(tf, this.#network, pass, this.#images(batch))
        return Object.fromEntries(classifiers.map(({ layer, averaged }) => {
          const { value } = signalOf(signals, layer.inputs[0])
          return [layer.name, averaged ? tf.mean(value, [1, 2]) : tf.reshape(value, [batch.count, -1])]
        }))
      },
      async (features) => {
        const copies = await copiesOf(this.#backend, features)
        return classifiers.map(({ layer }) => valuesOf(copies, layer.name))
      }
    )
  }

  estimateMasks(batch: Examples, support: ForwardSupport): Promise<Uint8Array> {
    const seen: NamedTensorMap = {}
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, this.#forwardPass(support, (name, _q, on) => { seen[name] = on }))
        return seen
      },
      (on) => packedMasks(this.#backend, this.#layout, on, batch.count)
    )
  }

  sharedMasks(batch: Examples, support: SharedSupport): Promise<Uint8Array> {
    const seen: NamedTensorMap = {}
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, {
          training: false,
          variable: (name) => this.#variables.value(name),
          dropout: (_node, value) => value,
          support: ({ name }, q, linearPart) => {
            const mask = this.#operations.batchMask(q, support.rule, support.beta)
            seen[name] = this.#tf.cast(mask, 'bool')
            return this.#gated(q, linearPart, support, mask)
          }
        })
        return seen
      },
      (on) => packedMasks(this.#backend, this.#layout, on, 1)
    )
  }

  quantiles(batch: Examples, fraction: number): Promise<Float32Array> {
    const seen: NamedTensorMap = {}
    const pass = this.#forwardPass(reluSupport(this.#layout.layers.length), (name, q) => { seen[name] = q })
    return computed(
      this.#backend,
      () => {
        this.#logits(batch, pass)
        return seen
      },
      async (preactivations) => {
        const values = this.#layout.layers.map(({ name }) => this.#backend.read(preactivations[name]))
        return Float32Array.from(await Promise.all(values), (layer) => quantile(layer, fraction))
      }
    )
  }

  dispose(): void {
    this.#variables.dispose()
  }

  /** The training objective and its gradients by parameter name; what tests hold against other computations. */
  gradients(
    batch: Examples,
    support: TrainingSupport,
    iteration: number
  ): Promise<{ objective: number; gradients: Weights }> {
    return computed(
      this.#backend,
      () => {
        const { gradients, objective, loss, logits } = this.#differentiate(batch, support, iteration)
        this.#tf.dispose([loss, logits])
        const named = [...gradients].map(([{ name }, gradient]): [string, Tensor] => [name, gradient])
        return { objective, ...Object.fromEntries(named) }
      },
      async ({ objective, ...gradients }) => ({
        objective: (await this.#backend.read(objective))[0],
        gradients: await copiesOf(this.#backend, gradients)
      })
    )
  }

  async #result(
    tensors: Record<'loss' | 'answers', Tensor>,
    { labels }: Examples
  ): Promise<BatchResult> {
    const [loss, answers] = await Promise.all([
      this.#backend.read(tensors.loss),
      this.#backend.read<'int32'>(tensors.answers)
    ])
    return { loss: loss[0], error: errorRate(answers, labels) }
  }

  async #predictions(
    tensors: Record<'loss' | 'answers' | 'softmax' | 'largest' | 'counts', Tensor>,
    batch: Examples
  ): Promise<BatchPredictions> {
    const { read } = this.#backend
    const [answers, softmax, largest, counts] = await Promise.all([
      read<'int32'>(tensors.answers), read(tensors.softmax), read(tensors.largest), read(tensors.counts)
    ])
    const classes = softmax.length / batch.count
    return {
      ...(await this.#result(tensors, batch)),
      classes: answers.slice(),
      probabilities: largest.slice(),
      labelProbabilities: Float32Array.from(batch.labels, (label, example) => softmax[example * classes + label]),
      unitsOn: this.#layout.layers.map((_layer, i) =>
        counts.subarray(i * batch.count, (i + 1) * batch.count).reduce((sum, count) => sum + count, 0)
      )
    }
  }

  /** `loss` is the cross-entropy alone, `objective` has the consistency term too. Call inside `computed`. */
  #differentiate(batch: Examples, support: TrainingSupport, iteration: number) {
    const tf = this.#tf
    const images = this.#images(batch)
    const trained = this.#variables.trainedIn(trainedForm(support))
    const seen: { logits?: Tensor; loss?: Tensor } = {}
    const { value, grads } = tf.variableGrads(
      () => {
        const penalties: Tensor[] = []
        const pass = this.#trainingPass(batch.count, support, iteration, penalties)
        const { heads } = forward(tf, this.#network, pass, images)
        const { logits } = heads[heads.length - 1]
        const losses = heads.map((head) =>
          this.#operations.crossEntropy(head.logits, batch.labels).mul<Scalar>(head.weight)
        )
        const loss = losses[losses.length - 1]
        // variableGrads frees everything but its result; whoever calls gets these, and frees them.
        seen.logits = tf.keep(logits.clone())
        seen.loss = tf.keep(loss.clone())
        return tf.addN([...losses, ...penalties]).asScalar()
      },
      trained.map((parameter) => parameter.value)
    )
    const { logits, loss } = seen
    if (!logits || !loss) throw new Error('variableGrads did not run its function')
    return {
      objective: value,
      loss,
      logits,
      gradients: new Map(trained.map((parameter) => [parameter, grads[parameter.value.name]]))
    }
  }

  #trainingPass(examples: number, support: TrainingSupport, iteration: number, penalties: Tensor[]): Pass {
    const common = {
      training: true,
      variable: (name: string) => this.#variables.value(name),
      dropout: ({ name, rate }: { name: string; rate: number }, value: Tensor) =>
        this.#operations.dropout(value, rate, [dropoutSeed(this.#seed, name), iteration])
    }
    return {
      ...common,
      support: (node, q, linearPart) => isHard(node)
        ? this.#trainedThreshold(q, examples, support)
        : this.#trainedSupport(node.name, q, linearPart, examples, support, penalties)
    }
  }

  #trainedThreshold(q: Tensor, examples: number, support: TrainingSupport): Tensor {
    if (support.mode !== 'surrogate') throw new Error('a hard threshold is trained with what stands for its slope')
    return this.#operations.hardThreshold(q, support.surrogate, examples)
  }

  #trainedSupport(
    name: string,
    q: Tensor,
    linearPart: Tensor,
    examples: number,
    support: TrainingSupport,
    penalties: Tensor[]
  ): Tensor {
    if (support.mode === 'relu' || support.mode === 'surrogate') return this.#operations.relu(q)
    const mask =
      support.mode === 'masks'
        ? unpackedMask(this.#tf, this.#layout, name, support.packed, examples)
        : this.#operations.batchMask(q, support.rule, support.beta)
    if (support.mode === 'masks' && support.consistency !== null) {
      const beyond = this.#tf.sub(q, support.thresholds[this.#layerIndex(name)])
      const inconsistency = this.#operations.inconsistency(beyond, mask, support.consistencyLoss ?? 'perceptron')
      penalties.push(inconsistency.mul(support.consistency))
    }
    return this.#gated(q, linearPart, support, mask)
  }

  #gated(q: Tensor, linearPart: Tensor, { form, gate }: { form: MaskForm; gate: Gate }, mask: Tensor): Tensor {
    const z = form === 'linear' ? linearPart : q
    return this.#tf.mul(gate === 'gated' ? this.#operations.relu(z) : z, mask)
  }

  /** The gradient, zero for weights that are pruned: with it their momentum stays zero too. */
  #maskedGradient({ name, shape }: VariableParameter, gradient: Tensor): Tensor {
    const mask = this.#weightMasks?.get(name)
    return mask ? gradient.mul(this.#tf.tensor(Float32Array.from(mask), [...shape])) : gradient
  }

  #layerIndex(name: string): number {
    return this.#layout.layers.findIndex((layer) => layer.name === name)
  }

  #forwardPass(support: ForwardSupport, observe: (name: string, q: Tensor, on: Tensor) => void): Pass {
    return {
      training: false,
      variable: (name) => this.#variables.value(name),
      support: (node, q, linearPart) => {
        const { name } = node
        const on = this.#tf.greater(q, support.thresholds[this.#layerIndex(name)])
        observe(name, q, on)
        if (isHard(node)) return this.#operations.signOf(this.#tf.cast(on, 'float32'))
        return this.#tf.mul(support.form === 'linear' ? linearPart : q, this.#tf.cast(on, 'float32'))
      },
      dropout: (_node, value) => value
    }
  }

  #images(batch: Examples): Tensor {
    return this.#tf.tensor(batch.images, [batch.count, ...imageShapeOf(this.#network)])
  }

  /** The network's answer, [examples, classes]. */
  #logits(batch: Examples, pass: Pass): Tensor2D {
    const { heads } = forward(this.#tf, this.#network, pass, this.#images(batch))
    return heads[heads.length - 1].logits as Tensor2D
  }
}
