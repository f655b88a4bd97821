/** Whether what was counted of a snapshot agrees with itself: sums, sizes, dead units. */
import type { ReadableDatabase } from '../../../db/database'
import { fileVersion } from '../../../db/open'
import type { SupportLayer } from '../../../preload/schema/run'
import type { Findings } from './findings'

/** Of one layer, as it is stored; uint32 each. */
export interface StoredCounts {
  position: number
  bits_on: number
  on_to_off: number | null
  off_to_on: number | null
  dead: number
  always_on: number
  on_per_unit: Buffer
  on_to_off_per_unit: Buffer | null
  off_to_on_per_unit: Buffer | null
  flips_per_example: Buffer | null
}

/** By position. */
export function storedCounts(database: ReadableDatabase, snapshot: number): StoredCounts[] {
  const version = fileVersion(database)
  const lacking = version >= 8 ? [] : ['on_to_off_per_unit', 'off_to_on_per_unit', 'flips_per_example']
  const columns = ['*', ...lacking.map((column) => `NULL AS ${column}`)].join(', ')
  const table = version >= 6 ? 'snapshot_layers WHERE snapshot' : 'alternation_layers WHERE alternation'
  return database.prepare(`SELECT ${columns} FROM ${table} = ? ORDER BY position`).all(snapshot) as StoredCounts[]
}

interface Counted { snapshot: number; examples: number; compared_examples: number | null }

export function checkCounts(
  { snapshot, examples, compared_examples: compared }: Counted, layers: readonly SupportLayer[],
  stored: readonly StoredCounts[], findings: Findings
): void {
  layers.forEach((layer, position) => {
    const counts = stored.find((one) => one.position === position)
    const wrong = counts === undefined ? ['it is missing'] : disagreements(counts, layer, examples, compared)
    for (const what of wrong) findings.inSnapshot(snapshot, layer.name, `what was counted of its masks: ${what}`)
  })
}

function disagreements(
  counts: StoredCounts, { units }: SupportLayer, examples: number, compared: number | null
): string[] {
  const on = numbersIn(counts.on_per_unit)
  const [off, turnedOn, perExample] = [counts.on_to_off_per_unit, counts.off_to_on_per_unit, counts.flips_per_example]
    .map((bytes) => bytes && numbersIn(bytes))
  const flips = counts.on_to_off === null || counts.off_to_on === null ? null : counts.on_to_off + counts.off_to_on
  const checks: [holds: boolean, what: string][] = [
    [on.length === units, 'not as many units as the layer has'],
    [sum(on) === counts.bits_on, 'the sum of bits that are on'],
    [on.every((count) => count <= examples), 'a unit that is on in more examples than there are'],
    [on.filter((count) => count === 0).length === counts.dead, 'dead units'],
    [on.filter((count) => count === examples).length === counts.always_on, 'units that are always on'],
    [(flips === null) === (compared === null), 'flips without a snapshot before, or none with one'],
    [!off || off.length === units && sum(off) === counts.on_to_off, 'the sum of bits that flipped off'],
    [!turnedOn || turnedOn.length === units && sum(turnedOn) === counts.off_to_on, 'the sum of bits that flipped on'],
    [!perExample || perExample.length === compared && sum(perExample) === flips, 'the sum of flips by example']
  ]
  return checks.filter(([holds]) => !holds).map(([, what]) => what)
}

const numbersIn = (bytes: Buffer): Uint32Array =>
  new Uint32Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~3)).buffer)

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0)
