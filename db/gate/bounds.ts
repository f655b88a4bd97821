/**
 * More than any run has: rows of a table, bytes of its texts. What is beyond is refused before it is taken into memory.
 * SQLite tells the length of a text without reading it.
 */
import type { ReadableDatabase } from '../database'
import { elementOf } from '../../preload/schema/element'

/** Texts of the run itself, in bytes; `failure` and `name` are held to less when they are written. */
const ofRun: Readonly<Record<string, number>> = {
  id: 100, name: 1000, status: 100, failure: 20_000, backend: 1000, configuration: 100_000, topology: 4_000_000,
  environment: 100_000, created_at: 100, finished_at: 100, host: 1000, heartbeat_at: 100, progress: 10_000
}

/** Of a file of this version or a later one. */
const ofLaterRuns: readonly [version: number, texts: Readonly<Record<string, number>>][] = [
  [6, { failure_kind: 100 }],
  [9, { tags: 10_000, note: 10_000, configuration_key: 100 }]
]

const boundsOfRun = (version: number): [column: string, most: number][] =>
  [ofRun, ...ofLaterRuns.filter(([since]) => version >= since).map(([, texts]) => texts)].flatMap(Object.entries)

/** A condition that the run's row meets. */
export const isBoundedRun = (version: number): string =>
  boundsOfRun(version).map(([column, most]) => `coalesce(octet_length(${column}), 0) <= ${most}`).join(' AND ')

/** @returns which text of the run's row is too long, and how long; null where there is none */
export function longTextOfRun(database: ReadableDatabase, version: number): string | null {
  const columns = boundsOfRun(version)
  const lengths = database.prepare(`SELECT ${columns.map(([column]) => `octet_length(${column})`).join(', ')} FROM run`)
    .raw().get() as (number | null)[] | undefined
  const at = lengths?.findIndex((length, place) => (length ?? 0) > elementOf(columns, place)[1]) ?? -1
  return at < 0 ? null : `its ${elementOf(columns, at)[0]} has ${String(lengths?.[at])} bytes`
}

interface Bound {
  table: string
  rows: number
  texts: readonly string[]
  /** Of each text. */
  bytes: number
  /** The first version of the run file that has the table, and the last. */
  since: number
  until: number
}

const bound = (
  table: string, rows: number, texts: readonly string[], bytes = 1000, [since, until]: [number, number] = [1, Infinity]
): Bound => ({ table, rows, texts, bytes, since, until })
const from = (version: number): [number, number] => [version, Infinity]

const bounds: readonly Bound[] = [
  bound('support_layers', 5000, ['name', 'shape']),
  bound('epochs', 200_000, ['phase']),
  bound('alternations', 100_000, ['masks_kept'], 1000, [1, 5]),
  bound('snapshots', 100_000, ['kind', 'checkpoint_name', 'masks_kept'], 1000, from(6)),
  bound('test_curve', 1_000_000, [], 0, from(3)),
  bound('checkpoints', 100_000, ['name', 'created_at']),
  bound('evaluations', 100_000, ['checkpoint_name']),
  bound('prunings', 100_000, [], 0, from(4)),
  bound('weight_masks', 500_000, ['name', 'histogram'], 10_000, from(4)),
  bound('sensitivity', 1_000_000, ['checkpoint_name', 'layer'], 1000, from(4)),
  bound('rule_evaluations', 100_000, ['checkpoint_name', 'rule', 'form', 'beta_kind'], 1000, from(2)),
  bound('training_states', 10, ['saved_at', 'position', 'method'], 4_000_000, from(7)),
  bound('tensor_shapes', 20_000, ['name', 'shape'], 1000, from(9)),
  bound('log', 10_000, ['at', 'message'], 100_000)
]

/** Rows are counted up to one more than there may be. */
const measured = ({ table, rows, texts }: Bound): string => {
  const longest = texts.map((text) => `max(octet_length(${text}))`)
  const bytes = longest.length > 1 ? `max(${longest.map((length) => `coalesce(${length}, 0)`).join(', ')})` : longest[0]
  return `SELECT count(*), ${bytes ?? '0'} FROM (SELECT ${texts.join(', ') || '1'} FROM ${table} LIMIT ${rows + 1})`
}

/** @throws an error that says of what there is too much */
export function demandBounds(database: ReadableDatabase, version: number): void {
  const own = bounds.filter(({ since, until }) => version >= since && version <= until)
  const found = database.prepare(own.map(measured).join(' UNION ALL ')).raw().all() as [number, number | null][]
  own.forEach(({ table, rows, bytes }, at) => {
    const [count, longest] = elementOf(found, at)
    if (count > rows) throw new Error(`its table ${table} has more than ${rows} rows`)
    if ((longest ?? 0) > bytes) throw new Error(`a text of its table ${table} has ${longest ?? 0} bytes`)
  })
}
