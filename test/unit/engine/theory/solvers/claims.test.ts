/** Verdicts by their rules, and what a course records on its way. */
import { describe, expect, it } from 'vitest'
import { claimsOf, type NamedCourse } from '../../../../../main/engine/theory/solvers/claims'
import { Course } from '../../../../../main/engine/theory/solvers/course'
import type { SolverName } from '../../../../../preload/schema/solvers'

/** Of looks as [masked loss, ReLU loss, test error]; the first is the start. */
const courseOf = (name: SolverName, ...looks: [number, number, number][]): NamedCourse => {
  const points = looks.map(([loss], passes) => ({ passes, seconds: passes, loss }))
  return {
    name,
    course: {
      solver: name, points,
      looks: looks.map(([, reluLoss, testError], i) => ({ ...points[i]!, reluLoss, testError, drift: 0 }))
    }
  }
}
const start: [number, number, number] = [1, 1, 0.5]
const verdicts = (...courses: NamedCourse[]): (string | number | null)[][] =>
  claimsOf(courses).map(({ holds, measured, bound }) => [holds, measured, bound])

describe('claims', () => {
  it('compare ends with those of SGD, and losses with errors', () => {
    const [best, nothing, rise] = verdicts(
      courseOf('sgd', start, [0.5, 0.1, 0.2], [0.25, 0.3, 0.1]),
      courseOf('layerwise', start, [0.125, 0.375, 0.4])
    )
    expect(best).toEqual(['holds', 0.375, 0.3])
    // Of the three pairs without the start: .5/.25 agrees, .5/.125 and .25/.125 do not.
    expect(nothing).toEqual(['holds', 2 / 3, 0.4])
    expect(rise).toEqual(['holds', -0.875, 0])
  })

  it('do not hold where figures are against them', () => {
    const [best, nothing, rise] = verdicts(
      courseOf('sgd', start, [0.5, 0.4, 0.2]), courseOf('sgd', start, [0.6, 0.5, 0.3]),
      courseOf('layerwise', start, [0.25, 0.375, 0.1], [0.5, 0.375, 0.2])
    )
    expect(best).toEqual(['does not hold', 0.375, 0.4])
    expect(nothing).toEqual(['does not hold', 0, 0.4])
    expect(rise).toEqual(['does not hold', 0.25, 0])
  })

  it('do not apply to what was not asked for, or is the same', () => {
    expect(verdicts(courseOf('lbfgs', start, [0.5, 0.4, 0.2]))).toEqual([
      ['not applicable', 0.4, null], ['not applicable', null, 0.4], ['not applicable', null, 0]
    ])
  })
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
    const { solver, points, looks } = await course.end('one')
    expect(solver).toBe('one')
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
    const { looks } = await course.end('one')
    expect(looks.map(({ passes, loss }) => [passes, loss])).toEqual([[0, 7], [1, 3], [1.5, 2]])
  })
})
