/**
 * The reference executor: tfjs operations one by one, gradients by tfjs' own automatic differentiation.
 * Works on every tfjs backend.
 */
import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { ConvolutionNode, Network, NetworkNode } from '../../../preload/schema/network'
import { Failure } from '../../../preload/schema/failure'
import { scoped, type TensorFlow } from '../backends/native'
import type { Examples } from '../datasets/dataset'
import { parametersOf, type Parameter, type Weights } from '../networks/parameters'
import { packBits, unpackBits } from '../support/bits'
import { supportLayout, type SupportLayout } from '../support/layout'
import { dropoutSeed } from './dropout'
import { EagerOperations } from './eager-operations'
import type { BatchResult, Executor, ForwardSupport, TrainingSupport, UpdateRule } from './executor'

interface TrainedParameter extends Parameter { value: Variable; velocity: Variable }

/** What travels along an edge; a convolution's linear part `W z` (without the bias) is kept for the support after it. */
interface Signal { value: Tensor; linearPart: Tensor | null }

/** How supports and dropouts behave in one forward pass. */
interface Pass {
  support(name: string, q: Tensor, linearPart: Tensor): Tensor
  dropout(node: { name: string; rate: number }, value: Tensor): Tensor
}

const withoutDropout = (_node: unknown, value: Tensor): Tensor => value

export class EagerExecutor implements Executor {
  readonly #tf: TensorFlow
  readonly #operations: EagerOperations
  readonly #network: Network
  readonly #layout: SupportLayout
  readonly #seed: number
  readonly #parameters: Map<string, TrainedParameter>

  constructor(tensorflow: TensorFlow, network: Network, weights: Weights, seed: number) {
    this.#tf = tensorflow
    this.#operations = new EagerOperations(tensorflow)
    this.#network = network
    this.#layout = supportLayout(network)
    this.#seed = seed
    this.#parameters = new Map(parametersOf(network).map((parameter) => {
      const shape = [...parameter.shape]
      const value = tensorflow.variable(tensorflow.tensor(valuesOf(weights, parameter.name), shape))
      return [parameter.name, { ...parameter, value, velocity: tensorflow.variable(tensorflow.zeros(shape), false) }]
    }))
  }

  weights(): Weights {
    return new Map([...this.#parameters].map(([name, { value }]) => [name, value.dataSync<'float32'>().slice()]))
  }

  setWeights(weights: Weights): void {
    scoped(this.#tf, () => {
      for (const { name, value, shape } of this.#parameters.values()) value.assign(this.#tf.tensor(valuesOf(weights, name), [...shape]))
    })
  }

  resetMomentum(): void {
    scoped(this.#tf, () => {
      for (const { velocity } of this.#parameters.values()) velocity.assign(this.#tf.zerosLike(velocity))
    })
  }

  trainStep(batch: Examples, support: TrainingSupport, update: UpdateRule, iteration: number): BatchResult {
    return scoped(this.#tf, () => {
      const { gradients, loss, error } = this.#differentiate(batch, support, iteration)
      const scale = this.#operations.clipScale([...gradients.values()], update.clipNorm)
      for (const [parameter, gradient] of gradients) this.#update(parameter, gradient.mul(scale), update)
      return { loss, error }
    })
  }

  evaluate(batch: Examples, support: ForwardSupport): BatchResult {
    return scoped(this.#tf, () => {
      const logits = this.#forward(this.#images(batch), this.#forwardPass(support, () => undefined))
      const loss = this.#operations.crossEntropy(logits, batch.labels).dataSync()[0]
      return { loss, error: this.#operations.errorRate(logits, batch.labels) }
    })
  }

  estimateMasks(batch: Examples, support: ForwardSupport): Uint8Array {
    const { layers, bytesPerExample } = this.#layout
    const packed = new Uint8Array(batch.count * bytesPerExample)
    const byName = new Map(layers.map((layer) => [layer.name, layer]))
    scoped(this.#tf, () => {
      this.#forward(this.#images(batch), this.#forwardPass(support, (name, on) => {
        const layer = byName.get(name)
        if (!layer) return
        const bits = on.dataSync<'bool'>()
        for (let example = 0; example < batch.count; example++) {
          packBits(bits, example * layer.units, layer.units, packed, example * bytesPerExample + layer.byteOffset)
        }
      }))
    })
    return packed
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
      return { objective, gradients: new Map([...gradients].map(([{ name }, gradient]) => [name, gradient.dataSync<'float32'>().slice()])) }
    })
  }

  /** In the linear form hidden biases only decide masks, so only the other parameters are trained. */
  #trainedIn(support: TrainingSupport): TrainedParameter[] {
    const frozen = support.mode === 'masks' && support.form === 'linear'
    return [...this.#parameters.values()].filter(({ role, hidden }) => !(frozen && role === 'bias' && hidden))
  }

  /** `loss` is the cross-entropy alone, `objective` has the consistency term too. Call inside `tidy`. */
  #differentiate(batch: Examples, support: TrainingSupport, iteration: number) {
    const tf = this.#tf
    const images = this.#images(batch)
    const trained = this.#trainedIn(support)
    const seen: { logits?: Tensor; loss?: Tensor } = {}
    const { value, grads } = tf.variableGrads(() => {
      const penalties: Tensor[] = []
      const logits = this.#forward(images, this.#trainingPass(batch.count, support, iteration, penalties))
      const loss = this.#operations.crossEntropy(logits, batch.labels)
      // variableGrads frees everything but its result; what is read below is kept, and disposed there.
      seen.logits = tf.keep(logits.clone())
      seen.loss = tf.keep(loss.clone())
      return penalties.reduce((sum: Tensor, penalty) => tf.add(sum, penalty), loss).asScalar()
    }, trained.map((parameter) => parameter.value))
    const { logits, loss } = seen
    if (!logits || !loss) throw new Error('variableGrads did not run its function')
    const result = {
      objective: value.dataSync()[0], loss: loss.dataSync()[0], error: this.#operations.errorRate(logits, batch.labels),
      gradients: new Map(trained.map((parameter) => [parameter, grads[parameter.value.name]]))
    }
    tf.dispose([logits, loss])
    return result
  }

  #trainingPass(examples: number, support: TrainingSupport, iteration: number, penalties: Tensor[]): Pass {
    const dropout: Pass['dropout'] = ({ name, rate }, value) =>
      this.#operations.dropout(value, rate, [dropoutSeed(this.#seed, name), iteration])
    if (support.mode === 'relu') return { support: (_name, q) => this.#operations.relu(q), dropout }
    const { packed, form, consistency } = support
    return {
      support: (name, q, linearPart) => {
        const mask = this.#unpackedMask(name, packed, examples)
        if (consistency > 0) penalties.push(this.#operations.inconsistency(q, mask).mul(consistency))
        return this.#tf.mul(form === 'linear' ? linearPart : q, mask)
      },
      dropout
    }
  }

  #forwardPass(support: ForwardSupport, observe: (name: string, on: Tensor) => void): Pass {
    return {
      support: (name, q, linearPart) => {
        const on = this.#tf.greater(q, 0)
        observe(name, on)
        return support === 'relu' ? this.#tf.relu(q) : this.#tf.mul(linearPart, this.#tf.cast(on, 'float32'))
      },
      dropout: withoutDropout
    }
  }

  #unpackedMask(name: string, packed: Uint8Array, examples: number): Tensor {
    const layer = this.#layout.layers.find((candidate) => candidate.name === name)
    if (!layer) throw new Error(`no support named ${name}`)
    const values = new Float32Array(examples * layer.units)
    for (let example = 0; example < examples; example++) {
      unpackBits(packed, example * this.#layout.bytesPerExample + layer.byteOffset, layer.units, values, example * layer.units)
    }
    return this.#tf.tensor(values, [examples, ...layer.shape])
  }

  #images(batch: Examples): Tensor {
    const input = this.#network.nodes[0]
    if (input.type !== 'input') throw new Failure('The network does not begin with its input node.')
    return this.#tf.tensor(batch.images, [batch.count, ...input.shape])
  }

  /** Logits [examples, classes]. */
  #forward(images: Tensor, pass: Pass): Tensor {
    const signals = new Map<string, Signal>()
    let last: Signal = { value: images, linearPart: null }
    for (const node of this.#network.nodes) {
      const input = node.type === 'input' ? last : signals.get(node.inputs[0])
      if (!input) throw new Error(`node ${node.name} comes before its input`)
      last = this.#apply(node, input, pass)
      signals.set(node.name, last)
    }
    return last.value
  }

  #apply(node: NetworkNode, input: Signal, pass: Pass): Signal {
    const plain = (value: Tensor): Signal => ({ value, linearPart: null })
    switch (node.type) {
      case 'input': case 'softmax-loss': return input
      case 'convolution': return this.#convolve(node, input.value)
      case 'support': return plain(pass.support(node.name, input.value, input.linearPart ?? input.value))
      case 'dropout': return plain(pass.dropout(node, input.value))
      case 'global-mean': return plain(this.#tf.mean(input.value, [1, 2]))
    }
  }

  #convolve(node: ConvolutionNode, z: Tensor): Signal {
    const kernel = this.#variable(`${node.name}/kernel`) as Variable & Tensor4D
    const bias = this.#variable(`${node.name}/bias`) as Variable & Tensor1D
    const linearPart = this.#tf.conv2d(z as Tensor4D, kernel, node.stride, node.padding)
    return { value: this.#tf.add(linearPart, bias), linearPart }
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

function valuesOf(weights: Weights, name: string): Float32Array {
  const values = weights.get(name)
  if (!values) throw new Failure(`The weights have no "${name}", which the network needs.`)
  return values
}
