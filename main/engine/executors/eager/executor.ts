/**
 * The reference executor: tfjs operations one by one, gradients by tfjs' own automatic differentiation.
 * Works on every tfjs backend.
 */
import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import type { TensorFlow } from '../../backends/native'
import { scoped } from '../../tensors'
import type { Examples } from '../../datasets/dataset'
import { isTrained, parametersOf, valuesOf, type Parameter, type Weights } from '../../networks/parameters'
import { imageShapeOf } from '../../networks/shapes'
import { packBits, unpackBits } from '../../bits/bits'
import { supportLayout, type SupportLayout } from '../../support/layout'
import { dropoutSeed } from '../dropout'
import { EagerOperations } from './operations'
import { applyNode, type Pass, type Signal } from './nodes'
import { quantile } from '../../support/quantile'
import { maskedWeights, type WeightMasks } from '../../networks/weight-masks'
import type {
  BatchPredictions,
  BatchResult,
  Executor,
  Gate,
  SharedSupport,
  TrainingSupport,
  UpdateRule
} from '../executor'
import { reluSupport, type ForwardSupport, type MaskForm } from '../../support/forward'

interface TrainedParameter extends Parameter { value: Variable; velocity: Variable }

export class EagerExecutor implements Executor {
  readonly #tf: TensorFlow
  readonly #operations: EagerOperations
  readonly #network: Network
  readonly #layout: SupportLayout
  readonly #seed: number
  readonly #parameters: Map<string, TrainedParameter>
  #weightMasks: WeightMasks = new Map()

  constructor(tensorflow: TensorFlow, network: Network, weights: Weights, seed: number) {
    this.#tf = tensorflow
    this.#operations = new EagerOperations(tensorflow)
    this.#network = network
    this.#layout = supportLayout(network)
    this.#seed = seed
    this.#parameters = new Map(
      parametersOf(network).map((parameter) => {
        const shape = [...parameter.shape]
        const value = tensorflow.variable(
          tensorflow.tensor(valuesOf(weights, parameter.name), shape),
          parameter.trained
        )
        return [parameter.name, { ...parameter, value, velocity: tensorflow.variable(tensorflow.zeros(shape), false) }]
      })
    )
  }

  weights(): Weights {
    return new Map([...this.#parameters].map(([name, { value }]) => [name, value.dataSync<'float32'>().slice()]))
  }

  setWeights(weights: Weights): void {
    const left = maskedWeights(weights, this.#weightMasks)
    scoped(this.#tf, () => {
      for (const { name, value, shape } of this.#parameters.values())
        value.assign(this.#tf.tensor(valuesOf(left, name), [...shape]))
    })
  }

  setWeightMasks(masks: WeightMasks | null): void {
    this.#weightMasks = masks ?? new Map()
    this.setWeights(this.weights())
    this.resetMomentum()
  }

  resetMomentum(): void {
    scoped(this.#tf, () => {
      for (const { velocity } of this.#parameters.values()) velocity.assign(this.#tf.zerosLike(velocity))
    })
  }

  trainStep(batch: Examples, support: TrainingSupport, update: UpdateRule, iteration: number): BatchResult {
    return scoped(this.#tf, () => {
      const { gradients: all, loss, error } = this.#differentiate(batch, support, iteration)
      const gradients = new Map(
        [...all].map(([parameter, gradient]) => [parameter, this.#ofWhatIsLeft(parameter, gradient)])
      )
      const scale = this.#operations.clipScale([...gradients.values()], update.clipNorm)
      for (const [parameter, gradient] of gradients) this.#update(parameter, gradient.mul(scale), update)
      return { loss, error }
    })
  }

  evaluate(batch: Examples, support: ForwardSupport): BatchResult {
    return scoped(this.#tf, () => {
      const heads = this.#forward(
        this.#images(batch),
        this.#forwardPass(support, () => undefined)
      )
      const { logits } = heads[heads.length - 1]
      const loss = this.#operations.crossEntropy(logits, batch.labels).dataSync()[0]
      return { loss, error: this.#operations.errorRate(logits, batch.labels) }
    })
  }

  predict(batch: Examples, support: ForwardSupport): BatchPredictions {
    const tf = this.#tf
    const on = new Map<string, number>()
    return scoped(tf, () => {
      const heads = this.#forward(
        this.#images(batch),
        this.#forwardPass(support, (name, _q, mask) => {
          // Per example first: float32 counts exactly up to 2²⁴ only.
          const counts = tf.sum(tf.reshape(tf.cast(mask, 'float32'), [batch.count, -1]), 1).dataSync<'float32'>()
          on.set(
            name,
            counts.reduce((sum, count) => sum + count, 0)
          )
        })
      )
      const logits = heads[heads.length - 1].logits as Tensor2D
      return {
        loss: this.#operations.crossEntropy(logits, batch.labels).dataSync()[0],
        ...this.#operations.predictions(logits, batch.labels),
        unitsOn: this.#layout.layers.map(({ name }) => on.get(name) ?? 0)
      }
    })
  }

  logits(batch: Examples): Float32Array {
    return scoped(this.#tf, () => {
      const heads = this.#forward(
        this.#images(batch),
        this.#forwardPass(reluSupport(this.#layout.layers.length), () => undefined)
      )
      return heads[heads.length - 1].logits.dataSync<'float32'>().slice()
    })
  }

  estimateMasks(batch: Examples, support: ForwardSupport): Uint8Array {
    const { layers, bytesPerExample } = this.#layout
    const packed = new Uint8Array(batch.count * bytesPerExample)
    const byName = new Map(layers.map((layer) => [layer.name, layer]))
    scoped(this.#tf, () => {
      this.#forward(
        this.#images(batch),
        this.#forwardPass(support, (name, _q, on) => {
          const layer = byName.get(name)
          if (!layer) return
          const bits = on.dataSync<'bool'>()
          for (let example = 0; example < batch.count; example++) {
            packBits(bits, example * layer.units, layer.units, packed, example * bytesPerExample + layer.byteOffset)
          }
        })
      )
    })
    return packed
  }

  sharedMasks(batch: Examples, support: SharedSupport): Uint8Array {
    const packed = new Uint8Array(this.#layout.bytesPerExample)
    const shared = (name: string, q: Tensor): Tensor => {
      const mask = this.#operations.batchMask(q, support.rule, support.beta)
      const layer = this.#layout.layers[this.#layerIndex(name)]
      packBits(Uint8Array.from(mask.dataSync()), 0, layer.units, packed, layer.byteOffset)
      return mask
    }
    scoped(this.#tf, () => {
      this.#forward(this.#images(batch), {
        training: false,
        variable: (name) => this.#variable(name),
        dropout: (_node, value) => value,
        support: ({ name }, q, linearPart) => this.#gated(q, linearPart, support, shared(name, q))
      })
    })
    return packed
  }

  quantiles(batch: Examples, fraction: number): Float32Array {
    const found = new Map<string, number>()
    scoped(this.#tf, () => {
      this.#forward(
        this.#images(batch),
        this.#forwardPass(reluSupport(this.#layout.layers.length), (name, q) =>
          found.set(name, quantile(q.dataSync<'float32'>(), fraction))
        )
      )
    })
    return Float32Array.from(this.#layout.layers, ({ name }) => found.get(name) ?? 0)
  }

  dispose(): void {
    for (const { value, velocity } of this.#parameters.values()) {
      value.dispose()
      velocity.dispose()
    }
    this.#parameters.clear()
  }

  /** The training objective and its gradients by parameter name; what tests hold against other computations. */
  gradients(batch: Examples, support: TrainingSupport, iteration: number): { objective: number; gradients: Weights } {
    return scoped(this.#tf, () => {
      const { gradients, objective } = this.#differentiate(batch, support, iteration)
      return {
        objective,
        gradients: new Map([...gradients].map(([{ name }, gradient]) => [name, gradient.dataSync<'float32'>().slice()]))
      }
    })
  }

  #trainedIn(support: TrainingSupport): TrainedParameter[] {
    const form = support.mode === 'relu' ? 'affine' : support.form
    return [...this.#parameters.values()].filter((parameter) => isTrained(parameter, form))
  }

  /** `loss` is the cross-entropy alone, `objective` has the consistency term too. Call inside `scoped`. */
  #differentiate(batch: Examples, support: TrainingSupport, iteration: number) {
    const tf = this.#tf
    const images = this.#images(batch)
    const trained = this.#trainedIn(support)
    const seen: { logits?: Tensor; loss?: Tensor } = {}
    const { value, grads } = tf.variableGrads(
      () => {
        const penalties: Tensor[] = []
        const heads = this.#forward(images, this.#trainingPass(batch.count, support, iteration, penalties))
        const { logits } = heads[heads.length - 1]
        const losses = heads.map((head) =>
          this.#operations.crossEntropy(head.logits, batch.labels).mul<Scalar>(head.weight)
        )
        const loss = losses[losses.length - 1]
        // variableGrads frees everything but its result; what is read below is kept, and disposed there.
        seen.logits = tf.keep(logits.clone())
        seen.loss = tf.keep(loss.clone())
        return tf.addN([...losses, ...penalties]).asScalar()
      },
      trained.map((parameter) => parameter.value)
    )
    const { logits, loss } = seen
    if (!logits || !loss) throw new Error('variableGrads did not run its function')
    const result = {
      objective: value.dataSync()[0],
      loss: loss.dataSync()[0],
      error: this.#operations.errorRate(logits, batch.labels),
      gradients: new Map(trained.map((parameter) => [parameter, grads[parameter.value.name]]))
    }
    tf.dispose([logits, loss])
    return result
  }

  #trainingPass(examples: number, support: TrainingSupport, iteration: number, penalties: Tensor[]): Pass {
    const common = {
      training: true,
      variable: (name: string) => this.#variable(name),
      dropout: ({ name, rate }: { name: string; rate: number }, value: Tensor) =>
        this.#operations.dropout(value, rate, [dropoutSeed(this.#seed, name), iteration])
    }
    return {
      ...common,
      support: ({ name }, q, linearPart) => this.#trainedSupport(name, q, linearPart, examples, support, penalties)
    }
  }

  #trainedSupport(
    name: string,
    q: Tensor,
    linearPart: Tensor,
    examples: number,
    support: TrainingSupport,
    penalties: Tensor[]
  ): Tensor {
    if (support.mode === 'relu') return this.#operations.relu(q)
    const mask =
      support.mode === 'masks'
        ? this.#unpackedMask(name, support.packed, examples)
        : this.#operations.batchMask(q, support.rule, support.beta)
    if (support.mode === 'masks' && support.consistency !== null) {
      const beyond = this.#tf.sub(q, support.thresholds[this.#layerIndex(name)])
      penalties.push(this.#operations.inconsistency(beyond, mask).mul(support.consistency))
    }
    return this.#gated(q, linearPart, support, mask)
  }

  #gated(q: Tensor, linearPart: Tensor, { form, gate }: { form: MaskForm; gate: Gate }, mask: Tensor): Tensor {
    const z = form === 'linear' ? linearPart : q
    return this.#tf.mul(gate === 'gated' ? this.#operations.relu(z) : z, mask)
  }

  /** The gradient, zero for weights that are pruned: with it their momentum stays zero too. */
  #ofWhatIsLeft({ name, shape }: TrainedParameter, gradient: Tensor): Tensor {
    const mask = this.#weightMasks.get(name)
    return mask ? gradient.mul(this.#tf.tensor(Float32Array.from(mask), [...shape])) : gradient
  }

  #layerIndex(name: string): number {
    return this.#layout.layers.findIndex((layer) => layer.name === name)
  }

  #forwardPass(support: ForwardSupport, observe: (name: string, q: Tensor, on: Tensor) => void): Pass {
    return {
      training: false,
      variable: (name) => this.#variable(name),
      support: ({ name }, q, linearPart) => {
        const on = this.#tf.greater(q, support.thresholds[this.#layerIndex(name)])
        observe(name, q, on)
        return this.#tf.mul(support.form === 'linear' ? linearPart : q, this.#tf.cast(on, 'float32'))
      },
      dropout: (_node, value) => value
    }
  }

  #unpackedMask(name: string, packed: Uint8Array, examples: number): Tensor {
    const layer = this.#layout.layers.find((candidate) => candidate.name === name)
    if (!layer) throw new Error(`no support named ${name}`)
    const values = new Float32Array(examples * layer.units)
    for (let example = 0; example < examples; example++) {
      unpackBits(
        packed,
        example * this.#layout.bytesPerExample + layer.byteOffset,
        layer.units,
        values,
        example * layer.units
      )
    }
    return this.#tf.tensor(values, [examples, ...layer.shape])
  }

  #images(batch: Examples): Tensor {
    return this.#tf.tensor(batch.images, [batch.count, ...imageShapeOf(this.#network)])
  }

  /** Logits [examples, classes] of every head; the last is the network's answer. */
  #forward(images: Tensor, pass: Pass): { logits: Tensor; weight: number }[] {
    const signals = new Map<string, Signal>()
    const heads: { logits: Tensor; weight: number }[] = []
    for (const node of this.#network.nodes) {
      const inputs = node.inputs.map((name) => signalOf(signals, name))
      const signal = applyNode(this.#tf, pass, node, inputs, images)
      signals.set(node.name, signal)
      if (node.type === 'softmax-loss') heads.push({ logits: signal.value, weight: node.weight })
    }
    return heads
  }

  #variable(name: string): Variable {
    const parameter = this.#parameters.get(name)
    if (!parameter) throw new Error(`no parameter named ${name}`)
    return parameter.value
  }

  /** v ← momentum · v + g, w ← w − learningRate · v. */
  #update(parameter: TrainedParameter, gradient: Tensor, { learningRate, momentum, weightDecay }: UpdateRule): void {
    const { value, velocity, role } = parameter
    const decayed = role === 'kernel' && weightDecay > 0 ? gradient.add(value.mul(weightDecay)) : gradient
    velocity.assign(velocity.mul(momentum).add(decayed))
    value.assign(value.sub(velocity.mul(learningRate)))
  }
}

function signalOf(signals: ReadonlyMap<string, Signal>, name: string): Signal {
  const signal = signals.get(name)
  if (!signal) throw new Error(`node ${name} has not been run yet`)
  return signal
}
