/** Verdicts by their rules, and what a course records on its way. */
import { describe, expect, it } from 'vitest'
import { claimsOf } from '../../../../../main/engine/theory/solvers/claims'
import { Course } from '../../../../../main/engine/theory/solvers/course'
import { outcomeOf } from '../../../../../main/engine/theory/solvers/tables'
import type { SolverCourse, SolverName } from '../../../../../preload/schema/solvers'

/** Of looks as [masked loss, ReLU loss, test error]; the first is the start. */
const courseOf = (name: SolverName, ...looks: [number, number, number][]): SolverCourse => {
  const points = looks.map(([loss], passes) => ({ passes, seconds: passes, loss }))
  return {
    name, solver: name, points,
    looks: looks.map(([, reluLoss, testError], i) => ({ ...points[i]!, reluLoss, testError, drift: 0 }))
  }
}
const start: [number, number, number] = [1, 1, 0.5]
/** Of several runs: verdict, mean, deviation. */
const verdicts = (...runs: SolverCourse[][]): (string | number | null)[][] =>
  claimsOf(runs).map(({ holds, measured, spread }) => [holds, measured, spread])

describe('claims', () => {
  it('compare ends with those of SGD, and losses with errors', () => {
    expect(verdicts([
      courseOf('sgd', start, [0.5, 0.1, 0.2], [0.25, 0.3, 0.1]),
      courseOf('layerwise', start, [0.125, 0.375, 0.4])
    ])).toEqual([
      ['holds', 0.375 / 0.3, null],
      ['holds', 0.5, null],
      // Of the three pairs without the start: .5/.25 agrees, .5/.125 and .25/.125 do not.
      ['holds', 2 / 3, null],
      ['holds', -0.875, null]
    ])
  })

  it('do not hold where figures are against them, in one run of several', () => {
    expect(verdicts(
      [courseOf('sgd', start, [0.25, 0.5, 0.2]), courseOf('layerwise', start, [0.125, 1, 0.1])],
      [
        courseOf('sgd', start, [0.25, 0.5, 0.2]), courseOf('sgd', start, [0.6, 0.75, 0.3]),
        courseOf('layerwise', start, [0.125, 0.375, 0.1], [0.375, 0.375, 0.25])
      ]
    )).toEqual([
      ['does not hold', 1.375, expect.closeTo(0.884, 3)],
      ['does not hold', 1, expect.closeTo(0.707, 3)],
      ['does not hold', 0, 0],
      ['does not hold', 0.25, null]
    ])
  })

  it('do not apply to what was not asked for, or is the same', () => {
    expect(verdicts([courseOf('lbfgs', start, [0.5, 0.4, 0.2])]).map(([holds]) => holds))
      .toEqual(Array.from({ length: 4 }, () => 'not applicable'))
  })
})

it('tables have means and deviations over runs of where each solver ends', () => {
  const reading = (seed: number, loss: number, error: number) => ({
    snapshot: 1, seed, testExamples: 10,
    courses: [courseOf('sgd', start, [loss, 0.5, error]), courseOf('lbfgs', start, [0.5, 0.5, 0.5])],
    layers: [{ layer: 'last', now: 1, alone: loss, passes: 2, isSettled: seed === 1 }]
  })
  const { results } = outcomeOf([
    { run: 'one', reading: reading(1, 0.25, 0.1) }, { run: 'two', reading: reading(2, 0.75, 0.3) }
  ])
  const [ends, looks, points, layers] = results
  const column = (name: string): unknown[] => ends!.rows.map((row) => row[ends!.columns.indexOf(name)])
  expect(column('solver')).toEqual(['start', 'sgd', 'lbfgs'])
  expect(column('runs')).toEqual([2, 2, 2])
  expect(column('masked loss')).toEqual([1, 0.5, 0.5])
  expect(column('± masked loss')).toEqual([0, expect.closeTo(Math.sqrt(0.125), 9), 0])
  expect(column('ReLU test error %')[1]).toBeCloseTo(20, 9)
  expect([looks, points].map((table) => table!.rows.length)).toEqual([8, 8])
  expect(layers!.rows).toEqual([['one', 'last', 1, 0.25, 2, 'yes'], ['two', 'last', 1, 0.75, 2, 'no']])
})

describe('a course', () => {
  it('looks at the start, after 1, 2, 4 and more passes, and at its end', async () => {
    const shares: number[] = []
    const measured = {
      loss: async () => 7,
      look: async () => ({ reluLoss: 1, testError: 0.5, drift: 0.25 })
    }
    const course = new Course(measured, 7, () => false, (share) => { shares.push(share) })
    await course.point(new Map(), null)
    for (const passes of [1, 0.3, 0.7, 1.5, 2.5]) {
      await course.work(passes, async () => undefined)
      await course.point(new Map(), passes)
    }
    expect(course.left).toBeCloseTo(1, 9)
    const { name, solver, points, looks } = await course.end('sgd', 'sgd:1')
    expect([name, solver]).toEqual(['sgd', 'sgd:1'])
    expect(points.map(({ passes, loss }) => [passes, loss]))
      .toEqual([[0, 7], [1, 1], [1.3, 0.3], [2, 0.7], [3.5, 1.5], [6, 2.5]])
    expect(looks.map(({ passes }) => passes)).toEqual([0, 1, 2, 6])
    expect(shares.at(-1)).toBeCloseTo(6 / 7, 9)
  })

  it('ends with a look at its last point', async () => {
    const measured = { loss: async () => 7, look: async () => ({ reluLoss: 1, testError: 0.5, drift: 0.25 }) }
    const course = new Course(measured, 4, () => false, () => undefined)
    await course.point(new Map(), null)
    await course.work(1, async () => undefined)
    await course.point(new Map(), 3)
    await course.work(0.5, async () => undefined)
    await course.point(new Map(), 2)
    const { looks } = await course.end('sgd', 'sgd:1')
    expect(looks.map(({ passes, loss }) => [passes, loss])).toEqual([[0, 7], [1, 3], [1.5, 2]])
  })
})
