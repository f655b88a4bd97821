/**
 * Writes what is whole of a damaged run's file to a new one: row by row, around pages that cannot be read, without rows
 * that their checksum betrays, and without what the caller has found damaged as a whole.
 */
import { checksumOf, hashedColumns, isWhole, type HashedTable, type Value } from './checksums'
import type { Query, ReadableDatabase, WritableDatabase } from './database'
import { outlineWholeBlocks } from './migrations/010-curve-outline'
import { createRunFile, fileVersion } from './open'
import { settle } from './settling'
import { insertMessages } from './run-parts'
import { readTrainingState } from './training-states'

/** What is not copied, though rows of it may be whole. */
export interface LeftOut {
  snapshots: ReadonlySet<number>
  checkpoints: ReadonlySet<string>
  prunings: ReadonlySet<number>
  /** Of rules, by number. */
  evaluations: ReadonlySet<number>
}

type Row = Record<string, Value>
/** What becomes of a row; null where it is left out. */
type Change = (row: Row) => Row | null

/** Outlines follow from their curves. */
const madeAnew = ['curve_outline']

const examplesPerSnapshot = 2 ** 32

/**
 * @param to a file that is not there yet
 * @param remarks lines for the log of the new file
 * @throws Failure when it cannot be written
 */
export function salvage(from: ReadableDatabase, to: string, leftOut: LeftOut, remarks: readonly string[]): void {
  const version = fileVersion(from)
  const pageSize = from.pragma('page_size', { simple: true }) as number
  const saved = createRunFile(to, pageSize, (into) => {
    into.pragma('foreign_keys = OFF')
    into.transaction(() => { copyTables(from, into, leftOut) })()
  }, version)
  try {
    insertMessages(saved, remarks, new Date())
    settle(saved)
  } finally {
    saved.close()
  }
}

function copyTables(from: ReadableDatabase, into: WritableDatabase, leftOut: LeftOut): void {
  const changes = changesFor(from, leftOut)
  const tables = into.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck().all() as string[]
  for (const table of tables.filter((name) => !madeAnew.includes(name))) copyTable(from, into, table, changes[table])
  if (tables.includes('curve_outline')) into.exec(outlineWholeBlocks)
  removeDangling(into)
}

function copyTable(from: ReadableDatabase, into: WritableDatabase, table: string, change: Change = (row) => row): void {
  const columns = (into.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
  const insert = into.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`
  )
  for (const row of readableRows(from, table, columns)) {
    const kept = isAltered(table, row) ? null : change(row)
    if (kept !== null) insert.run(withChecksum(table, row, kept))
  }
}

/** From the beginning to what cannot be read, and from the end back to it. */
function* readableRows(from: ReadableDatabase, table: string, columns: readonly string[]): Generator<Row> {
  // The one table that has no numbers of rows.
  const key = table === 'tensor_shapes' ? 'name' : 'rowid'
  const rows = (direction: string): Query =>
    from.prepare(`SELECT ${columns.join(', ')}, ${key} AS salvage_key FROM ${table} ORDER BY ${key} ${direction}`)
  let last: Value = null
  for (const direction of ['ASC', 'DESC']) {
    try {
      for (const { salvage_key: at = null, ...row } of rows(direction).iterate() as Iterable<Row>) {
        if (direction === 'DESC' && at === last) return
        last = direction === 'ASC' ? at : last
        yield row
      }
      return
    } catch {
      // Said by whoever went through the file.
    }
  }
}

const hashedOf = (table: string): readonly string[] | null =>
  table in hashedColumns ? hashedColumns[table as HashedTable] : null

const valuesOf = (columns: readonly string[], row: Row): Value[] => columns.map((column) => row[column] ?? null)

function isAltered(table: string, row: Row): boolean {
  const columns = hashedOf(table)
  return columns !== null && isWhole([...valuesOf(columns, row), row.checksum ?? null]) === false
}

function withChecksum(table: string, before: Row, row: Row): Row {
  const columns = hashedOf(table)
  if (columns === null || row === before || (row.checksum ?? null) === null) return row
  return { ...row, checksum: checksumOf(valuesOf(columns, row)) }
}

function changesFor(from: ReadableDatabase, leftOut: LeftOut): Readonly<Record<string, Change>> {
  const { snapshots, checkpoints, prunings, evaluations } = leftOut
  const kept = (isLeftOut: (row: Row) => boolean): Change => (row) => (isLeftOut(row) ? null : row)
  const ofSnapshot = kept(({ snapshot, alternation }) => snapshots.has(Number(snapshot ?? alternation)))
  const ofMask = kept(({ key, alternation }) =>
    snapshots.has(key === undefined ? Number(alternation) : Math.floor(Number(key) / examplesPerSnapshot)))
  const ofPruning = kept(({ pruning }) => prunings.has(Number(pruning)))
  const ofCheckpoint = kept(({ checkpoint_name: name }) => checkpoints.has(String(name)))
  const alone = comparedWithLeftOut(from, snapshots)
  const alternations = new Set(alternationsOf(from, snapshots))
  const states = new Set(damagedStates(from))
  const ofState = kept(({ state, number }) => states.has(Number(state ?? number)))
  return {
    snapshots: (row) => ofSnapshot(row) && withoutComparison(row, alone),
    alternations: ofSnapshot,
    snapshot_layers: (row) => ofSnapshot(row) && withoutFlips(row, alone),
    alternation_layers: (row) => ofSnapshot(row) && withoutFlips(row, alone),
    mask_changes: ofSnapshot,
    mask_rows: ofMask,
    masks: ofMask,
    prunings: (row) => ofPruning(row) &&
      (alternations.has(Number(row.alternation)) ? { ...row, alternation: null } : row),
    weight_masks: ofPruning,
    checkpoints: (row) => (checkpoints.has(String(row.name)) ? null
      : prunings.has(Number(row.pruning)) && row.pruning !== null ? { ...row, pruning: null } : row),
    rule_evaluations: (row) => (evaluations.has(Number(row.number)) ? null : ofCheckpoint(row)),
    training_states: ofState,
    training_state_tensors: ofState
  }
}

/** What is compared with a snapshot that is not there is compared with nothing. */
function withoutComparison(row: Row, alone: ReadonlySet<number>): Row {
  return alone.has(Number(row.snapshot)) ? { ...row, compared_with: null, compared_examples: null } : row
}

function withoutFlips(row: Row, alone: ReadonlySet<number>): Row {
  if (!alone.has(Number(row.snapshot ?? row.alternation))) return row
  const flips = ['on_to_off', 'off_to_on', 'on_to_off_per_unit', 'off_to_on_per_unit', 'flips_per_example']
  return { ...row, ...Object.fromEntries(flips.filter((name) => name in row).map((name) => [name, null])) }
}

function comparedWithLeftOut(from: ReadableDatabase, snapshots: ReadonlySet<number>): Set<number> {
  if (snapshots.size === 0) return new Set()
  const before = fileVersion(from) >= 6
    ? 'SELECT snapshot, compared_with FROM snapshots'
    : 'SELECT alternation, lag(alternation) OVER (ORDER BY alternation) FROM alternations'
  const pairs = from.prepare(before).raw().all() as [number, number | null][]
  return new Set(pairs.filter(([, other]) => other !== null && snapshots.has(other)).map(([one]) => one))
}

function alternationsOf(from: ReadableDatabase, snapshots: ReadonlySet<number>): number[] {
  if (fileVersion(from) < 6) return [...snapshots]
  const pairs = from.prepare('SELECT snapshot, alternation FROM snapshots WHERE alternation IS NOT NULL').raw().all()
  return (pairs as [number, number][]).filter(([snapshot]) => snapshots.has(snapshot)).map(([, one]) => one)
}

/** Numbers of states that are not as they were saved. */
function damagedStates(from: ReadableDatabase): number[] {
  if (fileVersion(from) < 7) return []
  const numbers = from.prepare('SELECT number FROM training_states ORDER BY number DESC').pluck().all() as number[]
  return (['current', 'previous'] as const).flatMap((which, at) => {
    const number = numbers[at]
    try {
      readTrainingState(from, which)
      return []
    } catch {
      return number === undefined ? [] : [number]
    }
  })
}

/** Rows whose checkpoint, snapshot or test set was left out go too. */
function removeDangling(into: WritableDatabase): void {
  for (;;) {
    const found = into.pragma('foreign_key_check') as { table: string; rowid: number }[]
    if (found.length === 0) break
    for (const { table, rowid } of found) into.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(rowid)
  }
  const hasAnswers = into.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'test_set'").get() !== undefined
  if (hasAnswers) into.exec('DELETE FROM predictions WHERE NOT EXISTS (SELECT 1 FROM test_set)')
}
