/** The last two layers that factors of rank 1 are, in the network: masks are decided by them, no longer given. */
import { patchesOf, type Features } from './features'
import type { LastLayers } from './layers'
import type { Factors, Program } from './program'

export interface AsReluNetwork {
  error: number
  /** Share of bits [q > 0] that are others than the given ones. */
  drift: number
}

/** In Float64, so that a bit differs where the weights say so, and not by how a backend adds. */
export function asReluNetwork(
  layers: LastLayers, { channels, width, classes }: Program, { values }: Factors, { inputs, labels, on }: Features
): AsReluNetwork {
  const { positions } = layers
  const size = inputs.length / labels.length
  const units = positions * channels
  const logits = new Float64Array(classes)
  let [wrong, flipped] = [0, 0]
  for (const [n, label] of labels.entries()) {
    const patches = patchesOf(layers, inputs.subarray(n * size, (n + 1) * size))
    logits.set(values.subarray(values.length - classes))
    for (let unit = 0; unit < units; unit++) {
      const channel = unit % channels
      const [w, a] = [channel * width, channels * width + channel * classes]
      const patch = (unit - channel) / channels * width
      let q = 0
      for (let i = 0; i < width; i++) q += patches[patch + i] * values[w + i]
      if (Number(q > 0) !== on[n * units + unit]) flipped++
      if (q > 0) for (let k = 0; k < classes; k++) logits[k] += q / positions * values[a + k]
    }
    if (logits.indexOf(Math.max(...logits)) !== label) wrong++
  }
  return { error: wrong / labels.length, drift: flipped / (labels.length * units) }
}
