/**
 * Where masks go: from a support through poolings, concatenations and sums to the next layer. The largest of a window
 * of activations that are not negative is on where any of them is, and so is their mean and their sum; what is no
 * support's output (the image, a value after batch-norm) counts as always on.
 */
import type { NamedTensorMap, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { Network } from '../../../preload/schema/network'
import type { Backend, Tfjs } from '../backends/backend'
import { unpackBits } from '../bits/bits'
import { hasKernel, kernelKind, kindOfNode } from '../networks/kinds'
import type { MaskCounts, MaskRoutes } from '../networks/kinds/kind'
import { dilationOf, padsOf, pairOf, reachOf, type Pair, type Sliding } from '../networks/kinds/window'
import { inferShapes, positionsOf, type Shape } from '../networks/shapes'
import { supportLayout } from '../support/layout'
import { computed, copiesOf, withPads } from '../tensors'
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
  readonly #chunk: number

  constructor(backend: Backend, network: Network) {
    this.#backend = backend
    this.#tf = backend.tf
    this.#network = network
    this.#shapes = inferShapes(network)
    this.#layout = supportLayout(network)
    this.#after = supportsAfter(network)
    const positions = Math.max(1, ...[...this.#shapes.values()].map(positionsOf))
    const fitting = Math.floor(valuesAtATime / Math.max(1, this.#layout.units))
    this.#chunk = Math.max(1, Math.min(256, fitting, Math.floor(exactUpTo / positions)))
  }

  /** Counts by kernel name, chunk by chunk of the examples; each is exact. */
  async *count(
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
      const whole = (mask: Mask, node: string): Tensor =>
        mask ?? this.#tf.ones([examples, ...this.#shapes.get(node) ?? []])
      const operations = new TensorMasks(this.#tf, this.#supportMasks(packed, examples), whole)
      const counts: NamedTensorMap = {}
      const masks = new Map<string, Mask>()
      for (const node of this.#network.nodes) {
        const inputs = node.inputs.map((name) => masks.get(name) ?? null)
        masks.set(node.name, kindOfNode(node).masks(node, inputs, operations))
        if (!hasKernel(node)) continue
        const deciding = (this.#after.get(node.name) ?? []).map((name) => operations.stored(name))
        const before = whole(inputs[0], node.inputs[0])
        const after = whole(operations.anyOf(deciding), node.name)
        counts[`${node.name}/kernel`] = kernelKind(node).coactivation(node, before, after, operations)
      }
      return counts
    }
    return computed(this.#backend, work, (counts) => copiesOf(this.#backend, counts))
  }

  #supportMasks(packed: Uint8Array, examples: number): ReadonlyMap<string, Tensor> {
    const { layers, bytesPerExample } = this.#layout
    return new Map(layers.map(({ name, shape, units, byteOffset }) => {
      const values = new Float32Array(examples * units)
      for (let example = 0; example < examples; example++)
        unpackBits(packed, example * bytesPerExample + byteOffset, units, values, example * units)
      return [name, this.#tf.tensor(values, [examples, ...shape])]
    }))
  }
}

const joined = (tf: Tfjs, parts: Tensor4D[]): Tensor => (parts.length === 1 ? parts[0] : tf.concat(parts, 3))

/** For each place of a window and each channel of it, the sum of products with the filters of that channel alone. */
function countsOfChannels(
  tf: Tfjs, before: Tensor4D, after: Tensor4D, kernel: Pair, sliding: Sliding
): Tensor {
  const [examples, rows, columns, filters] = after.shape
  const [, height, width, channels] = before.shape
  const [[down, across], [below, right]] = [pairOf(sliding.stride), dilationOf(sliding)]
  const { value } = withPads(tf, before, padsOf(sliding, [height, width], kernel), 0)
  const ofChannels = tf.reshape(after, [examples, rows, columns, channels, filters / channels])
  const places = Array.from({ length: kernel[0] * kernel[1] }, (_, place) => {
    const [top, left] = [Math.floor(place / kernel[1]) * below, place % kernel[1] * right]
    const seen = tf.stridedSlice(
      value, [0, top, left, 0],
      [examples, top + (rows - 1) * down + 1, left + (columns - 1) * across + 1, channels], [1, down, across, 1]
    )
    return tf.sum(tf.mul(tf.expandDims(seen, 4), ofChannels), [0, 1, 2])
  })
  return tf.reshape(tf.stack(places), [...kernel, 1, filters])
}

/** Mask flow by tfjs operations. */
class TensorMasks implements MaskRoutes<Tensor>, MaskCounts<Tensor> {
  readonly #tf: Tfjs
  readonly #supports: ReadonlyMap<string, Tensor>
  readonly #whole: (mask: Mask, node: string) => Tensor

  constructor(
    tensorflow: Tfjs,
    supports: ReadonlyMap<string, Tensor>,
    whole: (mask: Mask, node: string) => Tensor
  ) {
    this.#tf = tensorflow
    this.#supports = supports
    this.#whole = whole
  }

  stored(support: string): Tensor {
    const mask = this.#supports.get(support)
    if (!mask) throw new Error(`no support named ${support}`)
    return mask
  }

  anyInWindow(mask: Tensor, window: Pair, { stride, padding }: Sliding): Tensor {
    const { value, left } = withPads(this.#tf, mask as Tensor4D, padding, 0)
    return this.#tf.maxPool(value, [...window], [...pairOf(stride)], left)
  }

  anyPosition(mask: Tensor): Tensor {
    return this.#tf.max(mask, [1, 2])
  }

  flattened(mask: Tensor): Tensor {
    return this.#tf.reshape(mask, [mask.shape[0], -1])
  }

  picked(mask: Tensor, picks: readonly number[]): Tensor {
    return this.#tf.gather(mask, this.#tf.tensor1d([...picks], 'int32'), mask.rank - 1)
  }

  anyOf(masks: readonly Mask[]): Mask {
    const known = masks.filter((mask) => mask !== null)
    if (known.length === 0 || known.length < masks.length) return null
    return known.reduce((one, other) => this.#tf.maximum(one, other))
  }

  joined(masks: readonly Mask[], nodes: readonly string[]): Mask {
    if (masks.every((mask) => mask === null)) return null
    return this.#tf.concat(masks.map((mask, i) => this.#whole(mask, nodes[i])), 3)
  }

  windowCounts(
    before: Tensor,
    after: Tensor,
    kernel: Pair,
    sliding: Sliding,
    groups: number
  ): Tensor {
    const tf = this.#tf
    const [, , , channels = 1] = before.shape
    // Each channel is a group: a kernel for each of them would take thousands of operations.
    if (groups === channels) return countsOfChannels(tf, before as Tensor4D, after as Tensor4D, kernel, sliding)
    const [reach, [down, across]] = [reachOf(sliding, kernel), dilationOf(sliding)]
    const { value, left } = withPads(tf, before as Tensor4D, sliding.padding, 0)
    const parts = (tensor: Tensor4D): Tensor4D[] => (groups === 1 ? [tensor] : tf.split(tensor, groups, 3))
    const [inputs, outputs] = [parts(value), parts(after as Tensor4D)]
    const counts = joined(tf, inputs.map((x, group): Tensor4D => tf.engine().runKernel(
      'Conv2DBackpropFilter', { x, dy: outputs[group] }, {
        strides: [...pairOf(sliding.stride)], pad: left, dataFormat: 'NHWC', dilations: [1, 1],
        filterShape: [...reach, x.shape[3], outputs[group].shape[3]]
      }
    )))
    return sliding.dilation === undefined
      ? counts
      : tf.stridedSlice(counts, [0, 0, 0, 0], [...counts.shape], [down, across, 1, 1])
  }

  pairCounts(before: Tensor, after: Tensor): Tensor {
    return this.#tf.matMul(this.flattened(before) as Tensor2D, after as Tensor2D, true, false)
  }
}
