/** The convex program of the last two layers against closed forms, finite differences, and its own dual. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimiseLate } from '../../../../../main/engine/numerics/minimise'
import { singularValues } from '../../../../../main/engine/numerics/singular-values'
import { random } from '../../../../../main/engine/random'
import { ownFactors, solveProgram } from '../../../../../main/engine/theory/last-layers/optimum'
import type { Products } from '../../../../../main/engine/theory/last-layers/products'
import {
  blocksOf, certificateOf, factorCount, factorObjective, type Program
} from '../../../../../main/engine/theory/last-layers/program'
import { gapOf } from '../../../../../preload/schema/last-layers'

const [examples, channels, width, classes] = [40, 3, 4, 3]
const quiet = { tell: () => undefined, stopped: () => false }

/** In Float64 throughout, so that bounds can be held to 1e-9. */
function plainProducts(values: Float32Array, columns: number): Products {
  const rows = values.length / columns
  const exactTimes = (other: Float64Array, width: number) => Float64Array.from({ length: rows * width }, (_, at) => {
    const [n, k] = [Math.floor(at / width), at % width]
    return range(columns).reduce((sum, i) => sum + values[n * columns + i]! * other[i * width + k]!, 0)
  })
  return {
    exactTimes,
    times: async (other, width) => exactTimes(other, width),
    transposedTimes: async (other, width) => Float64Array.from({ length: columns * width }, (_, at) => {
      const [i, k] = [Math.floor(at / width), at % width]
      return range(rows).reduce((sum, n) => sum + values[n * columns + i]! * other[n * width + k]!, 0)
    }),
    dispose: () => undefined
  }
}
/** As a device computes them: inputs and sums in float32, but for what is asked to be exact. */
function roundedProducts(values: Float32Array, columns: number): Products {
  const exact = plainProducts(values, columns)
  const rounded = (product: Products['times']): Products['times'] => async (other, width) =>
    Float32Array.from(await product(Float64Array.from(Float32Array.from(other)), width))
  return { ...exact, times: rounded(exact.times), transposedTimes: rounded(exact.transposedTimes) }
}
const range = (length: number): number[] => Array.from({ length }, (_, i) => i)

function programOf(seed: number, beta: number): Program {
  const { normal } = random(seed, 'features')
  const values = Float32Array.from({ length: examples * channels * width }, () => Math.max(0, normal()))
  return {
    products: plainProducts(values, channels * width),
    labels: Int32Array.from({ length: examples }, (_, n) => (n * n + seed) % classes),
    channels, width, classes, beta
  }
}
const ownOf = (seed: number) => {
  const { normal } = random(seed, 'own')
  const some = (length: number): Float64Array => Float64Array.from({ length }, () => normal())
  return { hidden: some(channels * width), classifier: some(channels * classes), bias: some(classes) }
}
const wanted = { gap: 1e-7, iterations: 4000, seconds: 60 }

describe('the objective of factors', () => {
  it('has the gradient of its finite differences', async () => {
    const program = programOf(1, 0.01)
    const from = ownFactors(program, ownOf(1), 2, 1)
    const at = from.values
    const objective = factorObjective(program, from)
    const gradient = new Float64Array(at.length)
    await objective(at, gradient)
    const step = 1e-6
    for (const [i, slope] of gradient.entries()) {
      const moved = (by: number) =>
        objective(at.map((value, k) => (k === i ? value + by : value)), new Float64Array(at.length))
      expect(slope).toBeCloseTo((await moved(step) - await moved(-step)) / (2 * step), 7)
    }
  })

  it('of the network’s own layers is their loss and penalty, at the scale that makes it least', async () => {
    const program = programOf(2, 0.01)
    const own = ownOf(2)
    const factors = ownFactors(program, own, 1, 1)
    const value = await factorObjective(program, factors)(factors.values, new Float64Array(factors.values.length))
    const { loss } = await certificateOf({ ...program }, { rank: 1, values: factors.values })
    const penalty = Array.from({ length: channels }, (_, c) =>
      Math.hypot(...own.hidden.slice(c * width, (c + 1) * width))
        * Math.hypot(...own.classifier.slice(c * classes, (c + 1) * classes)))
    // The certificate has the best bias for these blocks, so its loss is no larger.
    expect(value).toBeGreaterThanOrEqual(loss + 0.01 * penalty.reduce((sum, one) => sum + one, 0) - 1e-12)
    const [first] = blocksOf(program, factors)
    expect(first).toBeCloseTo((own.hidden[0] ?? 0) * (own.classifier[0] ?? 0), 12)
  })
})

describe('the certificate', () => {
  it('is above no objective, of whatever point', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 1e-3, max: 1 }),
      async (seed, beta) => {
        const program = programOf(seed, beta)
        const certificate = await certificateOf(program, ownFactors(program, ownOf(seed), 2, seed))
        const { reached } = await solveProgram(program, ownFactors(program, ownOf(seed), 3, seed), wanted, quiet)
          ?? { reached: [] }
        const best = reached.at(-1)?.objective ?? NaN
        expect(certificate.bound).toBeLessThanOrEqual(best + 1e-9)
        expect(best).toBeLessThanOrEqual(certificate.objective + 1e-9)
      }), { numRuns: 10, seed: 3 })
  })

  it('closes at the optimum, whose largest slope of a channel is β', async () => {
    for (const seed of [1, 2, 3]) {
      const program = programOf(seed, 0.02)
      const solved = await solveProgram(program, ownFactors(program, ownOf(seed), 3, seed), wanted, quiet)
      const best = solved!.reached.at(-1)!
      expect(gapOf(best)).toBeGreaterThanOrEqual(-1e-10)
      expect(gapOf(best)).toBeLessThan(1e-6)
      expect(best.violation).toBeCloseTo(1, 3)
    }
  })

  it('closes with products in float32, too, which alone are too coarse for the last steps', async () => {
    const { normal } = random(8, 'features')
    const values = Float32Array.from({ length: examples * channels * width }, () => 30 * Math.max(0, normal()))
    const products = roundedProducts(values, channels * width)
    const program = { ...programOf(8, 0.02), products }
    const solved = await solveProgram(program, ownFactors(program, ownOf(8), 3, 8), wanted, quiet)
    expect(gapOf(solved!.reached.at(-1)!)).toBeLessThan(1e-6)
  })

  it('of a β above every slope at zero leaves nothing but the bias: the entropy of the classes', async () => {
    const program = programOf(4, 1)
    const solved = await solveProgram(program, ownFactors(program, ownOf(4), 3, 4), wanted, quiet)
    const shares = Array.from({ length: classes }, (_, k) =>
      program.labels.filter((label) => label === k).length / examples)
    const entropy = -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0)
    expect(solved!.reached.at(-1)!.objective).toBeCloseTo(entropy, 6)
    expect(solved!.reached.at(-1)!.bound).toBeCloseTo(entropy, 6)
  })

  it('finds that layers of rank 1, as a network has, never come below the program', async () => {
    const program = programOf(5, 0.005)
    const start = ownFactors(program, ownOf(5), 1, 5)
    const best = (await solveProgram(program, ownFactors(program, ownOf(5), 3, 5), wanted, quiet))!.reached.at(-1)!
    const network = await minimiseLate(
      factorObjective(program, start), start.values, { tolerance: 1e-9, evaluations: 4000 }, async () => 'more')
    expect(network.value).toBeGreaterThanOrEqual(best.bound - 1e-9)
    expect(start.values).toHaveLength(factorCount(program, 1))
  })
})

it('says null when it is stopped', async () => {
  const program = programOf(6, 0.001)
  const stopped = { ...quiet, stopped: () => true }
  expect(await solveProgram(program, ownFactors(program, ownOf(6), 3, 6), wanted, stopped)).toBeNull()
})

it('finds singular values, the largest first, of matrices wide and high', async () => {
  // Of [[3, 0], [4, 5]]: √45 and √5.
  const found = await singularValues(Float64Array.of(3, 0, 4, 5), 2, 2)
  expect(found[0]).toBeCloseTo(Math.sqrt(45), 12)
  expect(found[1]).toBeCloseTo(Math.sqrt(5), 12)
  const { normal } = random(7, 'matrix')
  const wide = Float64Array.from({ length: 2 * 5 }, () => normal())
  const high = Float64Array.from({ length: 10 }, (_, i) => wide[(i % 2) * 5 + Math.floor(i / 2)] ?? 0)
  const [one, other] = [await singularValues(wide, 2, 5), await singularValues(high, 5, 2)]
  one.forEach((value, i) => expect(value).toBeCloseTo(other[i] ?? 0, 12))
})
