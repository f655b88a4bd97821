/**
 * Which connections are left: a byte 0 or 1 for every entry of a kernel. Pruned weights are exactly zero while the
 * masks hold.
 */
import type { Exemption } from '../../../preload/schema/configuration'
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { hasKernel } from './kinds'
import { parametersOf, type Parameter, type Weights } from './parameters'
import { sizeOf } from './shapes'
import { packBits } from '../bits/bits'

/** By parameter name, `<node>/kernel`, in the kernel's own row-major order; a kernel without one is whole. */
export type WeightMasks = ReadonlyMap<string, Uint8Array>

export const kernelsOf = (network: Network): Parameter[] =>
  parametersOf(network).filter(({ role }) => role === 'kernel')

/** Masks that keep everything. */
export const wholeMasks = (network: Network): WeightMasks =>
  new Map(kernelsOf(network).map(({ name, shape }) => [name, new Uint8Array(sizeOf(shape)).fill(1)]))

/** A copy with +0 wherever a mask is 0. */
export function maskedWeights(weights: Weights, masks: WeightMasks): Weights {
  return new Map([...weights].map(([name, values]) => {
    const mask = masks.get(name)
    if (mask && mask.length !== values.length)
      throw new Error(`the mask of ${name} has ${mask.length} entries, the kernel ${values.length}`)
    return [name, mask ? values.map((value, i) => (mask[i] === 0 ? 0 : value)) : values]
  }))
}

/** What both keep: a connection once pruned stays pruned. */
export function mergedMasks(before: WeightMasks, now: WeightMasks): WeightMasks {
  return new Map([...now].map(([name, mask]) => {
    const earlier = before.get(name)
    return [name, earlier ? mask.map((kept, i) => kept & earlier[i]) : mask]
  }))
}

export const keptCount = (mask: Uint8Array): number => mask.reduce((sum, kept) => sum + kept, 0)

/** Packed as stored: most significant bit first. */
export function packedMask(mask: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(mask.length / 8))
  packBits(mask, 0, mask.length, bits, 0)
  return bits
}

export function unpackedMask(bits: Uint8Array, weights: number): Uint8Array {
  return Uint8Array.from({ length: weights }, (_, i) => (bits[i >> 3] >> (7 - (i & 7))) & 1)
}

/** Masks as a run file holds them. */
export const masksFromStored = (rows: readonly { name: string; weights: number; bits: Uint8Array }[]): WeightMasks =>
  new Map(rows.map(({ name, weights, bits }) => [`${name}/kernel`, unpackedMask(bits, weights)]))

/** Names of the nodes whose kernels are never pruned. */
export function exemptNodes(network: Network, exempt: readonly Exemption[]): ReadonlySet<string> {
  const first = exempt.includes('first') ? network.nodes.filter(hasKernel).slice(0, 1) : []
  const scoring = exempt.includes('classifier') ? classifiers(network) : []
  return new Set([...first, ...scoring].map(({ name }) => name))
}

/** Layers with a kernel from which class scores are reached without another layer or a support between. */
function classifiers(network: Network): NetworkNode[] {
  const byName = new Map(network.nodes.map((node) => [node.name, node]))
  const found = new Map<string, NetworkNode>()
  const search = (name: string): void => {
    const node = byName.get(name)
    if (!node || node.type === 'support') return
    if (hasKernel(node)) found.set(name, node)
    else node.inputs.forEach(search)
  }
  for (const node of network.nodes) if (node.type === 'softmax-loss') node.inputs.forEach(search)
  return [...found.values()]
}
