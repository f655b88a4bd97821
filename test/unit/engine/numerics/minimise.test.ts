/** L-BFGS against minima that are known in closed form. */
import { describe, expect, it } from 'vitest'
import { minimise, type Objective } from '../../../../main/engine/numerics/minimise'
import { random } from '../../../../main/engine/random'

const wanted = { tolerance: 1e-9, evaluations: 2000 }

/** ½ Σ curvature (x − minimum)², curvatures from 1 to 10³. */
const size = 30
const curvatures = Float64Array.from({ length: size }, (_, i) => 10 ** ((3 * i) / (size - 1)))
const stream = random(1, 'minimum')
const minimum = Float64Array.from({ length: size }, () => stream.normal())
const bowl: Objective = (at, gradient) => {
  at.forEach((value, i) => { gradient[i] = curvatures[i] * (value - minimum[i]) })
  return at.reduce((sum, value, i) => sum + 0.5 * curvatures[i] * (value - minimum[i]) ** 2, 0)
}

/** Rosenbrock's valley, minimum 0 at (1, 1). */
const valley: Objective = ([x, y], gradient) => {
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
  gradient[1] = 200 * (y - x * x)
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2
}

describe('minimise', () => {
  it('finds the minimum of a bowl whose curvatures are a thousand apart', () => {
    const { at, slope, begun } = minimise(bowl, new Float64Array(size), wanted)
    expect(slope).toBeLessThanOrEqual(wanted.tolerance)
    expect(begun).toBe(bowl(new Float64Array(size), new Float64Array(size)))
    at.forEach((value, i) => { expect(value).toBeCloseTo(minimum[i], 8) })
  })

  it('finds it in a few evaluations where the curvature is known', () => {
    const precondition = (direction: Float64Array): void => {
      direction.forEach((value, i) => { direction[i] = value / curvatures[i] })
    }
    const { at, evaluations } = minimise(bowl, new Float64Array(size), { ...wanted, precondition })
    at.forEach((value, i) => { expect(value).toBeCloseTo(minimum[i], 8) })
    expect(evaluations).toBeLessThan(10)
  })

  it('finds the end of a curved valley', () => {
    const { at, value } = minimise(valley, Float64Array.of(-1.2, 1), wanted)
    expect([...at]).toEqual([expect.closeTo(1, 7), expect.closeTo(1, 7)])
    expect(value).toBeLessThan(1e-14)
  })

  it('lowers the value with every further evaluation that it is given, and leaves the start as it was', () => {
    const start = Float64Array.of(-1.2, 1)
    const values = Array.from({ length: 40 }, (_, i) =>
      minimise(valley, start, { tolerance: 0, evaluations: i + 1 }).value)
    values.slice(1).forEach((value, i) => { expect(value).toBeLessThanOrEqual(values[i]) })
    expect(values[39]).toBeLessThan(values[0] / 10)
    expect([...start]).toEqual([-1.2, 1])
  })

  it('ends where it begins when that is a minimum, and where rounding lets nothing be lower', () => {
    expect(minimise(bowl, minimum, wanted)).toMatchObject({ at: minimum, value: 0, evaluations: 1 })
    const { value, evaluations } = minimise(bowl, new Float64Array(size), { tolerance: 0, evaluations: 100_000 })
    expect(value).toBeLessThan(1e-20)
    expect(evaluations).toBeLessThan(10_000)
  })
})
