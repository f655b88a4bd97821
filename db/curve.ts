/**
 * The live training curve. It may have a million points: whoever shows it is given those that are seen, whoever saves
 * it all of them, piece by piece.
 */
import { z } from 'zod'
import { curvePointSchema, type CurvePoint } from '../preload/schema/run'
import { rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { blocksPerWide, outlineWholeBlocks, pointsPerBlock } from './migrations/010-curve-outline'
import { fileVersion } from './open'

/** The first version of the run file that has an outline of the curve; of an older one all points are read. */
const outlineVersion = 10

/** Points that are read one by one, in about 60 ms; of more the outline is. */
const mostRead = 50_000

/** More than the wide blocks of a hundred million points show. */
const mostSeen = 1_000_000

/** Pieces in which a whole curve is shown: one for every other column of a chart's pixels; a closer look asks anew. */
const shownPieces = 600

/** Of fewer, wide blocks would be seen as such. */
const fewestWide = 300

/** The writer's side. */
export class CurveTable {
  readonly #database: WritableDatabase
  readonly #write: (point: CurvePoint) => unknown
  #sinceOutlined: number

  constructor(database: WritableDatabase) {
    this.#database = database
    const write = rowWriter(database, 'curve', [], { or: 'OR REPLACE' })
    this.#write = ({ learningRate, ...point }) => write({ ...point, learning_rate: learningRate })
    this.#sinceOutlined = database.prepare(
      'SELECT count(*) FROM curve WHERE iteration > coalesce((SELECT max(iteration) FROM curve_outline), -1)'
    ).pluck().get() as number
  }

  /** In the place of one of the same iteration, where there is one. */
  add(point: CurvePoint): void {
    this.#write(point)
    if (++this.#sinceOutlined < pointsPerBlock) return
    this.#database.exec(outlineWholeBlocks)
    this.#sinceOutlined = 0
  }
}

/** Removes points after an iteration, and the outline of blocks that had one of them. Call inside a transaction. */
export function rewindCurve(database: WritableDatabase, iteration: number): void {
  const block = database.prepare('SELECT min(block) FROM curve_outline WHERE iteration > ?').pluck().get(iteration) as
    number | null
  database.prepare('DELETE FROM curve WHERE iteration > ?').run(iteration)
  if (block === null) return
  database.prepare('DELETE FROM curve_outline WHERE block >= ?').run(block)
  database.prepare('UPDATE curve_outline SET wide = 0 WHERE block >= ?').run(block - (block % blocksPerWide))
}

const whole = 'iteration, epoch, loss, error, learning_rate'

const nextRows = (database: ReadableDatabase, after: number, most: number): number[][] =>
  database.prepare(`SELECT ${whole} FROM curve WHERE iteration > ? ORDER BY iteration LIMIT ?`)
    .raw().all(after, most) as number[][]

/** The next points after an iteration, in order: the five numbers of each behind each other. */
export const readCurve = (database: ReadableDatabase, after: number, most: number): Float64Array<ArrayBuffer> =>
  Float64Array.from(nextRows(database, after, most).flat())

/** The same, as records. */
export const readCurvePoints = (database: ReadableDatabase, after: number, most: number): CurvePoint[] =>
  toPoints(nextRows(database, after, most))

/**
 * Points after an iteration, in order: all of them, or of many those that are seen. Those are in each piece of the
 * curve the first, the last, and those of its smallest and largest loss and error.
 */
export function readShownCurve(database: ReadableDatabase, after: number): CurvePoint[] {
  const { rows, blocks } = readCurveRows(database, whole, after)
  const together = Math.ceil(((blocks.at(-1) ?? 0) - (blocks[0] ?? 0) + 1) / shownPieces)
  const seen: number[] = []
  for (let from = 0; from < rows.length;) {
    const piece = Math.floor((blocks[from] ?? 0) / together)
    let to = from + 1
    while (to < rows.length && Math.floor((blocks[to] ?? 0) / together) === piece) to++
    seen.push(...seenBetween(rows, from, to))
    from = to
  }
  return toPoints(seen.map((place) => rows[place] ?? []))
}

const [lossColumn, errorColumn] = [2, 3] as const

/** Places of the first, the last, and the extremes, rising. */
function seenBetween(rows: readonly (readonly number[])[], from: number, to: number): number[] {
  const places = new Set([from, to - 1])
  for (const column of [lossColumn, errorColumn]) {
    const at = (place: number): number => rows[place]?.[column] ?? 0
    let [least, most] = [from, from]
    for (let place = from; place < to; place++) {
      if (at(place) < at(least)) least = place
      if (at(place) > at(most)) most = place
    }
    places.add(least).add(most)
  }
  return [...places].sort((one, other) => one - other)
}

const toPoints = (rows: readonly (readonly number[])[]): CurvePoint[] =>
  z.array(curvePointSchema).parse(rows.map(([iteration, epoch, loss, error, learningRate]) =>
    ({ iteration, epoch, loss, error, learningRate })))

/** Columns of points in the order of iterations, and where each lies: in which block, or each in one of its own. */
export interface CurveRows { rows: number[][]; blocks: number[] }

/**
 * Points with `after` < iteration ≤ `until`: all of them, or of many the outline of all blocks that lie in between
 * whole, and every point before and behind those.
 * @param columns SQL; the first is the iteration
 */
export function readCurveRows(
  database: ReadableDatabase, columns: `iteration, ${string}`, after: number, until = Number.MAX_SAFE_INTEGER
): CurveRows {
  const points = (from: number, to: number): number[][] => database.prepare(
    `SELECT ${columns} FROM curve WHERE iteration > ? AND iteration <= ? ORDER BY iteration LIMIT ${mostSeen}`
  ).raw().all(from, to) as number[][]
  const outline = areMany(database, after, until) ? readOutline(database, columns, after, until) : null
  const [begin, end] = [outline?.rows[0]?.[0], outline?.rows.at(-1)?.[0]]
  if (!outline || begin === undefined || end === undefined) {
    const rows = points(after, until)
    return { rows, blocks: rows.map((_, place) => place) }
  }
  const [before, behind] = [points(after, begin - 1), points(end, until)]
  const [first, last] = [outline.blocks[0] ?? 0, outline.blocks.at(-1) ?? 0]
  return {
    rows: [...before, ...outline.rows, ...behind],
    blocks: [...before.map(() => first - 1), ...outline.blocks, ...behind.map(() => last + 1)]
  }
}

/** Of all blocks but the first and the last, which may be there in part; of wide ones where there are many. */
function readOutline(database: ReadableDatabase, columns: string, after: number, until: number): CurveRows {
  const between = 'WHERE iteration > ? AND iteration <= ?'
  const end = (order: 'ASC' | 'DESC'): number => database.prepare(
    `SELECT block FROM curve_outline ${between} ORDER BY iteration ${order} LIMIT 1`
  ).pluck().get(after, until) as number | undefined ?? 0
  const isWide = end('DESC') - end('ASC') >= fewestWide * blocksPerWide
  const [block, where] = isWide ? [`block / ${blocksPerWide}`, `${between} AND wide = 1`] : ['block', between]
  const rows = database.prepare(
    `SELECT ${columns} FROM curve_outline JOIN curve USING (iteration) ${where} ORDER BY iteration LIMIT ${mostSeen}`
  ).raw().all(after, until) as number[][]
  const blocks = database.prepare(`SELECT ${block} FROM curve_outline ${where} ORDER BY iteration LIMIT ${mostSeen}`)
    .pluck().all(after, until) as number[]
  const first = blocks.findIndex((one) => one !== blocks[0])
  const last = blocks.findLastIndex((one) => one !== blocks.at(-1)) + 1
  return first < 0 ? { rows: [], blocks: [] } : { rows: rows.slice(first, last), blocks: blocks.slice(first, last) }
}

function areMany(database: ReadableDatabase, after: number, until: number): boolean {
  if (fileVersion(database) < outlineVersion) return false
  const counted = database.prepare(
    'SELECT count(*) FROM (SELECT 1 FROM curve WHERE iteration > ? AND iteration <= ? LIMIT ?)'
  ).pluck().get(after, until, mostRead + 1) as number
  return counted > mostRead
}
