/** Theorem 1's numbers against closed forms, the paper's own U built out, and designs that meet the condition. */
import { describe, expect, it } from 'vitest'
import { theorem1 } from '../../../../preload/schema/theory/theorem1'
import { random } from '../../../../main/engine/random'
import { symmetricEigen } from '../../../../main/engine/numerics/symmetric-eigen'
import { designOf } from '../../../../main/engine/theory/design'
import type { Outcome } from '../../../../main/engine/theory/experiment'
import { inputsOf } from '../../../../main/engine/theory/inputs'
import { denseFactors } from '../../../../main/engine/theory/separation/factors'
import { matrix } from '../../../../main/engine/theory/separation/network'
import { runTheorem1 } from '../../../../main/engine/theory/theorem1'
import { isMet, isMetScaled, squaredCondition } from '../../../../main/engine/theory/theorem1/condition'
import { marchenkoPastur, populationSpectrum, spectra } from '../../../../main/engine/theory/theorem1/spectrum'

const run = async (parameters: object, seeds = [1, 2, 3]): Promise<Outcome> =>
  runTheorem1(theorem1.schema.parse(parameters), seeds, () => undefined)
const holds = ({ claims }: Outcome): string[] => claims.map((claim) => claim.holds)

describe('the eigenvalues', () => {
  it('are those of the paper’s U built by Kronecker products, but for zero columns', async () => {
    const [d, h, o, count] = [4, 2, 2, 40]
    const inputs = await inputsOf({ p: 1, k: 1, dims: [d, h, o], data: 'gaussian' }, count, 1, 'test')
    const stream = random(1, 'filters')
    const filters = Float64Array.from({ length: h * d }, () => stream.normal())
    const design = designOf(inputs, filters, 'teacher', stream)
    const columns = d * h * h * o
    const gram = new Float64Array(columns * columns)
    const weights = [matrix(h, d, (i, j) => filters[i * d + j]!), matrix(o, h, () => 1)]
    for (let n = 0; n < count; n++) {
      const input = inputs.values.subarray(n * d, (n + 1) * d)
      const mask = Float64Array.from({ length: h }, (_, c) =>
        (input.reduce((sum, value, i) => sum + value * filters[c * d + i]!, 0) > 0 ? 1 : 0))
      const { u } = denseFactors(input, [mask, new Float64Array(o).fill(1)], weights)
      expect(u.columns).toBe(columns)
      for (let row = 0; row < o; row++)
        for (let i = 0; i < columns; i++)
          for (let j = 0; j < columns; j++)
            gram[i * columns + j] += u.values[row * columns + i]! * u.values[row * columns + j]! / count
    }
    const whole = (await symmetricEigen(gram, columns)).values.sort()
    const [blocks] = await spectra(design, [count])
    // Each of the blocks' once for each output, and zeros for the rest: 1 − 1/h of the columns.
    const expected = Float64Array.from([
      ...new Float64Array(columns - blocks!.length * o), ...[...blocks!].flatMap((value) => [value, value])
    ]).sort()
    whole.forEach((value, i) => { expect(value).toBeCloseTo(expected[i]!, 10) })
    expect(whole[0]).toBeLessThan(1e-12)
  })

  it('are zero where there are fewer examples than columns', async () => {
    const inputs = await inputsOf({ p: 4, k: 4, dims: null, data: 'gaussian' }, 10, 1, 'test')
    const [eigenvalues] = await spectra(designOf(inputs, Float64Array.of(1, 0, 0, 0), 'random', random(1, 'm')), [10])
    expect([...eigenvalues!].filter((value) => value === 0).length).toBeGreaterThanOrEqual(6)
  })

  it('have the population’s atoms, of which k = 1 is a case of its own', () => {
    expect([...populationSpectrum(2, 2, 'teacher')]).toEqual(
      [0.5 - 1 / (2 * Math.PI), 0.5, 0.5, 0.5 + 1 / (2 * Math.PI)]
    )
    expect([...populationSpectrum(2, 1, 'teacher')]).toEqual([0.5, 0.5])
    for (const [k, expected] of [[2, 1.934], [4, 2.868], [8, 4.736], [16, 8.471]] as const) {
      const atoms = populationSpectrum(4, k, 'teacher')
      expect(atoms[atoms.length - 1]! / atoms[0]!).toBeCloseTo(expected, 3)
    }
    expect(marchenkoPastur(16, 1024)).toBeCloseTo(1.65, 2)
    // κ² ≤ 11/9 from N = 398 D on.
    expect(marchenkoPastur(1, 398)).toBeCloseTo(11 / 9, 3)
    expect(marchenkoPastur(16, 16)).toBe(Infinity)
  })
})

describe('the condition', () => {
  const epsilon = 1e-6

  /** √N times orthonormal columns: rows of a Hadamard matrix, so that UᵀU = N. */
  const orthogonal = (scale: number): Promise<Float64Array[]> => {
    const values = Float64Array.from({ length: 16 }, (_, at) => {
      const [row, column] = [Math.floor(at / 4), at % 4]
      return scale * (((row & column & 1) + ((row & column) >> 1)) % 2 === 0 ? 1 : -1)
    })
    return spectra({ count: 4, units: 2, width: 2, values }, [4])
  }

  it('is met by √m times orthonormal columns, and after scaling by three times these', async () => {
    const extremes = async (scale: number): Promise<{ least: number; largest: number }> => {
      const [eigenvalues] = await orthogonal(scale)
      return { least: eigenvalues![0]!, largest: eigenvalues![3]! }
    }
    const [one, three] = [await extremes(1), await extremes(3)]
    expect([isMet(epsilon, one), isMetScaled(epsilon, one)]).toEqual([true, true])
    expect([isMet(epsilon, three), isMetScaled(epsilon, three)]).toEqual([false, true])
    expect(squaredCondition(three)).toBeCloseTo(squaredCondition(one), 12)
  })

  it('is met by nothing where λ_min is 0', () => {
    expect(squaredCondition({ least: 0, largest: 1 })).toBe(Infinity)
    expect(isMetScaled(epsilon, { least: 0, largest: 1 })).toBe(false)
  })
})

describe('the experiment', () => {
  it('finds the atoms for the network’s own masks, and that the condition does not hold', async () => {
    const outcome = await run({ p: 4, k: 4, samples: [16_384] })
    expect(holds(outcome)).toEqual(['does not hold', 'holds', 'does not hold', 'does not hold', 'holds'])
    expect(outcome.claims[4]!.measured).toBeLessThan(0.06)
  })

  it('finds it met after scaling for independent masks at 16,384 examples alone', async () => {
    const outcome = await run({ p: 4, k: 4, masks: 'random', samples: [1024, 16_384] })
    expect(holds(outcome)).toEqual(['does not hold', 'holds', 'holds', 'holds', 'not applicable'])
    const [few, many] = outcome.results[0]!.rows
    // An independent program measured 1.65 ± 0.09 and 1.147 ± 0.012 over five seeds: three standard errors of three.
    expect(Math.abs(Number(few![5]) - 1.65)).toBeLessThan(0.16)
    expect(Math.abs(Number(many![5]) - 1.147)).toBeLessThan(0.03)
  })

  it('finds that it cannot hold for two hidden units', async () => {
    const outcome = await run({ dims: [4, 2, 2], samples: [200] })
    expect(outcome.claims[0]).toMatchObject({ measured: 0, holds: 'does not hold' })
    expect(outcome.claims[2]).toMatchObject({ measured: null, holds: 'does not hold' })
  })

  it('names inputs that are the same in every example: pixels, and components without variance', async () => {
    const [pixels, whitened] = await Promise.all(['digits', 'whitened'].map((data) =>
      run({ dims: [49, 1, 1], data, samples: [8000] }, [1])))
    expect(pixels!.results[2]!.rows).toContainEqual([0])
    expect(pixels!.claims[0]!.rule).toMatch(/; constant inputs: 0$/)
    expect(whitened!.claims[0]).toMatchObject({ measured: 0 })
    expect(whitened!.claims[0]!.rule).toMatch(/; constant inputs: 48$/)
  })

  it('sees whitened digits, whose components have the covariance of none', async () => {
    const kind = { p: 1, k: 1, dims: [10, 4, 1], data: 'pca' } as const
    const { count, width, values } = await inputsOf(kind, 500, 1, 'test')
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let n = 0; n < count; n++) sum += values[n * width + i]! * values[n * width + j]!
        expect(sum / count).toBeCloseTo(i === j ? 1 : 0, 10)
      }
  })
})
