/**
 * What a network that ends behind a masked layer, with a mean over positions and a classifier, is linear in:
 * φ_c = mean over positions p of m_c(p) [patch of z at p; 1], for each channel c of the support, z and the masks given.
 * Then logits = Σ_c φ_cᵀ w_c a_cᵀ + b.
 */
import { unpackBits } from '../../bits/bits'
import { consecutive, type Examples, type ExampleSource } from '../../datasets/dataset'
import { windowStarts } from '../../networks/kinds/window'
import { sizeOf } from '../../networks/shapes'
import { layerOf, type SupportLayout } from '../../support/layout'
import type { MaskedLayer } from './masked-layer'

/** [rows, columns]: examples, and channels · width. */
export interface FeatureMatrix { values: Float32Array; rows: number; columns: number }

/** Of several examples. */
export interface Features {
  features: FeatureMatrix
  labels: Int32Array
  /** What comes into the hidden layer, [examples, …]. */
  inputs: Float32Array
  /** The masks, one byte a unit, [examples, positions, channels]. */
  on: Uint8Array
}

/** Of a run: what its nodes give, and its stored masks. */
export interface RunValues {
  layout: SupportLayout
  /** What nodes give with ReLU, by their names. */
  valuesOf: (batch: Examples, nodes: readonly string[]) => Promise<ReadonlyMap<string, Float32Array>>
  /** Packed masks of training examples. */
  masks: (examples: Int32Array) => Uint8Array
  stopped: () => boolean
}

/** Bytes of features that are held at once. */
const mostBytes = 2 ** 30

/** How many examples' features fit in memory. */
export const mostExamples = ({ channels, width }: MaskedLayer): number => Math.floor(mostBytes / (channels * width * 4))

const batchSize = 250

/**
 * Of the first examples; null when it was stopped.
 * @param masks null for the network's own, m = [q > 0]
 * @param tell how many examples are done
 */
export async function featuresOf(
  { valuesOf, layout, stopped }: Omit<RunValues, 'masks'>, layer: MaskedLayer, source: ExampleSource, count: number,
  masks: RunValues['masks'] | null, tell: (done: number) => void
): Promise<Features | null> {
  const { hidden, support, channels, positions, width } = layer
  const units = positions * channels
  const place = layerOf(layout, support.name)
  const columns = channels * width
  const features = new Float32Array(count * columns)
  const labels = new Int32Array(count)
  const on = new Uint8Array(count * units)
  let inputs = new Float32Array(0)
  for (let first = 0; first < count; first += batchSize) {
    if (stopped()) return null
    const some = consecutive(first, Math.min(batchSize, count - first))
    const batch = source.read(some)
    const found = await valuesOf(batch, [hidden.inputs[0], hidden.name])
    const [values, q] = [found.get(hidden.inputs[0]), found.get(hidden.name)]
    if (!values || !q) throw new Error('a node has no values')
    const size = values.length / batch.count
    if (first === 0) inputs = new Float32Array(count * size)
    inputs.set(values, first * size)
    const packed = masks?.(some)
    const mask = new Float32Array(units)
    for (let n = 0; n < batch.count; n++) {
      if (packed) unpackBits(packed, n * layout.bytesPerExample + place.byteOffset, units, mask, 0)
      else for (let unit = 0; unit < units; unit++) mask[unit] = Number(q[n * units + unit] > 0)
      on.set(mask, (first + n) * units)
      const to = features.subarray((first + n) * columns, (first + n + 1) * columns)
      addFeatures(layer, values.subarray(n * size, (n + 1) * size), mask, to)
    }
    labels.set(batch.labels, first)
    tell(first + some.length)
  }
  return { features: { values: features, rows: count, columns }, labels, inputs, on }
}

/**
 * Adds one example's φ [channels, width] to zeros.
 * @param values z of the example, as it comes into the hidden layer
 * @param mask [positions, channels], 0 or 1
 */
export function addFeatures(layer: MaskedLayer, values: Float32Array, mask: Float32Array, to: Float32Array): void {
  const { channels, positions, width } = layer
  const patches = patchesOf(layer, values)
  for (let position = 0; position < positions; position++) {
    const patch = patches.subarray(position * width, (position + 1) * width)
    for (let channel = 0; channel < channels; channel++) {
      if (mask[position * channels + channel] === 0) continue
      const at = channel * width
      for (let i = 0; i < width; i++) to[at + i] += patch[i]
    }
  }
  if (positions > 1) for (let i = 0; i < to.length; i++) to[i] /= positions
}

/** [positions, width], row, column and channel of the window in the order of the kernel's rows; beyond the border 0. */
export function patchesOf({ hidden, input, positions, width }: MaskedLayer, values: Float32Array): Float32Array {
  const patches = new Float32Array(positions * width)
  if (hidden.bias) for (let position = 1; position <= positions; position++) patches[position * width - 1] = 1
  if (hidden.type === 'dense') {
    patches.set(values.subarray(0, sizeOf(input)))
    return patches
  }
  const [height, across, channels] = input
  const { tops, lefts } = windowStarts(hidden, input, hidden.kernel)
  let at = 0
  for (const top of tops) for (const left of lefts) {
    for (let row = Math.max(0, -top); row < Math.min(hidden.kernel[0], height - top); row++)
      for (let column = Math.max(0, -left); column < Math.min(hidden.kernel[1], across - left); column++) {
        const from = ((top + row) * across + left + column) * channels
        patches.set(values.subarray(from, from + channels), at + (row * hidden.kernel[1] + column) * channels)
      }
    at += width
  }
  return patches
}
