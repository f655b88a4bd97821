/**
 * Where masks go: from a support through poolings, concatenations and sums to the next layer. The largest of a window
 * of activations that are not negative is on where any of them is, and so is their mean and their sum; what is no
 * support's output (the image, a value after batch-norm) counts as always on.
 */
import type { NamedTensorMap, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { Network, NetworkNode, NodeOf } from '../../../preload/schema/network'
import type { Backend, Tfjs } from '../backends/backend'
import { parametersOf } from '../networks/parameters'
import { inferShapes, type Shape } from '../networks/shapes'
import { unpackBits } from '../bits/bits'
import { supportLayout } from '../support/layout'
import { computed, copiesOf } from '../tensors'
import { supportsAfter } from './coactivation'

/** Values of masks that are in memory at a time: 256 MB as float32. */
const valuesAtATime = 2 ** 26
/** A float32 count is exact up to this. */
const exactUpTo = 2 ** 24

/** 0/1 [examples, …shape]; null is on everywhere. */
type Mask = Tensor | null

/** Counts co-activations of packed masks (support/layout.ts); works on every tfjs backend. */
export class MaskFlow {
  readonly #backend: Backend
  readonly #tf: Tfjs
  readonly #network: Network
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #layout: ReturnType<typeof supportLayout>
  readonly #after: ReturnType<typeof supportsAfter>
  readonly #kernelShapes: ReadonlyMap<string, Shape>
  readonly #chunk: number

  constructor(backend: Backend, network: Network) {
    this.#backend = backend
    this.#tf = backend.tf
    this.#network = network
    this.#shapes = inferShapes(network)
    this.#layout = supportLayout(network)
    this.#after = supportsAfter(network)
    this.#kernelShapes = new Map(parametersOf(network).filter(({ role }) => role === 'kernel').map(({ node, shape }) => [node, shape]))
    const positions = Math.max(1, ...[...this.#shapes.values()].map((shape) => (shape.length === 3 ? shape[0] * shape[1] : 1)))
    this.#chunk = Math.max(1, Math.min(256, Math.floor(valuesAtATime / Math.max(1, this.#layout.units)), Math.floor(exactUpTo / positions)))
  }

  /** Counts by kernel name, chunk by chunk of the examples; each is exact. */
  async * count(
    packed: Uint8Array,
    examples: number
  ): AsyncGenerator<{ counts: ReadonlyMap<string, Float32Array>; examples: number }> {
    const { bytesPerExample } = this.#layout
    for (let from = 0; from < examples; from += this.#chunk) {
      const some = Math.min(this.#chunk, examples - from)
      const chunk = packed.subarray(from * bytesPerExample, (from + some) * bytesPerExample)
      yield { counts: await this.#countChunk(chunk, some), examples: some }
    }
  }

  async #countChunk(packed: Uint8Array, examples: number): Promise<ReadonlyMap<string, Float32Array>> {
    const work = (): NamedTensorMap => {
      const supports = this.#supportMasks(packed, examples)
      const counts: NamedTensorMap = {}
      const masks = new Map<string, Mask>()
      for (const node of this.#network.nodes) {
        const inputs = node.inputs.map((name) => masks.get(name) ?? null)
        masks.set(node.name, node.type === 'support' ? supports.get(node.name) ?? null : this.#through(node, inputs))
        if (node.type !== 'convolution' && node.type !== 'dense') continue
        const before = this.#whole(inputs[0], examples, node.inputs[0])
        const after = this.#whole(this.#any((this.#after.get(node.name) ?? []).map((name) => supports.get(name) ?? null)), examples, node.name)
        counts[`${node.name}/kernel`] = this.#together(node, before, after)
      }
      return counts
    }
    return computed(this.#backend, work, (counts) => copiesOf(this.#backend, counts))
  }

  #supportMasks(packed: Uint8Array, examples: number): ReadonlyMap<string, Tensor> {
    const { layers, bytesPerExample } = this.#layout
    return new Map(layers.map(({ name, shape, units, byteOffset }) => {
      const values = new Float32Array(examples * units)
      for (let example = 0; example < examples; example++) unpackBits(packed, example * bytesPerExample + byteOffset, units, values, example * units)
      return [name, this.#tf.tensor(values, [examples, ...shape])]
    }))
  }

  #through(node: NetworkNode, inputs: readonly Mask[]): Mask {
    const tf = this.#tf
    const [first] = inputs
    switch (node.type) {
      case 'input': case 'convolution': case 'dense': case 'batch-norm': case 'support': case 'softmax-loss': return null
      case 'dropout': return first
      case 'max-pool': case 'average-pool': return first && tf.maxPool(first as Tensor4D, node.window, node.stride, node.padding)
      case 'global-mean': return first && tf.max(first, [1, 2])
      case 'flatten': return first && tf.reshape(first, [first.shape[0], -1])
      case 'sum': return this.#any(inputs)
      case 'concatenation': {
        const known = inputs.find((mask) => mask !== null)
        return known ? tf.concat(inputs.map((mask, i) => this.#whole(mask, known.shape[0], node.inputs[i])), 3) : null
      }
    }
  }

  /** On where any is; on everywhere when one of them is, or when there are none. */
  #any(masks: readonly Mask[]): Mask {
    const known = masks.filter((mask) => mask !== null)
    if (known.length === 0 || known.length < masks.length) return null
    return known.reduce((one, other) => this.#tf.maximum(one, other))
  }

  #whole(mask: Mask, examples: number, node: string): Tensor {
    return mask ?? this.#tf.ones([examples, ...this.#shapes.get(node) ?? []])
  }

  #together(node: NodeOf<'convolution' | 'dense'>, before: Tensor, after: Tensor): Tensor {
    const tf = this.#tf
    if (node.type === 'dense') return tf.matMul(tf.reshape(before, [before.shape[0], -1]) as Tensor2D, after as Tensor2D, true, false)
    return tf.engine().runKernel('Conv2DBackpropFilter', { x: before, dy: after }, {
      strides: [node.stride, node.stride], pad: node.padding, dataFormat: 'NHWC', dilations: [1, 1], filterShape: [...this.#kernelShapes.get(node.name) ?? []]
    })
  }
}
