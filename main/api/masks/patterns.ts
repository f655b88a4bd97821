/** Distinct masks of each layer, and how many examples share each. */
import { createHash } from 'node:crypto'
import type { ReadableDatabase } from '../../../db/database'
import type { Patterns } from '../../../preload/schema/masks'
import { entropyOf } from './counts'
import { SnapshotMasks } from './snapshot-masks'

const listed = 10

/** @throws Failure when the run has no such snapshot */
export function maskPatterns(database: ReadableDatabase, snapshot: number | null): Patterns {
  const masks = new SnapshotMasks(database, snapshot)
  const parts = [
    ...masks.layers.map(({ byteOffset, byteLength }) => [byteOffset, byteLength] as const),
    [0, masks.bytesPerExample] as const
  ]
  const found = parts.map(() => new Map<string, number>())
  for (const { count, packed } of masks.pieces()) {
    for (let row = 0; row < count; row++) {
      parts.forEach(([from, length], part) => {
        const at = row * masks.bytesPerExample + from
        const key = nameOfMask(packed.subarray(at, at + length))
        found[part]?.set(key, (found[part].get(key) ?? 0) + 1)
      })
    }
  }
  const figures = (part: number, units: number) => {
    const counts = [...(found[part]?.values() ?? [])].sort((one, other) => other - one)
    const entropy = entropyOf(counts, masks.examples)
    return { units, distinct: counts.length, entropy, largest: counts.slice(0, listed), sizes: sizesOf(counts) }
  }
  return {
    snapshot: masks.record.index,
    examples: masks.examples,
    layers: masks.layers.map(({ name, units }, part) => ({ layer: name, ...figures(part, units) })),
    whole: figures(masks.layers.length, masks.layers.reduce((sum, { units }) => sum + units, 0))
  }
}

/** How many masks are shared by so many examples, from the largest number on. */
function sizesOf(counts: readonly number[]): { size: number; masks: number }[] {
  const sizes = new Map<number, number>()
  for (const size of counts) sizes.set(size, (sizes.get(size) ?? 0) + 1)
  return [...sizes].map(([size, masks]) => ({ size, masks }))
}

/** Short masks are their own name; of longer ones 128 bits of SHA-256, which no two masks here will share. */
export function nameOfMask(mask: Uint8Array): string {
  if (mask.length <= 16) return Buffer.from(mask).toString('latin1')
  return createHash('sha256').update(mask).digest().toString('latin1', 0, 16)
}
