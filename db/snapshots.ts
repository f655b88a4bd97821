/** What was counted of each snapshot. Counts are stored; every fraction is one exact division of two of them. */
import { z } from 'zod'
import { Failure } from '../preload/schema/failure'
import {
  snapshotRecordSchema,
  type HeldSnapshots,
  type LayerStatistics,
  type SnapshotKind,
  type SnapshotRecord
} from '../preload/schema/run'
import { rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { storedCount } from './mask-history'
import { alternationsAsSnapshots } from './migrations/006-snapshots'
import { fileVersion } from './open'

/** The first version of the run file that has these tables; an older one has alternations in their place. */
const firstVersion = 6

/** Counts of one layer over all examples, in the network's order of layers. */
export interface LayerCounts {
  units: number
  on: number
  flips: LayerFlips | null
  onPerUnit: Uint32Array
}

/** Over the compared examples: of the layer, of each unit and of each example. */
export interface LayerFlips {
  onToOff: number
  offToOn: number
  onToOffPerUnit: Uint32Array
  offToOnPerUnit: Uint32Array
  perExample: Uint32Array
}

/** The snapshot that another is counted against, and how many of the first examples both have. */
export interface Comparison { with: number; examples: number }

export interface NewSnapshot {
  index: number
  kind: SnapshotKind
  alternation: number | null
  checkpoint: string
  epoch: number
  iteration: number
  examples: number
}

export function insertSnapshot(
  database: WritableDatabase,
  { kind, alternation, checkpoint, epoch, iteration, examples, index }: NewSnapshot,
  compared: Comparison | null,
  seconds: number,
  layers: readonly LayerCounts[]
): void {
  rowWriter(database, 'snapshots', ['masks_kept'])({
    snapshot: index, kind, alternation, checkpoint_name: checkpoint, epoch, iteration, examples,
    compared_with: compared?.with ?? null, compared_examples: compared?.examples ?? null, masks_kept: 'all', seconds
  })
  const write = rowWriter(database, 'snapshot_layers')
  layers.forEach(({ on, flips, onPerUnit }, position) => {
    let dead = 0
    let alwaysOn = 0
    for (const count of onPerUnit) {
      if (count === 0) dead++
      if (count === examples) alwaysOn++
    }
    write({
      snapshot: index, position, bits_on: on, on_to_off: flips?.onToOff ?? null, off_to_on: flips?.offToOn ?? null,
      dead, always_on: alwaysOn, on_per_unit: bytesOf(onPerUnit),
      on_to_off_per_unit: flips && bytesOf(flips.onToOffPerUnit),
      off_to_on_per_unit: flips && bytesOf(flips.offToOnPerUnit),
      flips_per_example: flips && bytesOf(flips.perExample)
    })
  })
}

const bytesOf = (counts: Uint32Array): Buffer => Buffer.from(counts.buffer, counts.byteOffset, counts.byteLength)

/** SQL for the table of snapshots, or what stands in its place. */
export const snapshotTable = (database: ReadableDatabase): string =>
  fileVersion(database) >= firstVersion ? 'snapshots' : `(${alternationsAsSnapshots})`

export const layerTable = (database: ReadableDatabase): { name: string; key: string } =>
  fileVersion(database) >= firstVersion
    ? { name: 'snapshot_layers', key: 'snapshot' }
    : { name: 'alternation_layers', key: 'alternation' }

/** A snapshot without its counts. */
const headSchema = z.object({
  snapshot: z.number().int(),
  kind: snapshotRecordSchema.shape.kind,
  alternation: z.number().int().nullable(),
  checkpoint_name: z.string(),
  epoch: z.number().int(),
  iteration: z.number().int(),
  examples: z.number().int(),
  compared_with: z.number().int().nullable(),
  compared_examples: z.number().int().nullable(),
  masks_kept: snapshotRecordSchema.shape.masksKept,
  seconds: z.number()
})
export type SnapshotHead = z.infer<typeof headSchema>

/** By the moment of their weights; of one moment in the order in which they were taken. */
const inOrder = (one: SnapshotHead, other: SnapshotHead): number =>
  one.iteration - other.iteration || one.snapshot - other.snapshot

export function readHeads(database: ReadableDatabase): SnapshotHead[] {
  return z.array(headSchema).parse(database.prepare(`SELECT * FROM ${snapshotTable(database)}`).all()).sort(inOrder)
}

interface LayerRow {
  snapshot: number
  name: string
  units: number
  bits_on: number
  on_to_off: number | null
  off_to_on: number | null
  dead: number
  always_on: number
}

/** @param which a condition on the key of a snapshot, with a place for `value` */
function readLayerRows(database: ReadableDatabase, which: '> ?' | '= ?', value: number): LayerRow[] {
  const { name, key } = layerTable(database)
  return database.prepare(`
    SELECT l.${key} AS snapshot, s.name, s.units, l.bits_on, l.on_to_off, l.off_to_on, l.dead, l.always_on
    FROM ${name} AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.${key} ${which} ORDER BY l.${key}, l.position
  `).all(value) as LayerRow[]
}

/** The one of the latest weights; null where there is none. */
export function readLatestSnapshot(database: ReadableDatabase): SnapshotRecord | null {
  // SQLite gives the other columns of the row that has the maximum; sorting would be for all rows.
  const found = database.prepare(
    `SELECT *, max((iteration << 32) + snapshot) AS moment FROM ${snapshotTable(database)}`
  ).get() as { moment: number | null }
  if (found.moment === null) return null
  const head = headSchema.parse(found)
  const rows = readLayerRows(database, '= ?', head.snapshot)
  return rows.length === 0 ? null : toRecord(head, rows)
}

/** Snapshots with an index above `after`, by the moment of their weights. */
export function readSnapshots(database: ReadableDatabase, after: number): SnapshotRecord[] {
  const layers = Map.groupBy(readLayerRows(database, '> ?', after), ({ snapshot }) => snapshot)
  return readHeads(database).flatMap((head) => {
    const own = layers.get(head.snapshot)
    return own === undefined ? [] : [toRecord(head, own)]
  })
}

/** @param index null for the latest. @throws Failure when there is none */
export function snapshotAmong(records: readonly SnapshotRecord[], index: number | null): SnapshotRecord {
  const record = index === null ? records.at(-1) : records.find((candidate) => candidate.index === index)
  if (record !== undefined) return record
  if (records.length === 0)
    throw new Failure('The run holds no masks; "maskscope snapshot RUN" takes those of a stored checkpoint.')
  const numbers = records.map((candidate) => candidate.index).join(', ')
  throw new Failure(`There is no snapshot ${index}; the run has ${numbers}.`)
}

/** @param stored of how many examples masks are in the file: always the first. @throws Failure when not of this one */
export function demandMasksOf(example: number, { index }: SnapshotRecord, stored: number): void {
  if (example < stored) return
  throw new Failure(`Snapshot ${index} holds masks of the examples 0 to ${stored - 1}, not of ${example}.`)
}

/** The highest index; 0 where there is none. */
export const newestSnapshot = (database: ReadableDatabase): number =>
  (database.prepare(`SELECT max(snapshot) FROM ${snapshotTable(database)}`).pluck().get() as number | null) ?? 0

/** Which snapshots a viewer has who has seen all that there are; indices, 0 where there is none. */
export const readHeld = (database: ReadableDatabase): HeldSnapshots => database.prepare(`
  WITH taken AS (SELECT snapshot, iteration, masks_kept FROM ${snapshotTable(database)}),
    earliest AS (SELECT coalesce(min((iteration << 32) + snapshot) & 0xffffffff, 0) AS snapshot FROM taken)
  SELECT coalesce(max(snapshot), 0) AS newest, (SELECT snapshot FROM earliest) AS first,
    coalesce(min(snapshot) FILTER (
      WHERE masks_kept = 'all' AND snapshot <> (SELECT snapshot FROM earliest)
    ), 0) AS whole,
    count(*) FILTER (WHERE masks_kept = 'probe') AS thinned
  FROM taken
`).get() as HeldSnapshots

/** The new ones, and where any has lost masks since they were seen, all that could have lost theirs. */
export function readChangedSnapshots(
  database: ReadableDatabase, seen: HeldSnapshots, now: HeldSnapshots
): SnapshotRecord[] {
  if (now.thinned === seen.thinned) return now.newest > seen.newest ? readSnapshots(database, seen.newest) : []
  // The first keeps its masks only as long as none of earlier weights is taken.
  const from = now.first !== seen.first ? 1 : seen.whole || seen.newest + 1
  return readSnapshots(database, Math.min(seen.newest, from - 1))
}

/** How long each alternation estimated masks, and after which iteration. */
export const readAlternationTimes = (database: ReadableDatabase): { iteration: number; seconds: number }[] =>
  database.prepare(`SELECT iteration, seconds FROM ${snapshotTable(database)} WHERE alternation IS NOT NULL`).all() as
    { iteration: number; seconds: number }[]

/** The index of an alternation's snapshot; undefined where there is no such alternation. */
export const snapshotOfAlternation = (database: ReadableDatabase, alternation: number): number | undefined =>
  database.prepare(`SELECT snapshot FROM ${snapshotTable(database)} WHERE alternation = ?`).pluck().get(alternation) as
    number | undefined

/**
 * The latest snapshot of earlier weights, or of the same and taken earlier; null where there is none. The examples are
 * those whose masks it still has.
 */
export function snapshotBefore(
  database: ReadableDatabase,
  { index, iteration, examples }: Pick<NewSnapshot, 'index' | 'iteration' | 'examples'>
): Comparison | null {
  const before = database.prepare(`
    SELECT snapshot, CASE masks_kept WHEN 'all' THEN examples ELSE ${storedCount(database, 's.snapshot')} END AS stored
    FROM ${snapshotTable(database)} AS s
    WHERE (iteration, snapshot) < (?, ?) ORDER BY iteration DESC, snapshot DESC LIMIT 1
  `).get(iteration, index) as { snapshot: number; stored: number } | undefined
  return before && before.stored > 0 ? { with: before.snapshot, examples: Math.min(before.stored, examples) } : null
}

function toRecord(head: SnapshotHead, rows: readonly LayerRow[]): SnapshotRecord {
  const { examples, compared_examples: compared } = head
  const sum = (value: (row: LayerRow) => number | null): number | null =>
    rows.reduce<number | null>((total, row) => total === null ? null : addOrNull(total, value(row)), 0)
  const units = sum((row) => row.units) ?? 0
  return snapshotRecordSchema.parse({
    index: head.snapshot,
    kind: head.kind,
    alternation: head.alternation,
    checkpoint: head.checkpoint_name,
    epoch: head.epoch,
    iteration: head.iteration,
    examples,
    comparedWith: head.compared_with,
    comparedExamples: compared,
    masksKept: head.masks_kept,
    seconds: head.seconds,
    sparsity: sparsity(units * examples, sum((row) => row.bits_on) ?? 0),
    ...flips(units * (compared ?? 0), sum((row) => row.on_to_off), sum((row) => row.off_to_on)),
    layers: rows.map((row): LayerStatistics => ({
      name: row.name,
      units: row.units,
      sparsity: sparsity(row.units * examples, row.bits_on),
      ...flips(row.units * (compared ?? 0), row.on_to_off, row.off_to_on),
      dead: row.dead,
      alwaysOn: row.always_on
    }))
  })
}

const addOrNull = (total: number, value: number | null): number | null => (value === null ? null : total + value)

const sparsity = (bits: number, on: number): number => (bits - on) / bits

/** @param bits those that were compared */
function flips(bits: number, onToOff: number | null, offToOn: number | null) {
  if (onToOff === null || offToOn === null) return { churn: null, onToOff: null, offToOn: null }
  return { churn: (onToOff + offToOn) / bits, onToOff: onToOff / bits, offToOn: offToOn / bits }
}
