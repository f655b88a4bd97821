/** Masks as tensors, and as packed bits. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Backend, Tfjs } from '../../backends/backend'
import { packBits, unpackBits } from '../../bits/bits'
import { layerOf, type SupportLayout } from '../../support/layout'

/** One layer's masks 0/1, [examples, …shape], of whole masks that are packed one example after the other. */
export function unpackedMask(
  tf: Tfjs, layout: SupportLayout, name: string, packed: Uint8Array, examples: number
): Tensor {
  const { byteOffset, units, shape } = layerOf(layout, name)
  const values = new Float32Array(examples * units)
  for (let example = 0; example < examples; example++)
    unpackBits(packed, example * layout.bytesPerExample + byteOffset, units, values, example * units)
  return tf.tensor(values, [examples, ...shape])
}

/** Masks by layer, bool [examples, …shape], packed one example after the other. */
export async function packedMasks(
  backend: Backend, { layers, bytesPerExample }: SupportLayout, on: Readonly<NamedTensorMap>, examples: number
): Promise<Uint8Array> {
  const packed = new Uint8Array(examples * bytesPerExample)
  const bits = await Promise.all(layers.map(({ name }) => backend.read<'bool'>(on[name])))
  layers.forEach(({ units, byteOffset }, i) => {
    for (let example = 0; example < examples; example++)
      packBits(bits[i], example * units, units, packed, example * bytesPerExample + byteOffset)
  })
  return packed
}
