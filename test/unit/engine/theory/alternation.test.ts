/** Weight steps against least squares of the written-out design, what rises and what does not, where labels leak. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alternation } from '../../../../preload/schema/theory/alternation'
import { LeastSquares } from '../../../../main/engine/numerics/least-squares'
import { random } from '../../../../main/engine/random'
import { runAlternation } from '../../../../main/engine/theory/alternation'
import { alternate, startOf } from '../../../../main/engine/theory/alternation/descent'
import { nextMasks } from '../../../../main/engine/theory/alternation/mask-steps'
import {
  digitsProblem, objectiveOf, pooledSide, positiveMasks, preActivations, reluError, reluObjective, type Masks,
  type Problem, type Weights
} from '../../../../main/engine/theory/alternation/network'
import { reluGradient } from '../../../../main/engine/theory/alternation/relu'
import { bestFilters, bestOutputs } from '../../../../main/engine/theory/alternation/weight-steps'
import { pooledDigits } from '../../../../main/engine/theory/digits'
import { whiteningOf } from '../../../../main/engine/theory/whitening'

const normals = (length: number, seed: number, purpose: string): Float64Array => {
  const stream = random(seed, purpose)
  return Float64Array.from({ length }, () => stream.normal())
}

interface Shape { count: number; width: number; hidden: number; outputs: number; ridge: number; seed: number }

/** Gaussian inputs with a constant, Gaussian targets, random masks and weights. */
function randomProblem({ count, width, hidden, outputs, ridge, seed }: Shape): {
  problem: Problem; weights: Weights; masks: Masks
} {
  const size = width + 1
  const inputs = normals(count * size, seed, 'inputs').map((value, at) => (at % size === width ? 1 : value))
  const targets = normals(count * outputs, seed, 'targets')
  const stream = random(seed, 'bits')
  return {
    problem: { count, size, inputs, outputs, targets, ridge },
    weights: {
      filters: normals(hidden * size, seed, 'filters'), outputs: normals(outputs * (hidden + 1), seed, 'outputs')
    },
    masks: Uint8Array.from({ length: count * hidden }, () => (stream.uniform() < 0.5 ? 1 : 0))
  }
}

const shapes = fc.record({
  count: fc.integer({ min: 8, max: 30 }), width: fc.integer({ min: 1, max: 4 }), hidden: fc.integer({ min: 1, max: 5 }),
  outputs: fc.integer({ min: 1, max: 3 }), ridge: fc.double({ min: 0.01, max: 2, noNaN: true }), seed: fc.nat(10_000)
})

const largestDifference = (one: Float64Array, other: Float64Array): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0)

describe('a weight step', () => {
  it('is least squares of the written-out design with √ridge below it', () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { problem: { count, size, inputs, outputs, targets, ridge }, weights, masks } = randomProblem(shape)
      const problem = { count, size, inputs, outputs, targets, ridge }
      const { hidden } = shape
      const unknowns = hidden * size
      const rows = count * outputs + unknowns
      const matrix = new Float64Array(rows * unknowns)
      const right = new Float64Array(rows)
      for (let n = 0; n < count; n++)
        for (let o = 0; o < outputs; o++) {
          const row = n * outputs + o
          right[row] = targets[row]! - weights.outputs[o * (hidden + 1) + hidden]!
          for (let c = 0; c < hidden; c++)
            for (let i = 0; i < size; i++)
              matrix[row * unknowns + c * size + i] =
                masks[n * hidden + c]! * weights.outputs[o * (hidden + 1) + c]! * inputs[n * size + i]!
        }
      for (let i = 0; i < unknowns; i++) matrix[(count * outputs + i) * unknowns + i] = Math.sqrt(ridge)
      const expected = new LeastSquares(matrix, rows, unknowns).solve(right)
      const found = bestFilters(problem, weights.outputs, masks, weights.filters, 0)
      // Normal equations square a condition of at most about 1e3.
      expect(largestDifference(found, expected)).toBeLessThan(1e-7)
    }), { numRuns: 60 })
  })

  it('is where no small change lowers the objective, in either layer', () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { problem, weights, masks } = randomProblem(shape)
      const filters = bestFilters(problem, weights.outputs, masks, weights.filters, 0)
      const outputs = bestOutputs(problem, weights.filters, masks)
      for (const found of [{ filters, outputs: weights.outputs }, { filters: weights.filters, outputs }]) {
        const moved = found.filters === filters ? 'filters' : 'outputs'
        const lowest = objectiveOf(problem, found, masks)
        expect(lowest).toBeLessThanOrEqual(objectiveOf(problem, weights, masks) + 1e-12)
        const direction = normals(found[moved].length, shape.seed, 'direction')
        const other = { ...found, [moved]: found[moved].map((value, i) => value + 1e-3 * direction[i]!) }
        expect(objectiveOf(problem, other, masks)).toBeGreaterThan(lowest)
      }
    }), { numRuns: 60 })
  })

  it('reaches the least squares of all unknowns in one sweep, where one hidden unit is always on', () => {
    const shape = { count: 30, width: 4, hidden: 1, outputs: 1, ridge: 1e-9, seed: 3 }
    const { problem, weights } = randomProblem(shape)
    const masks = new Uint8Array(problem.count).fill(1)
    const filters = bestFilters(problem, weights.outputs, masks, weights.filters, 0)
    const outputs = bestOutputs(problem, filters, masks)
    const { count, size, inputs, targets } = problem
    const solution = new LeastSquares(inputs, count, size).solve(targets)
    const residual = targets.map((target, n) => {
      let sum = -target
      for (let i = 0; i < size; i++) sum += inputs[n * size + i]! * solution[i]!
      return sum
    })
    const least = 0.5 * residual.reduce((sum, value) => sum + value * value, 0) / count
    expect(Math.abs(objectiveOf({ ...problem, ridge: 0 }, { filters, outputs }, masks) - least)).toBeLessThan(1e-9)
  })

  it('says so where nothing determines a weight', () => {
    const { problem, weights } = randomProblem({ count: 20, width: 3, hidden: 2, outputs: 2, ridge: 0, seed: 1 })
    const masks = new Uint8Array(40).map((_, at) => at % 2)
    const sentence =
      'Weights of a step are not determined, as where a hidden unit is off for every example; give --ridge more.'
    expect(() => bestFilters(problem, weights.outputs, masks, weights.filters, 0)).toThrow(sentence)
    expect(() => bestOutputs(problem, weights.filters, masks)).toThrow(sentence)
  })
})

describe('a mask step', () => {
  it('that minimises the objective never raises it, and no single bit would lower it more', () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { problem, weights, masks } = randomProblem(shape)
      const before = objectiveOf(problem, weights, masks)
      let found = nextMasks(problem, weights, masks, 'optimal', 0)
      expect(objectiveOf(problem, weights, found)).toBeLessThanOrEqual(before + 1e-12)
      for (let again = 0; again < 5; again++) found = nextMasks(problem, weights, found, 'optimal', 0)
      const lowest = objectiveOf(problem, weights, found)
      for (let bit = 0; bit < found.length; bit++) {
        const turned = found.slice()
        turned[bit] = 1 - turned[bit]!
        expect(objectiveOf(problem, weights, turned)).toBeGreaterThan(lowest - 1e-12)
      }
    }), { numRuns: 40 })
  })

  it('of (12) makes the masked network the ReLU network, that of energy with β = 0 too', () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { problem, weights, masks } = randomProblem(shape)
      for (const rule of ['sign', 'energy'] as const) {
        const found = nextMasks(problem, weights, masks, rule, 0)
        expect(Math.abs(objectiveOf(problem, weights, found) - reluObjective(problem, weights))).toBeLessThan(1e-12)
      }
    }), { numRuns: 20 })
  })

  it('of energy passes what is above √β', () => {
    const { problem, weights, masks } = randomProblem(
      { count: 20, width: 3, hidden: 2, outputs: 2, ridge: 1, seed: 1 })
    const activations = preActivations(problem, weights.filters)
    expect([...nextMasks(problem, weights, masks, 'energy', 0.25)])
      .toEqual([...activations].map((value) => (value > 0.5 ? 1 : 0)))
  })
})

describe('the ReLU network', () => {
  it('has the gradient of its objective', () => {
    const { problem, weights } = randomProblem({ count: 20, width: 3, hidden: 4, outputs: 2, ridge: 0.1, seed: 5 })
    const at = Float64Array.from([...weights.filters, ...weights.outputs])
    const gradient = new Float64Array(at.length)
    expect(reluGradient(problem, weights.filters.length, at, gradient)).toBeCloseTo(reluObjective(problem, weights), 12)
    const [height, unused] = [1e-6, new Float64Array(at.length)]
    at.forEach((_, i) => {
      const [above, below] = [height, -height].map((by) => {
        const moved = at.slice()
        moved[i]! += by
        return reluGradient(problem, weights.filters.length, moved, unused)
      })
      expect(Math.abs((above! - below!) / (2 * height) - gradient[i]!)).toBeLessThan(1e-6)
    })
  })

  it('errs where another output is above that of the label', () => {
    const problem: Problem = {
      count: 2, size: 1, inputs: Float64Array.of(1, 1), outputs: 2, targets: new Float64Array(4), ridge: 0
    }
    const weights = { filters: Float64Array.of(1), outputs: Float64Array.of(1, 0, -1, 0) }
    expect(reluError(problem, Int32Array.of(0, 1), weights)).toBe(50)
  })
})

describe('the alternation', () => {
  it('begins with the masks of its filters', () => {
    const { problem, weights } = randomProblem({ count: 20, width: 3, hidden: 4, outputs: 2, ridge: 0.1, seed: 5 })
    expect([...startOf(problem, weights.filters).masks])
      .toEqual([...positiveMasks(preActivations(problem, weights.filters))])
  })

  it('never rises by a weight step, whatever the rule, and by no step where masks minimise the objective', () => {
    const rules = fc.record({
      rule: fc.constantFrom('sign' as const, 'energy' as const, 'optimal' as const),
      sweeps: fc.integer({ min: 1, max: 3 }), proximal: fc.constantFrom(0, 1, 30), threshold: fc.constant(0.01),
      alternations: fc.constant(4)
    })
    fc.assert(fc.property(shapes, rules, (shape, given) => {
      const { problem, weights } = randomProblem(shape)
      const { steps } = alternate(problem, weights.filters, given)
      steps.slice(1).forEach(({ kind, objective }, at) => {
        if (kind === 'masks' && given.rule !== 'optimal') return
        expect(objective).toBeLessThanOrEqual(steps[at]!.objective + 1e-9)
      })
    }), { numRuns: 60 })
  })
})

describe('the experiment', () => {
  const holding = async (given: object, seeds = [1, 2, 3]): Promise<string[]> => {
    const { claims } = await runAlternation(alternation.schema.parse(given), seeds, () => undefined)
    return claims.map(({ holds }) => holds)
  }
  const [yes, no] = ['holds', 'does not hold']

  it('rises by mask steps of (12), not by weight steps, and its network is the ReLU network', async () => {
    const [weights, masks, , same] = await holding({ examples: 300, alternations: 8, sweeps: 3 }, [1])
    expect([weights, masks, same]).toEqual([yes, no, yes])
  })

  it('does not rise in five seeds where weights stay near', async () => {
    const digits = pooledDigits('train', pooledSide)
    const whitening = await whiteningOf(digits.values, digits.count, digits.size, 16)
    for (const seed of [1, 2, 3, 4, 5]) {
      const chosen = random(seed, 'test').permutation(digits.count).subarray(0, 600)
      const { problem } = digitsProblem('train', whitening, 0.01, chosen)
      const filters = normals(10 * problem.size, seed, 'filters').map((value) => value / Math.sqrt(problem.size))
      const rules = { rule: 'sign', threshold: 0, sweeps: 3, proximal: 300, alternations: 8 } as const
      const { steps } = alternate(problem, filters, rules)
      for (const [at, { objective }] of steps.slice(1).entries())
        expect(objective).toBeLessThanOrEqual(steps[at]!.objective + 1e-9)
    }
  })

  it('never rises where masks minimise the objective, and then they hold the labels', async () => {
    const given = { rule: 'optimal', examples: 300, alternations: 8 }
    expect(await holding(given, [1])).toEqual([yes, yes, yes, no, no, no])
  })

  it('has a line for every half-step, and one for every alternation', async () => {
    const given = alternation.schema.parse({ examples: 100, hidden: 4, sweeps: 2, alternations: 3 })
    const told: [number, number][] = []
    const { results } = await runAlternation(given, [1, 2], (done, of) => told.push([done, of]))
    const rows = Object.fromEntries(results.map(({ name, rows: own }) => [name, own]))
    expect(rows.alternations).toHaveLength(2 * 3)
    expect(rows.steps).toHaveLength(2 * (1 + 3 * 5))
    expect(rows.steps!.slice(0, 6).map(([, , , kind]) => kind))
      .toEqual(['start', 'filters', 'outputs', 'filters', 'outputs', 'masks'])
    expect(told).toEqual(Array.from({ length: 8 }, (_, i) => [i, 8]))
  })
})
