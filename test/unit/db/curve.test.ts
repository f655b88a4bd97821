/** A live curve of any length: what is seen of it, against all of its points. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadableDatabase } from '../../../db/database'
import { hashedColumns } from '../../../db/checksums'
import { readCurve, readCurveRows, readShownCurve } from '../../../db/curve'
import { trainingStates } from '../../../db/migrations/007-training-states'
import { outlineWholeBlocks } from '../../../db/migrations/010-curve-outline'
import { readRunCurve } from '../../../db/run-curves'
import type { CurvePoint } from '../../../preload/schema/run'
import { beginRun, reading, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const many = 60_000

/** Every third iteration, falling and noisy, with equal values among them. */
const pointAt = (place: number): CurvePoint => ({
  iteration: 3 * place + 3, epoch: (3 * place + 3) / 10_000, error: place % 97 / 97, learningRate: 0.1,
  loss: Math.abs(Math.sin(place * place)) + 1000 / (place + 1)
})
const all = Array.from({ length: many }, (_, place) => pointAt(place))
const run = beginRun(temporaryFolder())
for (const point of all) run.recorder.curvePoint(point)
run.recorder.end('finished', null)

const read = <T>(work: (database: ReadableDatabase) => T): T => reading(run.path, work)
const extremesOf = (points: readonly CurvePoint[], of: 'loss' | 'error'): number[] => {
  const values = points.map((point) => point[of])
  return [Math.min(...values), Math.max(...values)]
}

describe('the outline of a curve', () => {
  const block = 128

  it('holds of each whole block its first, its last and its extremes, and nothing of one that is not whole', () => {
    const kept = read((database) => database.prepare('SELECT iteration, block FROM curve_outline').all()) as
      { iteration: number; block: number }[]
    expect(new Set(kept.map((one) => one.block)).size).toBe(Math.floor(many / block))
    for (const [number, rows] of Map.groupBy(kept, (one) => one.block)) {
      const points = all.slice(number * block, (number + 1) * block)
      const outlined = rows.map(({ iteration }) => points.find((point) => point.iteration === iteration)!)
      expect(outlined.length).toBeLessThanOrEqual(6)
      expect([outlined[0], outlined.at(-1)]).toEqual([points[0], points.at(-1)])
      for (const of of ['loss', 'error'] as const) expect(extremesOf(outlined, of)).toEqual(extremesOf(points, of))
    }
  })

  it('is the same for a file of an older version, made when it is brought to this one', () => {
    const outline = (database: ReadableDatabase) => database.prepare('SELECT * FROM curve_outline').all()
    const before = read(outline)
    writing(run.path, (database) => {
      database.exec(`
        DROP TABLE curve_outline;
        DROP TABLE training_state_tensors;
        DROP TABLE training_states;
        ALTER TABLE training_set DROP COLUMN image_means;
        ${trainingStates}
      `)
      for (const table of [...Object.keys(hashedColumns), 'mask_rows'])
        database.exec(`ALTER TABLE ${table} DROP COLUMN checksum`)
      database.pragma('user_version = 9')
    })
    expect(read((database) => readShownCurve(database, 0)).length).toBeLessThan(6 * 600)
    writing(run.path, () => undefined)
    expect(read(outline)).toEqual(before)
  })
})

describe('what is seen of a curve', () => {
  it('are few of its points, in order, with the extremes of every piece', () => {
    const shown = read((database) => readShownCurve(database, 0))
    expect(shown.length).toBeLessThan(6 * 600)
    expect([shown[0], shown.at(-1)]).toEqual([all[0], all.at(-1)])
    const iterations = shown.map(({ iteration }) => iteration)
    expect(iterations).toEqual([...new Set(iterations)].sort((one, other) => one - other))
    for (const point of shown) expect(point).toEqual(all[point.iteration / 3 - 1])
    // Within an eighth of the curve, cut where a piece may be cut, nothing sticks out that is not there.
    for (const of of ['loss', 'error'] as const) expect(extremesOf(shown, of)).toEqual(extremesOf(all, of))
  })

  it('after an iteration, or of a short curve, is every point', () => {
    const after = all[many - 1000].iteration
    expect(read((database) => readShownCurve(database, after))).toEqual(all.slice(many - 999))
    expect(read((database) => readShownCurve(database, all.at(-1)!.iteration))).toEqual([])
  })

  it('holds in any stretch its smallest and largest values', () => {
    const place = fastCheck.integer({ min: 0, max: many - 1 })
    fastCheck.assert(fastCheck.property(place, place, (one, other) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)]
      const inside = all.slice(first, last + 1)
      const { rows } = read((database) => readCurveRows(
        database, 'iteration, loss, error', all[first].iteration - 1, all[last].iteration
      ))
      const seen = rows.map(([iteration]) => all[iteration / 3 - 1])
      expect([seen[0], seen.at(-1)]).toEqual([inside[0], inside.at(-1)])
      for (const of of ['loss', 'error'] as const) expect(extremesOf(seen, of)).toEqual(extremesOf(inside, of))
      if (inside.length <= 50_000) expect(seen).toEqual(inside)
      else expect(seen.length).toBeLessThan(inside.length / 16)
    }), { numRuns: 60 })
  })

  it('of a stretch of epochs is every point in it, and one on each side', () => {
    const stretch = { from: 5, to: 6.00005 }
    const { at, values } = read((database) => readRunCurve(database, 'trainLoss', 'epoch', stretch))
    const inside = all.filter(({ epoch }) => epoch >= stretch.from && epoch <= stretch.to)
    const first = all.indexOf(inside[0])
    const expected = all.slice(first - 1, first + inside.length + 1)
    expect([...at]).toEqual(expected.map(({ epoch }) => epoch))
    expect([...values]).toEqual(expected.map(({ loss }) => loss))
  })
})

describe('a curve of 700,000 points', () => {
  const points = 700_000
  const long = beginRun(temporaryFolder())
  long.recorder.end('finished', null)
  writing(long.path, (database) => {
    database.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${points})
      INSERT INTO curve
        SELECT i, i / 1e4, abs(random() % 1000000) / 1e6, abs(random() % 100) / 1e2, 0.1, NULL FROM n;
      ${outlineWholeBlocks}
    `)
  })
  const rowsOf = (after: number, until: number): number[][] =>
    reading(long.path, (database) => readCurveRows(database, 'iteration, loss, error', after, until).rows)
  const extremes = (after: number, until: number): unknown[] => reading(long.path, (database) => database.prepare(`
    SELECT min(loss), max(loss), min(error), max(error) FROM curve WHERE iteration > ? AND iteration <= ?
  `).raw().get(after, until) as unknown[])

  it('is read from wide blocks where all of it is seen, and from narrow ones at a closer look', () => {
    expect(rowsOf(0, points).length).toBeLessThan(8000)
    expect(rowsOf(0, points / 2).length).toBeGreaterThan(10_000)
  })

  it.each([[0, points], [1234, 690_001], [2047, 2048 * 330], [300_000, 420_000]])(
    'has the extremes between %d and %d', (after, until) => {
      const rows = rowsOf(after, until)
      const column = (at: number): number[] => rows.map((row) => row[at] ?? Number.NaN)
      expect([1, 2].flatMap((at) => [Math.min(...column(at)), Math.max(...column(at))])).toEqual(extremes(after, until))
      expect([rows[0]?.[0], rows.at(-1)?.[0]]).toEqual([after + 1, until])
    }
  )

  it('is opened without looking at every point of the outline', () => {
    const plan = reading(long.path, (database) => database.prepare(`
      EXPLAIN QUERY PLAN SELECT iteration FROM curve_outline WHERE iteration > ? AND iteration <= ? AND wide = 1
      ORDER BY iteration
    `).all(0, points)) as { detail: string }[]
    expect(plan.map(({ detail }) => detail).join('; ')).toMatch(/USING COVERING INDEX curve_outline_wide/)
  })
})

it('all points of a curve come in pieces', () => {
  const numbers: number[] = []
  for (let after = 0; ;) {
    const piece = read((database) => readCurve(database, after, 7000))
    if (piece.length === 0) break
    numbers.push(...piece)
    after = piece[piece.length - 5]
  }
  const points = all.flatMap(({ iteration, epoch, loss, error, learningRate }) =>
    [iteration, epoch, loss, error, learningRate])
  expect(numbers).toEqual(points)
})
