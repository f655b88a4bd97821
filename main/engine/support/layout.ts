/**
 * How one example's multi-layer support lies in bytes: the layers in the network's order, each starting on a byte,
 * bits most significant first, units in height × width × channels order (numpy's `unpackbits` of a raveled NHWC array).
 */
import type { Network } from '../../../preload/schema/network'
import type { SupportLayer } from '../../../preload/schema/run'
import { inferShapes, sizeOf } from '../networks/shapes'

export interface SupportLayout {
  layers: readonly SupportLayer[]
  bytesPerExample: number
  units: number
}

export function supportLayout(network: Network): SupportLayout {
  const shapes = inferShapes(network)
  const layers: SupportLayer[] = []
  let byteOffset = 0
  for (const node of network.nodes) {
    if (node.type !== 'support') continue
    const shape = [...(shapes.get(node.name) ?? [])]
    const units = sizeOf(shape)
    const byteLength = Math.ceil(units / 8)
    layers.push({ name: node.name, shape, units, byteOffset, byteLength })
    byteOffset += byteLength
  }
  return { layers, bytesPerExample: byteOffset, units: layers.reduce((sum, layer) => sum + layer.units, 0) }
}

/** @throws an error when there is no such layer, which is a defect of whoever asks */
export function layerOf({ layers }: SupportLayout, name: string): SupportLayer {
  const layer = layers.find((candidate) => candidate.name === name)
  if (!layer) throw new Error(`no support named ${name}`)
  return layer
}
