/** Weight masks: one row per pruning and layer, bits packed most significant first as docs/run-file.md says. */
import { z } from 'zod'
import { Failure } from '../preload/schema/failure'
import {
  coactivationSchema,
  pruningRecordSchema,
  sensitivityPointSchema,
  type Coactivation,
  type PrunedLayer,
  type PruningRecord,
  type SensitivityPoint
} from '../preload/schema/pruning'
import { demandWhole, hashedSelection, rowWriter, type Value } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'
import { elementOf } from '../preload/schema/element'

/** The first version of the run file that has these tables; an older one that is only read holds none of it. */
const firstVersion = 4

export interface NewPruning {
  index: number
  epoch: number
  iteration: number
  alternation: number | null
  seconds: number
  /** `bits`: the mask packed, `weights` of them. */
  layers: readonly {
    name: string
    weights: number
    kept: number
    exempt: boolean
    bits: Uint8Array
    coactivation: Coactivation | null
  }[]
}

/** Wholly or not at all. */
export function insertPruning(database: WritableDatabase, { layers, index, ...pruning }: NewPruning): void {
  database.transaction(() => {
    rowWriter(database, 'prunings')({ ...pruning, pruning: index })
    const write = rowWriter(database, 'weight_masks')
    layers.forEach(({ exempt, coactivation, ...layer }, position) => write({
      ...layer, pruning: index, position, exempt: Number(exempt), opportunities: coactivation?.opportunities ?? null,
      mean: coactivation?.mean ?? null, never: coactivation?.never ?? null,
      histogram: coactivation && JSON.stringify(coactivation.histogram)
    }))
  })()
}

/** Connections of the latest pruning, and those that it left; null where nothing was pruned. */
export function readLatestPruning(database: ReadableDatabase): { weights: number; kept: number } | null {
  if (fileVersion(database) < firstVersion) return null
  const sums = database
    .prepare(
      'SELECT sum(weights) AS weights, sum(kept) AS kept FROM weight_masks ' +
        'WHERE pruning = (SELECT max(pruning) FROM prunings)'
    )
    .get() as { weights: number | null; kept: number | null }
  return sums.weights === null || sums.kept === null ? null : { weights: sums.weights, kept: sums.kept }
}

interface LayerRow {
  pruning: number; epoch: number; iteration: number; alternation: number | null; seconds: number
  name: string; weights: number; kept: number; exempt: number
  opportunities: number | null; mean: number | null; never: number | null; histogram: string | null
}

/** Prunings after an index, in order. */
export function readPrunings(database: ReadableDatabase, after: number): PruningRecord[] {
  if (fileVersion(database) < firstVersion) return []
  const rows = database.prepare(`
    SELECT p.pruning, p.epoch, p.iteration, p.alternation, p.seconds,
      w.name, w.weights, w.kept, w.exempt, w.opportunities, w.mean, w.never, w.histogram
    FROM weight_masks AS w JOIN prunings AS p ON p.pruning = w.pruning
    WHERE w.pruning > ? ORDER BY w.pruning, w.position
  `).all(after) as LayerRow[]
  return [...Map.groupBy(rows, ({ pruning }) => pruning).values()].map((layers) => {
    const { pruning, epoch, iteration, alternation, seconds } = elementOf(layers, 0)
    const sum = (value: (row: LayerRow) => number): number => layers.reduce((total, row) => total + value(row), 0)
    return pruningRecordSchema.parse({
      index: pruning,
      epoch,
      iteration,
      alternation,
      seconds,
      weights: sum((row) => row.weights),
      kept: sum((row) => row.kept),
      layers: layers.map(toLayer)
    })
  })
}

function toLayer({ name, weights, kept, exempt, opportunities, mean, never, histogram }: LayerRow): PrunedLayer {
  const coactivation =
    histogram === null
      ? null
      : coactivationSchema.parse({ opportunities, mean, never, histogram: JSON.parse(histogram) as unknown })
  return { name, weights, kept, exempt: exempt === 1, coactivation }
}

/** Name, weights, bits. */
const maskRowSchema = z.tuple([z.string(), z.number().int(), z.instanceof(Uint8Array)])

/** The packed masks that hold in a checkpoint's weights, by layer; none where every weight is free. */
export function readWeightMasks(
  database: ReadableDatabase,
  checkpoint: string
): { name: string; weights: number; bits: Uint8Array }[] {
  if (fileVersion(database) < firstVersion) return []
  const pruning = database.prepare('SELECT pruning FROM checkpoints WHERE name = ?').pluck().get(checkpoint) as
    number | null | undefined
  if (pruning === null || pruning === undefined) return []
  const rows = database.prepare(`
    SELECT ${hashedSelection(database, 'weight_masks')} FROM weight_masks WHERE pruning = ? ORDER BY position
  `).raw().all(pruning) as Value[][]
  return rows.map((row) => {
    const [name, weights, bits] = maskRowSchema.parse([row[2], row[3], row[6]])
    demandWhole(database, row, `the weight mask of "${name}" of pruning ${pruning}`)
    if (bits.length !== Math.ceil(weights / 8))
      throw new Failure(`The run file holds no complete weight mask of "${name}" at pruning ${pruning}.`)
    return { name, weights, bits }
  })
}

export function insertSensitivity(
  database: WritableDatabase,
  { at, layer, degree, error, loss }: SensitivityPoint
): void {
  rowWriter(database, 'sensitivity', [], { or: 'OR REPLACE' })({ checkpoint_name: at, layer, degree, error, loss })
}

const sensitivityRowSchema = sensitivityPointSchema.extend({ number: z.number().int() })

/** Points written after the given one, and the number of the last. */
export function readSensitivity(
  database: ReadableDatabase,
  after: number
): { points: SensitivityPoint[]; last: number } {
  if (fileVersion(database) < firstVersion) return { points: [], last: after }
  const rows = z.array(sensitivityRowSchema).parse(database.prepare(
    'SELECT number, checkpoint_name AS at, layer, degree, error, loss FROM sensitivity WHERE number > ? ORDER BY number'
  ).all(after))
  return {
    last: rows.at(-1)?.number ?? after,
    points: rows.map(({ at, layer, degree, error, loss }) => ({ at, layer, degree, error, loss }))
  }
}
