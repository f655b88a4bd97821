/** F = U v against a plain evaluation of the network, counts of U's entries, and readings of the paper that fail. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { denseSizes, separation } from '../../../../preload/schema/theory/separation'
import { random } from '../../../../main/engine/random'
import { runSeparation } from '../../../../main/engine/theory/separation'
import {
  denseFactors, pathFactors, pathOutput, stackedColumns
} from '../../../../main/engine/theory/separation/factors'
import {
  evaluate, homogeneous, matrix, randomLayers, times
} from '../../../../main/engine/theory/separation/network'

const silent = (): void => undefined
const run = (parameters: object, seeds = [1, 2]): ReturnType<typeof runSeparation> =>
  runSeparation(separation.schema.parse(parameters), seeds, silent)

const largestDifference = (one: Float64Array, other: Float64Array): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0)

describe('U and v of a network', () => {
  it('are those worked out by hand', () => {
    const [first, second] = [matrix(2, 2, (i, j) => 2 * i + j + 1), matrix(1, 2, (_i, j) => j + 5)]
    // q = W¹ (1, −1) = (−1, −1), so with masks (1, 0): F = 5 · (1 · 1 + 2 · −1) = −5.
    const { u, v } = denseFactors(
      Float64Array.of(1, -1), [Float64Array.of(1, 0), Float64Array.of(1)], [first, second]
    )
    expect([...v]).toEqual([5, 6, 15, 18, 10, 12, 20, 24])
    expect([...u.values].map((value) => value + 0)).toEqual([1, 0, 0, 0, -1, 0, 0, 0])
    expect([...times(u, v)]).toEqual([-5])
  })

  it('give the output of any network, in both forms, to rounding', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 5 })
    fc.assert(fc.property(widths, fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('linear', 'affine'),
      (dims, seed, form) => {
        const stream = random(seed, 'network')
        const layers = randomLayers(stream, dims)
        const digit = Float64Array.from({ length: dims[0] }, () => stream.normal())
        const { output, masks: own } = evaluate(layers, digit, form)
        const { weights, input, masks } = form === 'affine'
          ? homogeneous(layers, digit, own)
          : { weights: layers.map((layer) => layer.weights), input: digit, masks: own }
        const { u, v } = denseFactors(input, masks, weights)
        expect(largestDifference(times(u, v), output)).toBeLessThan(1e-12)
        expect(largestDifference(pathOutput(pathFactors(input, masks, weights), output.length), output))
          .toBeLessThan(1e-12)
        if (form === 'linear') expect(u.columns).toBe(denseSizes(dims).columns)
      }), { numRuns: 200 })
  })

  it('stack columns: rows in their place give another vector', () => {
    expect([...stackedColumns(matrix(2, 3, (i, j) => 10 * i + j))]).toEqual([0, 10, 1, 11, 2, 12])
  })
})

describe('the experiment', () => {
  it.each([
    [{ dims: [16, 4, 3] }], [{ dims: [49, 8, 10], digits: 5 }], [{ dims: [16, 4, 4, 3], digits: 4 }],
    [{ dims: [4, 3, 3, 3, 2], digits: 4 }], [{ dims: [16, 8, 10], form: 'affine' }]
  ])('holds for %o, with exact counts, and not as it is printed', async (parameters) => {
    const { claims } = await run(parameters)
    expect(claims.map(({ holds }) => holds)).toEqual(['holds', 'does not hold', 'does not hold', 'holds', 'holds'])
    expect(claims[2]?.measured).toBeGreaterThan(0.1)
  })

  const convolutions = [[[7, 3, 2, 2, 3]], [[7, 3, 4, 2, 10]], [[14, 3, 2, 3, 10]]]
  it.each(convolutions)('holds for the convolution %o', async (conv) => {
    const { claims } = await run({ conv, digits: 5 })
    const [exact, , , , zero] = claims
    expect([exact?.holds, zero?.holds]).toEqual(['holds', 'holds'])
    expect(zero?.bound).toBe(1 - 1 / (conv[2] ?? 1))
  })

  it('takes paths alone where U is too large, and has the sizes of the specification', async () => {
    const { claims, results } = await run({ dims: [784, 32, 10], digits: 2 }, [1])
    expect(claims.map(({ holds }) => holds)).toEqual(
      ['holds', 'does not hold', 'not applicable', 'not applicable', 'not applicable']
    )
    const sizes = new Map(results.find(({ name }) => name === 'sizes')?.rows.map(([net, ...rest]) => [net, rest]))
    expect(sizes.get('16-8-10')).toEqual([10_240, 0.8192, 1280, 0.001024, 0.875])
    expect(sizes.get('784-32-10')?.slice(0, 2)).toEqual([8_028_160, 642.2528])
    expect(sizes.get('49-16-16-10')?.slice(0, 3)).toEqual([32_112_640, 2569.0112, 125_440])
  })
})
