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
import { checksumsVersion, demandWhole, hashedSelection, rowWriter, type Value } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { changedCount, storedCount } from './mask-history'
import type { Replacement } from './masks'
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

const layerTable = (database: ReadableDatabase): { name: string; key: string } =>
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
type Head = z.infer<typeof headSchema>

/** By the moment of their weights; of one moment in the order in which they were taken. */
const inOrder = (one: Head, other: Head): number =>
  one.iteration - other.iteration || one.snapshot - other.snapshot

function readHeads(database: ReadableDatabase): Head[] {
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

/** @throws Failure unless what was counted of this layer, or of all, is what was written; an older file cannot tell */
function demandWholeCounts(database: ReadableDatabase, snapshot: number, layer: string | null): void {
  if (fileVersion(database) < checksumsVersion) return
  const rows = database.prepare(`
    SELECT s.name, ${hashedSelection(database, 'snapshot_layers', 'l.')}
    FROM snapshot_layers AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.snapshot = ?${layer === null ? '' : ' AND s.name = ?'}
  `).raw().all(snapshot, ...layer === null ? [] : [layer]) as [string, ...Value[]][]
  for (const [name, ...row] of rows)
    demandWhole(database, row, `what was counted of layer ${name} at snapshot ${snapshot}`)
}

/** In how many examples each unit of a layer is on: uint32 per unit, little-endian. */
export function readOnPerUnit(database: ReadableDatabase, snapshot: number, layer: string): Uint8Array {
  demandWholeCounts(database, snapshot, layer)
  const { name, key } = layerTable(database)
  const counts = database.prepare(`
    SELECT l.on_per_unit, 4 * s.units AS bytes FROM ${name} AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.${key} = ? AND s.name = ?
  `).get(snapshot, layer) as { on_per_unit: Buffer; bytes: number } | undefined
  if (counts === undefined || counts.on_per_unit.length !== counts.bytes)
    throw new Error(`snapshot ${snapshot} holds no counts of the units of "${layer}"`)
  return counts.on_per_unit
}

/** In how many examples one unit is on, by snapshot. */
export function readOnOfUnit(database: ReadableDatabase, layer: string, unit: number): Map<number, number> {
  const { name, key } = layerTable(database)
  const rows = database.prepare(`
    SELECT l.${key} AS snapshot, substr(l.on_per_unit, ?, 4) AS bytes
    FROM ${name} AS l JOIN support_layers AS s ON s.position = l.position WHERE s.name = ?
  `).all(4 * unit + 1, layer) as { snapshot: number; bytes: Buffer }[]
  return new Map(rows.map(({ snapshot, bytes }) => [snapshot, bytes.length === 4 ? bytes.readUInt32LE() : 0]))
}

/** The first version of the run file that has flips of each unit and each example. */
const flipsVersion = 8

/** Flips of each unit of a layer, uint32 per unit; null where the file holds none. */
export function readFlipsPerUnit(
  database: ReadableDatabase, snapshot: number, layer: string
): { onToOff: Uint8Array; offToOn: Uint8Array } | null {
  if (fileVersion(database) < flipsVersion) return null
  demandWholeCounts(database, snapshot, layer)
  const row = database.prepare(`
    SELECT on_to_off_per_unit AS onToOff, off_to_on_per_unit AS offToOn, 4 * s.units AS bytes
    FROM snapshot_layers AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.snapshot = ? AND s.name = ? AND on_to_off_per_unit IS NOT NULL
  `).get(snapshot, layer) as { onToOff: Buffer; offToOn: Buffer; bytes: number } | undefined
  if (row === undefined) return null
  if (row.onToOff.length !== row.bytes || row.offToOn.length !== row.bytes)
    throw new Error(`snapshot ${snapshot} holds no flips of all units of "${layer}"`)
  return { onToOff: row.onToOff, offToOn: row.offToOn }
}

/** Flips of one unit by snapshot, as far as the file holds them. */
export function readFlipsOfUnit(
  database: ReadableDatabase, layer: string, unit: number
): Map<number, { examples: number; onToOff: number; offToOn: number }> {
  if (fileVersion(database) < flipsVersion) return new Map()
  const rows = database.prepare(`
    SELECT n.snapshot, n.compared_examples AS examples,
      substr(l.on_to_off_per_unit, @from, 4) AS onToOff, substr(l.off_to_on_per_unit, @from, 4) AS offToOn
    FROM snapshots AS n JOIN snapshot_layers AS l ON l.snapshot = n.snapshot
      JOIN support_layers AS s ON s.position = l.position
    WHERE s.name = @layer AND l.on_to_off_per_unit IS NOT NULL AND n.compared_examples IS NOT NULL
  `).all({ layer, from: 4 * unit + 1 }) as { snapshot: number; examples: number; onToOff: Buffer; offToOn: Buffer }[]
  const count = (bytes: Buffer): number => (bytes.length === 4 ? bytes.readUInt32LE() : 0)
  return new Map(rows.map(({ snapshot, examples, onToOff, offToOn }) =>
    [snapshot, { examples, onToOff: count(onToOff), offToOn: count(offToOn) }]))
}

/** Flips of each compared example, of all layers together; null where the file holds none. */
export function readFlipsPerExample(database: ReadableDatabase, snapshot: number): Uint32Array | null {
  if (fileVersion(database) < flipsVersion) return null
  demandWholeCounts(database, snapshot, null)
  const rows = database.prepare(`
    SELECT flips_per_example FROM snapshot_layers WHERE snapshot = ? AND flips_per_example IS NOT NULL
  `).pluck().all(snapshot) as Buffer[]
  if (rows.length === 0) return null
  const sums = new Uint32Array(Math.floor((rows[0]?.length ?? 0) / 4))
  for (const row of rows) {
    if (row.length !== sums.length * 4) throw new Error(`snapshot ${snapshot} holds no flips of all examples`)
    for (let example = 0; example < sums.length; example++)
      sums[example] = (sums[example] ?? 0) + row.readUInt32LE(example * 4)
  }
  return sums
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

/**
 * Snapshots whose masks of all examples are no longer needed once another is begun: all but the first, those that it is
 * compared with, the alternation whose masks are trained with until the next, and what a training that goes on from a
 * state would read or compare with.
 * @param states the newest snapshot at each state that the training may be gone on with
 */
export function snapshotsToThin(
  database: ReadableDatabase,
  next: Pick<NewSnapshot, 'kind'>,
  compared: Comparison | null,
  probeExamples: number,
  states: readonly number[]
): number[] {
  const heads = readHeads(database)
  const isInUse = ({ kind }: Head): boolean => kind === 'alternation'
  const inUse = next.kind === 'alternation' ? undefined : heads.findLast(isInUse)
  const ofStates = states.map((newest) => heads.filter(({ snapshot }) => snapshot <= newest))
    .flatMap((then) => [then.at(-1), then.findLast(isInUse)])
  return thinned(heads, probeExamples, [heads[0], inUse, ...ofStates, { snapshot: compared?.with }])
}

/** The same of a run that has finished: all but the first, the last two, and the last alternation. */
export function snapshotsToThinAtEnd(database: ReadableDatabase, probeExamples: number): number[] {
  const heads = readHeads(database)
  return thinned(heads, probeExamples, [heads[0], ...heads.slice(-2), heads.findLast(({ kind }) =>
    kind === 'alternation')])
}

function thinned(
  heads: readonly Head[], probeExamples: number, kept: readonly ({ snapshot: number | undefined } | undefined)[]
): number[] {
  const numbers = new Set(kept.map((head) => head?.snapshot))
  return heads
    .filter(({ masks_kept, examples, snapshot }) =>
      masks_kept === 'all' && examples > probeExamples && !numbers.has(snapshot))
    .map(({ snapshot }) => snapshot)
}

/**
 * Snapshots whose masks are there as they are though nothing is trained with them, each with the next that has masks of
 * as many examples; in the order of their weights.
 */
export function snapshotsToReplace(database: ReadableDatabase): Replacement[] {
  const rows = database.prepare(`
    SELECT snapshot, kind, changes_until AS until, ${changedCount(database, 'snapshots.snapshot')} AS changed,
      CASE masks_kept WHEN 'all' THEN examples ELSE ${storedCount(database, 'snapshots.snapshot')} END AS stored
    FROM snapshots ORDER BY iteration, snapshot
  `).all() as { snapshot: number; kind: SnapshotKind; until: number | null; changed: number; stored: number }[]
  const running = database.prepare("SELECT 1 FROM run WHERE status = 'running'").get() !== undefined
  const inUse = running ? rows.findLast(({ kind }) => kind === 'alternation') : undefined
  return rows.flatMap((row, at) => {
    const until = row.until ?? rows.slice(at + 1).find(({ stored }) => stored >= row.stored)?.snapshot
    if (row === inUse || until === undefined || row.changed === row.stored) return []
    return [{ snapshot: row.snapshot, until, examples: row.stored }]
  })
}

function toRecord(head: Head, rows: readonly LayerRow[]): SnapshotRecord {
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
