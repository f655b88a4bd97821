/**
 * Directional derivatives of a network's logits under stored masks, along directions in all of its parameters at once.
 * Given the masks a node is linear in what comes into it, and a convolution or a dense one in its parameters, too: so
 * J v is one run that carries each value's change with it, dq = W dz + V z + v_b, without finite differences.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Network, NetworkNode } from '../../../../preload/schema/network'
import type { Backend, Tfjs } from '../../backends/backend'
import { mainHead, answerOf } from '../../networks/main-head'
import { parametersOf, type Weights } from '../../networks/parameters'
import { imageShapeOf } from '../../networks/shapes'
import { supportLayout, type SupportLayout } from '../../support/layout'
import { computed, copiesOf } from '../../tensors'
import { signalOf } from './forward'
import type { MaskedBatch } from './masked-layers'
import { unpackedMask } from './masks'
import { applyNode, type Pass, type Signal } from './nodes'
import { EagerVariables } from './variables'

/** How a value changes; null where it does not. */
type Change = Tensor | null

export class MaskedJacobian {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #network: Network
  readonly #layout: SupportLayout
  readonly #variables: EagerVariables
  readonly #directions: EagerVariables
  /** Of every parameter. */
  readonly #still: Weights
  /** Nodes with a kernel, in which they are linear. */
  readonly #withKernel: ReadonlySet<string>

  /** @param network of linear nodes and supports; its main head is what is run */
  constructor(backend: Backend, network: Network, weights: Weights) {
    this.#backend = backend
    this.#tf = backend.tf
    this.#network = mainHead(network)
    this.#layout = supportLayout(network)
    const kernels = parametersOf(network).filter(({ role }) => role === 'kernel')
    this.#withKernel = new Set(kernels.map(({ node }) => node))
    this.#still = new Map([...weights].map(([name, { length }]) => [name, new Float32Array(length)]))
    this.#variables = new EagerVariables(backend, network, weights)
    this.#directions = new EagerVariables(backend, network, this.#still)
  }

  setWeights(weights: Weights): void {
    this.#variables.assign('value', weights)
  }

  /** [examples, classes] */
  logits(batch: MaskedBatch): Promise<Float32Array> {
    return this.#read(() => this.#answer(batch))
  }

  /** J v: how the logits change along a direction in the trained parameters, [examples, classes]. */
  along(batch: MaskedBatch, direction: Weights): Promise<Float32Array> {
    this.#directions.assign('value', new Map([...this.#still, ...direction]))
    return this.#read(() => this.#change(batch))
  }

  /** Jᵀ u: of Σ u ⊙ logits the slopes along the trained parameters. @param slopes u, [examples, classes] */
  pulledBack(batch: MaskedBatch, slopes: Float64Array): Promise<Weights> {
    const trained = this.#variables.trainedIn('affine')
    return computed(
      this.#backend,
      () => {
        const { count } = batch.examples
        const u = this.#tf.tensor2d(Float32Array.from(slopes), [count, slopes.length / count])
        const { grads } = this.#tf.engine().gradients(
          () => this.#tf.sum(this.#tf.mul(this.#answer(batch), u)).asScalar(), trained.map(({ value }) => value)
        )
        return Object.fromEntries(trained.map(({ name }, i) => [name, grads[i]]))
      },
      (gradients) => copiesOf(this.#backend, gradients)
    )
  }

  dispose(): void {
    this.#variables.dispose()
    this.#directions.dispose()
  }

  #read(work: () => Tensor): Promise<Float32Array> {
    return computed(this.#backend, () => ({ found: work() }), async ({ found }) =>
      (await this.#backend.read(found)).slice())
  }

  #answer(batch: MaskedBatch): Tensor2D {
    const pass = this.#pass(batch, this.#variables)
    const images = this.#images(batch)
    const signals = new Map<string, Signal>()
    for (const node of this.#network.nodes)
      signals.set(node.name, applyNode(this.#tf, pass, node, inputsOf(node, signals), images))
    return signalOf(signals, answerOf(this.#network).name).value as Tensor2D
  }

  #change(batch: MaskedBatch): Tensor {
    const [pass, along] = [this.#pass(batch, this.#variables), this.#pass(batch, this.#directions)]
    const images = this.#images(batch)
    const signals = new Map<string, Signal>()
    const changes = new Map<string, Change>()
    for (const node of this.#network.nodes) {
      const inputs = inputsOf(node, signals)
      const own = this.#withKernel.has(node.name) ? applyNode(this.#tf, along, node, inputs, images).value : null
      changes.set(node.name, this.#sum(own, this.#carried(pass, node, inputs, changes)))
      signals.set(node.name, applyNode(this.#tf, pass, node, inputs, images))
    }
    const change = changes.get(answerOf(this.#network).name)
    if (!change) throw new Error('a network without anything trained')
    return change
  }

  /** What changes of the inputs come to behind the node: its linear part of them. */
  #carried(
    pass: Pass, node: NetworkNode, inputs: readonly Signal[], changes: ReadonlyMap<string, Change>
  ): Change {
    const own = node.inputs.map((name) => changes.get(name) ?? null)
    if (own.every((change) => change === null)) return null
    const given = own.map((change, i) => change ?? this.#tf.zerosLike(inputs[i].value))
    const run = (values: readonly Tensor[]): Signal =>
      applyNode(this.#tf, pass, node, values.map((value) => ({ value, linearPart: value })), given[0])
    const { value, linearPart } = run(given)
    if (this.#withKernel.has(node.name)) return linearPart ?? value
    // A batch-norm that stays as it is adds a constant.
    if (node.type !== 'batch-norm') return value
    return this.#tf.sub(value, run(given.map((one) => this.#tf.zerosLike(one))).value)
  }

  #sum(one: Change, other: Change): Change {
    return one === null || other === null ? one ?? other : this.#tf.add(one, other)
  }

  #images({ examples: { images, count } }: MaskedBatch): Tensor {
    return this.#tf.tensor(images.slice(), [count, ...imageShapeOf(this.#network)])
  }

  #pass({ packed, examples }: MaskedBatch, variables: EagerVariables): Pass {
    return {
      training: false,
      variable: (name) => variables.value(name),
      dropout: (_node, value) => value,
      support: ({ name }, q) =>
        this.#tf.mul(q, this.#tf.cast(unpackedMask(this.#tf, this.#layout, name, packed, examples.count), 'float32'))
    }
  }
}

const inputsOf = (node: NetworkNode, signals: ReadonlyMap<string, Signal>): Signal[] =>
  node.inputs.map((name) => signalOf(signals, name))
