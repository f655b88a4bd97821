/** The closed forms against samples and finite differences, and where gradient descent ends. */
import { describe, expect, it } from 'vitest'
import { spurious } from '../../../../preload/schema/theory/spurious'
import { random } from '../../../../main/engine/random'
import { runSpurious } from '../../../../main/engine/theory/spurious'
import { descend } from '../../../../main/engine/theory/spurious/descent'
import {
  angleOf, dot, filterGradient, outputGradient, populationLoss, spuriousLoss, spuriousOutput, spuriousThreshold,
  teacherOf
} from '../../../../main/engine/theory/spurious/population'
import { flipped, onSphere, randomStart, randomTeacher } from '../../../../main/engine/theory/spurious/starts'

const gaussian = (seed: number, size: number): Float64Array => {
  const stream = random(seed, 'gaussian', size)
  return Float64Array.from({ length: size }, () => stream.normal())
}

describe('the population’s loss', () => {
  it.each([[3, 4], [6, 8]])('is the mean over samples, k = %i, p = %i', (k, p) => {
    const [filter, output, teacher] = [gaussian(1, p), gaussian(2, k), teacherOf(gaussian(3, k))]
    const stream = random(4, 'patches')
    const direction = onSphere(random(1, 'unused'), p).fill(0)
    direction[0] = 1
    const length = Math.sqrt(dot(filter, filter))
    const losses = Array.from({ length: 200_000 }, () => {
      let difference = 0
      for (let j = 0; j < k; j++) {
        const patch = Float64Array.from({ length: p }, () => stream.normal())
        difference += output[j] * Math.max(0, dot(patch, filter) / length) -
          teacher.output[j] * Math.max(0, dot(patch, direction))
      }
      return 0.5 * difference ** 2
    })
    const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length
    const deviation = Math.sqrt(losses.reduce((sum, value) => sum + (value - mean) ** 2, 0) / losses.length)
    // Four standard errors.
    expect(Math.abs(mean - populationLoss(angleOf(filter), output, teacher)))
      .toBeLessThan(4 * deviation / Math.sqrt(losses.length))
  })

  it('has the gradients that its differences say', () => {
    const [filter, output, teacher] = [gaussian(5, 6), gaussian(6, 5), teacherOf(gaussian(7, 5))]
    const [byFilter, byOutput] = [new Float64Array(6), new Float64Array(5)]
    filterGradient(filter, output, teacher, byFilter)
    outputGradient(angleOf(filter), output, teacher, byOutput)
    const height = 1e-6
    const difference = (values: Float64Array, at: number): number => {
      const value = values[at]!
      const around = [value + height, value - height].map((moved) => {
        values[at] = moved
        return populationLoss(angleOf(filter), output, teacher)
      })
      values[at] = value
      return (around[0]! - around[1]!) / (2 * height)
    }
    // Of central differences with 1e-6: rounding 1e-10, curvature 1e-12.
    byFilter.forEach((slope, i) => { expect(Math.abs(slope - difference(filter, i))).toBeLessThan(1e-8) })
    byOutput.forEach((slope, j) => { expect(Math.abs(slope - difference(output, j))).toBeLessThan(1e-8) })
  })
})

describe('the spurious minimum', () => {
  it.each([1, 2, 5, 9, 25])('has the closed form of its loss, k = %i', (k) => {
    const teacher = teacherOf(gaussian(8, k))
    expect(populationLoss(Math.PI, spuriousOutput(teacher), teacher)).toBeCloseTo(spuriousLoss(teacher), 12)
  })

  it('exists iff a_sᵀa* is negative, which is the condition on (1ᵀa*)²', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const teacher = teacherOf(gaussian(seed, 2 + (seed % 20)))
      const exists = teacher.sum ** 2 < teacher.squares * spuriousThreshold(teacher.output.length)
      expect(dot(spuriousOutput(teacher), teacher.output) < 0).toBe(exists)
    }
  })
})

describe('teachers', () => {
  it('have the ratio that is asked for', () => {
    for (const [k, ratio] of [[9, 0], [9, 4], [9, 9], [2, 1.5], [1, 1]] as const) {
      const { sum, squares } = randomTeacher(random(3, 'teacher'), k, ratio)
      expect(squares).toBeCloseTo(1, 12)
      expect(sum ** 2).toBeCloseTo(ratio, 12)
    }
  })
})

describe('gradient descent', () => {
  it('always finds the teacher from 1.2 thresholds on', () => {
    const k = 9
    const teacher = randomTeacher(random(1, 'teacher'), k, 1.2 * spuriousThreshold(k))
    const stream = random(2, 'starts')
    const ends = Array.from({ length: 100 }, () => descend(randomStart(stream, 8, teacher, 'paper'), teacher).end)
    expect(ends.filter((end) => end === 'global')).toHaveLength(100)
  })

  it('finds it from half of the starts where 1ᵀa* is 0, and from at least two of four sign flips', () => {
    const teacher = randomTeacher(random(4, 'teacher'), 9, 0)
    const stream = random(5, 'starts')
    const starts = Array.from({ length: 100 }, () => randomStart(stream, 8, teacher, 'paper'))
    const reached = ([[1, 1], [1, -1], [-1, 1], [-1, -1]] as const).map(([ofFilter, ofOutput]) =>
      starts.map((start) => descend(flipped(start, ofFilter, ofOutput), teacher).end === 'global'))
    // Two standard errors of a half of 100.
    const share = reached[0]!.filter(Boolean).length
    expect(share).toBeGreaterThanOrEqual(40)
    expect(share).toBeLessThanOrEqual(60)
    starts.forEach((_, i) => {
      expect(reached.filter((ends) => ends[i]).length).toBeGreaterThanOrEqual(2)
    })
  })
})

describe('the experiment', () => {
  it('comes to the same with the same seeds, and claims what the closed forms say', async () => {
    const parameters = spurious.schema.parse({ starts: 30, ratio: [1, 9] })
    const once = await runSpurious(parameters, [1, 2], () => undefined)
    const again = await runSpurious(parameters, [1, 2], () => undefined)
    expect(JSON.stringify(again.claims)).toBe(JSON.stringify(once.claims))
    expect(once.claims.map(({ holds }) => holds)).toEqual(Array(7).fill('holds'))
  })

  it('by SGD on samples ends where the population does', async () => {
    const parameters = spurious.schema.parse({ k: 4, p: 8, starts: 4, ratio: [1], signs: 'drawn', batch: 64 })
    const { claims, results } = await runSpurious(parameters, [1], () => undefined)
    expect(claims.at(-1)).toMatchObject({ holds: 'holds', measured: 1 })
    expect(results.at(-1)?.rows).toHaveLength(4)
  })
})
