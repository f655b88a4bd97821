/**
 * A network under stored masks, one layer at a time: what comes into the nodes that depend on the layer is kept, so
 * that its logits, which are linear in the layer's parameters, take only the nodes from there on.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../../preload/schema/network'
import type { Backend, Tfjs } from '../../backends/backend'
import type { Examples } from '../../datasets/dataset'
import { downstreamOf } from '../../networks/downstream'
import { mainHead, answerOf } from '../../networks/main-head'
import { valuesOf, type Weights } from '../../networks/parameters'
import { imageShapeOf, inferShapes, sizeOf } from '../../networks/shapes'
import { supportLayout } from '../../support/layout'
import { computed, scoped } from '../../tensors'
import { signalOf } from './forward'
import { unpackedMask } from './masks'
import { applyNode, type Pass, type Signal } from './nodes'
import { EagerVariables, type VariableParameter } from './variables'

/** A batch and its masks, packed one example after the other. */
export interface MaskedBatch { examples: Examples; packed: Uint8Array }

interface Part {
  examples: Examples
  images: Tensor
  masks: ReadonlyMap<string, Tensor>
  /** What comes into the nodes from the entered one on. */
  kept: Record<string, Tensor>
}

/** Bytes that an example's masks and whatever is kept of it take at most: supports as bytes, and nodes in float32. */
export function bytesPerExample(network: Network): number {
  const units = supportLayout(network).layers.reduce((sum, layer) => sum + layer.units, 0)
  const shapes = inferShapes(network)
  const most = network.nodes.reduce((largest, { name }) => Math.max(largest, keptValues(network, name, shapes)), 0)
  return units + 4 * (most + sizeOf(imageShapeOf(network)))
}

function keptValues(network: Network, node: string, shapes: ReturnType<typeof inferShapes>): number {
  return frontierOf(network, node).reduce((sum, name) => sum + sizeOf(shapes.get(name) ?? []), 0)
}

/** Nodes that do not depend on this one, but give something to those that do. */
function frontierOf(network: Network, node: string): string[] {
  const from = downstreamOf(network, node)
  const inputs = network.nodes.filter(({ name }) => from.has(name)).flatMap((one) => one.inputs)
  return [...new Set(inputs)].filter((name) => !from.has(name))
}

export class MaskedLayers {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #network: Network
  readonly #variables: EagerVariables
  readonly #parts: readonly Part[]
  /** The layer that was entered; null for none. */
  #entered: string | null = null

  /** @param network its main head is what is run */
  constructor(backend: Backend, network: Network, weights: Weights, batches: readonly MaskedBatch[]) {
    const { tf } = backend
    this.#backend = backend
    this.#tf = tf
    this.#network = mainHead(network)
    this.#variables = new EagerVariables(backend, network, weights)
    const layout = supportLayout(network)
    this.#parts = scoped(backend, () => batches.map(({ examples, packed }) => ({
      examples,
      images: tf.keep(tf.tensor(examples.images.slice(), [examples.count, ...imageShapeOf(network)])),
      masks: new Map(layout.layers.map(({ name }) =>
        [name, tf.keep(tf.cast(unpackedMask(tf, layout, name, packed, examples.count), 'bool'))])),
      kept: {}
    })))
  }

  /** Names of the layers that have something to train, in the network's order. */
  get layers(): string[] {
    return [...new Set(this.#variables.trainedIn('affine').map(({ node }) => node))]
  }

  /** Leaves the layer that was entered. */
  setWeights(weights: Weights): void {
    this.#leave()
    this.#variables.assign('value', weights)
  }

  /** Of all examples, [examples, classes]. */
  logits(): Promise<Float32Array> {
    this.#leave()
    return this.#logits()
  }

  /** From now on logits are a function of this layer's parameters. */
  enter(layer: string): void {
    this.#leave()
    this.#entered = layer
    const names = frontierOf(this.#network, layer)
    for (const part of this.#parts) {
      part.kept = scoped(this.#backend, () => {
        const signals = this.#run(part)
        return Object.fromEntries(names.map((name) =>
          [name, this.#tf.keep(this.#tf.clone(signalOf(signals, name).value))]))
      })
    }
  }

  /** The entered layer's parameters, one after the other. */
  values(weights: Weights): Float64Array {
    return Float64Array.from(this.#parameters().flatMap(({ name }) => [...valuesOf(weights, name)]))
  }

  /** The same weights with other parameters of the entered layer. */
  withValues(weights: Weights, values: Float64Array): Weights {
    const parts = split(values, this.#parameters())
    return new Map([...weights, ...parts])
  }

  /** Logits of all examples with these parameters of the entered layer, which stay its own. */
  logitsWith(values: Float64Array): Promise<Float32Array> {
    this.#assign(values)
    return this.#logits()
  }

  /** Jᵀ u: of Σ u ⊙ logits the slopes along the entered layer's parameters. @param slopes u, [examples, classes] */
  async pulledBack(slopes: Float64Array): Promise<Float64Array> {
    const parameters = this.#parameters()
    const variables = parameters.map(({ value }) => value)
    const sum = new Float64Array(parameters.reduce((size, { shape }) => size + sizeOf(shape), 0))
    let at = 0
    for (const part of this.#parts) {
      const classes = slopes.length / this.#examples
      const own = Float32Array.from(slopes.subarray(at * classes, (at + part.examples.count) * classes))
      at += part.examples.count
      await computed(
        this.#backend,
        () => {
          const u = this.#tf.tensor2d(own, [part.examples.count, classes])
          const { grads } = this.#tf.engine().gradients(
            () => this.#tf.sum(this.#tf.mul(this.#answer(part), u)).asScalar(), variables
          )
          return Object.fromEntries(parameters.map(({ name }, i) => [name, grads[i]]))
        },
        async (gradients) => {
          let to = 0
          for (const { name } of parameters) {
            const values = await this.#backend.read(gradients[name])
            for (const value of values) sum[to++] += value
          }
        }
      )
    }
    return sum
  }

  dispose(): void {
    this.#leave()
    for (const { images, masks } of this.#parts) this.#tf.dispose([images, ...masks.values()])
    this.#variables.dispose()
  }

  get #examples(): number {
    return this.#parts.reduce((sum, { examples }) => sum + examples.count, 0)
  }

  #leave(): void {
    this.#entered = null
    for (const part of this.#parts) {
      this.#tf.dispose(part.kept)
      part.kept = {}
    }
  }

  #parameters(): VariableParameter[] {
    return this.#variables.trainedIn('affine').filter(({ node }) => node === this.#entered)
  }

  #assign(values: Float64Array): void {
    const parts = split(values, this.#parameters())
    scoped(this.#backend, () => {
      for (const { name, shape, value } of this.#parameters())
        value.assign(this.#tf.tensor(valuesOf(parts, name), [...shape]))
    })
  }

  async #logits(): Promise<Float32Array> {
    const parts: Float32Array[] = []
    for (const part of this.#parts)
      parts.push(await computed(
        this.#backend,
        () => ({ logits: this.#answer(part) }),
        async ({ logits }) => (await this.#backend.read(logits)).slice()
      ))
    const all = new Float32Array(parts.reduce((size, { length }) => size + length, 0))
    let at = 0
    for (const part of parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  #answer(part: Part): Tensor2D {
    return signalOf(this.#run(part), answerOf(this.#network).name).value as Tensor2D
  }

  /** Call inside `computed` or `scoped`. */
  #run({ images, masks, kept }: Part): ReadonlyMap<string, Signal> {
    const pass: Pass = {
      training: false,
      variable: (name) => this.#variables.value(name),
      dropout: (_node, value) => value,
      support: ({ name }, q) => {
        const mask = masks.get(name)
        if (!mask) throw new Error(`no masks of ${name}`)
        return this.#tf.mul(q, this.#tf.cast(mask, 'float32'))
      }
    }
    const from = Object.keys(kept).length === 0 || this.#entered === null
      ? null
      : downstreamOf(this.#network, this.#entered)
    const signals = new Map<string, Signal>(
      Object.entries(kept).map(([name, value]) => [name, { value, linearPart: null }])
    )
    for (const node of this.#network.nodes) {
      if (from !== null && !from.has(node.name)) continue
      const inputs = node.inputs.map((name) => signalOf(signals, name))
      signals.set(node.name, applyNode(this.#tf, pass, node, inputs, images))
    }
    return signals
  }
}

function split(values: Float64Array, parameters: readonly VariableParameter[]): Map<string, Float32Array> {
  let at = 0
  return new Map(parameters.map(({ name, shape }) => {
    const size = sizeOf(shape)
    const own = Float32Array.from(values.subarray(at, at + size))
    at += size
    return [name, own]
  }))
}
