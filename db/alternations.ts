/** What was counted at each alternation. Counts are stored; every fraction is one exact division of two of them. */
import type { AlternationRecord, LayerStatistics } from '../preload/schema/run'
import type { ReadableDatabase, WritableDatabase } from './database'

/** Counts of one layer over all examples, in the network's order of layers. */
export interface LayerCounts {
  units: number
  on: number
  flips: { onToOff: number; offToOn: number } | null
  onPerUnit: Uint32Array
}

export interface NewAlternation { index: number; epoch: number; iteration: number; examples: number; seconds: number }

export function insertAlternation(
  database: WritableDatabase,
  alternation: NewAlternation,
  layers: readonly LayerCounts[]
): void {
  database
    .prepare("INSERT INTO alternations VALUES (@index, @epoch, @iteration, @examples, 'all', @seconds)")
    .run(alternation)
  const insert = database.prepare('INSERT INTO alternation_layers VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  layers.forEach(({ on, flips, onPerUnit }, position) => {
    let dead = 0
    let alwaysOn = 0
    for (const count of onPerUnit) {
      if (count === 0) dead++
      if (count === alternation.examples) alwaysOn++
    }
    const bytes = Buffer.from(onPerUnit.buffer, onPerUnit.byteOffset, onPerUnit.byteLength)
    insert.run(alternation.index, position, on, flips?.onToOff ?? null, flips?.offToOn ?? null, dead, alwaysOn, bytes)
  })
}

interface LayerRow {
  alternation: number
  epoch: number
  iteration: number
  examples: number
  masks_kept: 'all' | 'probe'
  seconds: number
  name: string
  units: number
  bits_on: number
  on_to_off: number | null
  off_to_on: number | null
  dead: number
  always_on: number
}

/** Alternations after an index, in order. */
export function readAlternations(database: ReadableDatabase, after: number): AlternationRecord[] {
  const rows = database.prepare(`
    SELECT a.alternation, a.epoch, a.iteration, a.examples, a.masks_kept, a.seconds,
      s.name, s.units, l.bits_on, l.on_to_off, l.off_to_on, l.dead, l.always_on
    FROM alternation_layers AS l
    JOIN alternations AS a ON a.alternation = l.alternation
    JOIN support_layers AS s ON s.position = l.position
    WHERE l.alternation > ? ORDER BY l.alternation, l.position
  `).all(after) as LayerRow[]
  const byAlternation = Map.groupBy(rows, (row) => row.alternation)
  return [...byAlternation.values()].map(toRecord)
}

function toRecord(rows: LayerRow[]): AlternationRecord {
  const { alternation, epoch, iteration, examples, masks_kept, seconds } = rows[0]
  const sum = (value: (row: LayerRow) => number | null): number | null =>
    rows.reduce<number | null>((total, row) => total === null ? null : addOrNull(total, value(row)), 0)
  const units = sum((row) => row.units) ?? 0
  return {
    index: alternation,
    epoch,
    iteration,
    examples,
    masksKept: masks_kept,
    seconds,
    ...fractions(
      units * examples,
      sum((row) => row.bits_on) ?? 0,
      sum((row) => row.on_to_off),
      sum((row) => row.off_to_on)
    ),
    layers: rows.map((row): LayerStatistics => ({
      name: row.name,
      units: row.units,
      ...fractions(row.units * examples, row.bits_on, row.on_to_off, row.off_to_on),
      dead: row.dead,
      alwaysOn: row.always_on
    }))
  }
}

const addOrNull = (total: number, value: number | null): number | null => (value === null ? null : total + value)

function fractions(bits: number, on: number, onToOff: number | null, offToOn: number | null) {
  const known = onToOff !== null && offToOn !== null
  return {
    sparsity: (bits - on) / bits,
    churn: known ? (onToOff + offToOn) / bits : null,
    onToOff: known ? onToOff / bits : null,
    offToOn: known ? offToOn / bits : null
  }
}
