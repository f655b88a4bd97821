/** Whether every row is what was written, by its checksum; masks are gone through by `masks.ts`. */
import {
  checksumsVersion, hashedColumns, hashedSelection, isWhole, type HashedTable, type Value
} from '../../../db/checksums'
import type { ReadableDatabase } from '../../../db/database'
import { fileVersion } from '../../../db/open'
import { reasonOf } from '../../../preload/schema/failure'
import type { Findings, Part } from './findings'

type Row = Readonly<Record<string, Value>>
interface Place { what: string; part?: Part }

const ofSnapshot = (row: Row, layer: string | null = null): Part =>
  ({ of: 'snapshot', snapshot: Number(row.snapshot), layer })

/** What a row is called. */
const places: Readonly<Record<HashedTable, (row: Row, names: Names) => Place>> = {
  run: () => ({ what: 'the run, its settings or its network' }),
  support_layers: ({ name }) => ({ what: `the run, support layer ${String(name)}` }),
  curve: ({ iteration }) => ({ what: `the curve, its point at iteration ${String(iteration)}` }),
  test_curve: ({ iteration }) => ({ what: `the test at iteration ${String(iteration)}` }),
  epochs: ({ epoch }) => ({ what: `the figures of epoch ${String(epoch)}` }),
  snapshots: (row) => ({ what: `snapshot ${String(row.snapshot)}, what it is of`, part: ofSnapshot(row) }),
  snapshot_layers: (row, { layers }) => {
    const layer = layers.get(Number(row.position)) ?? `at position ${String(row.position)}`
    const what = `snapshot ${String(row.snapshot)}, layer ${layer}, what was counted of its masks`
    return { what, part: ofSnapshot(row, layer) }
  },
  mask_changes: (row, { layers }) => {
    const layer = layers.get(Number(row.position)) ?? `at position ${String(row.position)}`
    const what = `snapshot ${String(row.snapshot)}, layer ${layer}, what changes in the masks of the ` +
      `${String(row.examples)} examples from ${String(row.first)} on`
    return { what, part: ofSnapshot(row, layer) }
  },
  training_set: () => ({ what: 'the labels of the training examples' }),
  tensor_shapes: ({ name }) => ({ what: `the shape of the array "${String(name)}"` }),
  checkpoints: ({ name }) => ({
    what: `checkpoint "${String(name)}", when it was taken`, part: { of: 'checkpoint', checkpoint: String(name) }
  }),
  checkpoint_tensors: ({ checkpoint, name }, { checkpoints }) => {
    const of = checkpoints.get(Number(checkpoint)) ?? `number ${String(checkpoint)}`
    return { what: `checkpoint "${of}", the array "${String(name)}"`, part: { of: 'checkpoint', checkpoint: of } }
  },
  evaluations: (row) => ({ what: `the evaluation of checkpoint "${String(row.checkpoint_name)}"` }),
  test_set: () => ({ what: 'the labels of the test examples' }),
  rule_evaluations: (row) => ({
    what: `the evaluation of checkpoint "${String(row.checkpoint_name)}" under the rule ${String(row.rule)}`
  }),
  predictions: ({ evaluation }) => ({ what: `the answers of evaluation ${String(evaluation)} to the test examples` }),
  example_images: ({ example }) => ({ what: `the picture of test example ${String(example)}` }),
  prunings: ({ pruning }) => ({
    what: `pruning ${String(pruning)}, when it was done`, part: { of: 'pruning', pruning: Number(pruning) }
  }),
  weight_masks: ({ pruning, name }) => ({
    what: `pruning ${String(pruning)}, the weight mask of "${String(name)}"`,
    part: { of: 'pruning', pruning: Number(pruning) }
  }),
  sensitivity: ({ layer, degree }) => ({ what: `the test error with ${String(layer)} pruned by ${String(degree)}` })
}

/** Of layers by position, of checkpoints by number. */
interface Names { layers: ReadonlyMap<number, string>; checkpoints: ReadonlyMap<number, string> }

export function checkRows(database: ReadableDatabase, findings: Findings): void {
  if (fileVersion(database) < checksumsVersion) {
    findings.unchecked.add(`its rows have no checksums, as the file was made before version ${checksumsVersion}`)
    return
  }
  const names: Names = {
    layers: namesIn(database, 'position', 'support_layers'),
    checkpoints: namesIn(database, 'checkpoint', 'checkpoints')
  }
  const demanded = database.prepare('SELECT checksum FROM run').pluck().get() !== null
  for (const table of Object.keys(hashedColumns) as HashedTable[]) {
    try {
      checkTable(database, table, names, demanded, findings)
    } catch (error) {
      findings.add(`table ${table}: it cannot be read to its end (${reasonOf(error)})`)
    }
  }
}

/** @param demanded whether every row must have a checksum */
function checkTable(
  database: ReadableDatabase, table: HashedTable, names: Names, demanded: boolean, findings: Findings
): void {
  const columns = hashedColumns[table]
  const rows = database.prepare(`SELECT ${hashedSelection(database, table)} FROM ${table}`).raw().iterate()
  for (const values of rows as Iterable<Value[]>) {
    findings.rows += 1
    const whole = isWhole(values)
    if (whole === true) continue
    if (whole === null && !demanded) {
      findings.unchecked.add(`rows of ${table} that were written before version ${checksumsVersion} have no checksums`)
      continue
    }
    const row = Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]))
    const { what, part } = places[table](row, names)
    findings.add(`${what}: altered since it was written`, part)
  }
}

const namesIn = (database: ReadableDatabase, key: string, table: string): Map<number, string> =>
  new Map(database.prepare(`SELECT ${key}, name FROM ${table}`).raw().all() as [number, string][])
