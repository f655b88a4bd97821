/**
 * What logits are linear in, given z and the masks: φ_c = mean over positions p of m_c(p) [patch of z at p; 1], for
 * each channel c of the support. Then logits = Σ_c φ_cᵀ w_c a_cᵀ + b.
 */
import { windowStarts } from '../../networks/kinds/window'
import { sizeOf } from '../../networks/shapes'
import type { LastLayers } from './layers'
import type { Matrix } from './products'

/** Of several examples. */
export interface Features {
  features: Matrix
  labels: Int32Array
  /** What comes into the hidden layer, [examples, …]. */
  inputs: Float32Array
  /** The masks, one byte a unit, [examples, positions, channels]. */
  on: Uint8Array
}

/**
 * Adds one example's φ [channels, width] to zeros.
 * @param values z of the example, as it comes into the hidden layer
 * @param mask [positions, channels], 0 or 1
 */
export function addFeatures(layers: LastLayers, values: Float32Array, mask: Float32Array, to: Float32Array): void {
  const { channels, positions, width } = layers
  const patches = patchesOf(layers, values)
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
export function patchesOf({ hidden, input, positions, width }: LastLayers, values: Float32Array): Float32Array {
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
