/** Programs over patterns: counts, closed forms, certificates, the network that is the same, and what never happens. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convex } from '../../../../preload/schema/theory/convex'
import { random } from '../../../../main/engine/random'
import { runConvex } from '../../../../main/engine/theory/convex'
import { sourceOf, twoClasses } from '../../../../main/engine/theory/convex/data'
import { solveGated } from '../../../../main/engine/theory/convex/gated'
import { grown } from '../../../../main/engine/theory/convex/grown'
import {
  coverCount, distinct, patternCount, planarGates, randomGate, type Gated
} from '../../../../main/engine/theory/convex/patterns'
import {
  certified, gatedProgram, largestBeta, normsOf, objectiveOf, residualOf, slopesOf, squares, type Data, type Program
} from '../../../../main/engine/theory/convex/program'
import { reluProgram, solveRelu } from '../../../../main/engine/theory/convex/relu'
import {
  networkObjective, networkOf, randomNetwork, trained
} from '../../../../main/engine/theory/convex/training'

function points(count: number, width: number, seed: number): Data {
  const stream = random(seed, 'points')
  return {
    count, width, inputs: Float64Array.from({ length: count * width }, () => stream.normal()),
    targets: Float64Array.from({ length: count }, () => (stream.uniform() < 0.5 ? 1 : -1))
  }
}

function sampledPatterns(data: Data, gates: number, seed: number): Gated[] {
  const stream = random(seed, 'gates')
  return distinct(data, Array.from({ length: gates }, () => randomGate(data.width, stream)))
}

const gatedOf = (data: Data, gates: number, seed: number, beta: number): Program =>
  gatedProgram(data, sampledPatterns(data, gates, seed).map(({ pattern }) => pattern), beta)

const seeds = fc.integer({ min: 1, max: 10_000 })

describe('patterns', () => {
  it('of points in the plane are as many as Cover says', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), seeds, (count, seed) => {
      const data = points(count, 2, seed)
      expect(patternCount(data, planarGates(data))).toBe(coverCount(count, 2))
    }), { numRuns: 30 })
    expect(coverCount(10, 2)).toBe(20)
    const beyond = [[10, 3], [20, 3], [12, 4]].map(([count = 0, width = 0]) => coverCount(count, width))
    expect(beyond).toEqual([92, 382, 464])
  })

  it('are never more by sampling, in any dimension', () => {
    const data = points(10, 3, 1)
    const stream = random(1, 'many')
    const found = patternCount(data, Array.from({ length: 5000 }, () => randomGate(3, stream)))
    expect(found).toBeGreaterThan(80)
    expect(found).toBeLessThanOrEqual(92)
  })

  it('are each kept once, and none that passes nothing', () => {
    const data: Data = { count: 2, width: 1, inputs: Float64Array.of(1, 2), targets: Float64Array.of(1, -1) }
    const gates = [1, 2, -1].map((value) => Float64Array.of(value))
    expect(distinct(data, gates)).toEqual([{ gate: gates[0], pattern: Int32Array.of(0, 1) }])
  })
})

describe('the gated program', () => {
  it('has a gap that is never negative, at any point', () => {
    fc.assert(fc.property(seeds, fc.double({ min: 0.01, max: 10, noNaN: true }), (seed, beta) => {
      const program = gatedOf(points(15, 4, seed), 8, seed, beta)
      const stream = random(seed, 'blocks')
      const blocks = Float64Array.from({ length: program.patterns.length * 4 }, () => stream.normal())
      const { objective, bound } = certified(program, blocks)
      expect(objective - bound).toBeGreaterThanOrEqual(-1e-9 * objective)
    }), { numRuns: 100 })
  })

  it('is solved to a gap of 1e-6, by steps whose bound no other blocks are below', () => {
    fc.assert(fc.property(seeds, fc.double({ min: 0.1, max: 5, noNaN: true }), (seed, beta) => {
      const program = gatedOf(points(15, 4, seed), 8, seed, beta)
      const { objective, bound, blocks } = solveGated(program, 1e-6)
      expect(objective - bound).toBeLessThan(1e-6 * Math.max(1, objective))
      const stream = random(seed, 'others')
      const other = blocks.map((value) => value + 0.01 * stream.normal())
      expect(objectiveOf(program, residualOf(program, other), other)).toBeGreaterThanOrEqual(bound)
    }), { numRuns: 30 })
  })

  it('has all blocks 0 from max ‖Xᵀ D y‖ on, and not below', () => {
    const data = points(20, 3, 1)
    const most = largestBeta(gatedOf(data, 8, 1, 1))
    const at = (beta: number): Float64Array => solveGated(gatedOf(data, 8, 1, beta), 1e-10).blocks
    expect(squares(at(most))).toBe(0)
    expect(squares(at(1.5 * most))).toBe(0)
    expect(squares(at(0.99 * most))).toBeGreaterThan(0)
  })

  it('of one pattern that passes all is a ridge whose weight β / ‖u‖ bisection finds', () => {
    const data = points(20, 2, 3)
    const beta = 2
    const program = gatedProgram(data, [Int32Array.from({ length: 20 }, (_, row) => row)], beta)
    // Where (XᵀX + (β/t) I) u = Xᵀy has ‖u‖ = t, by Cramer's rule.
    const gram = [0, 0, 0]
    const right = [0, 0]
    for (let row = 0; row < 20; row++) {
      const [a, b] = [data.inputs[2 * row]!, data.inputs[2 * row + 1]!]
      gram[0]! += a * a
      gram[1]! += a * b
      gram[2]! += b * b
      right[0]! += a * data.targets[row]!
      right[1]! += b * data.targets[row]!
    }
    const ridge = (t: number): [number, number] => {
      const [a, b, c] = [gram[0]! + beta / t, gram[1]!, gram[2]! + beta / t]
      const determinant = a * c - b * b
      return [(c * right[0]! - b * right[1]!) / determinant, (a * right[1]! - b * right[0]!) / determinant]
    }
    let [low, high] = [1e-9, 100]
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2
      if (Math.hypot(...ridge(middle)) > middle) low = middle
      else high = middle
    }
    const { blocks } = solveGated(program, 1e-13)
    const expected = ridge(low)
    expect(Math.abs(blocks[0]! - expected[0])).toBeLessThan(1e-6)
    expect(Math.abs(blocks[1]! - expected[1])).toBeLessThan(1e-6)
  })

  it('never has a higher optimum over more patterns', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const data = points(15, 3, seed)
      const [few, more] = [4, 8].map((gates) => solveGated(gatedOf(data, gates, seed, 0.5), 1e-7))
      expect(more!.objective).toBeLessThanOrEqual(few!.objective * (1 + 1e-6))
    }), { numRuns: 30 })
  })

  it('has slopes that differences of its loss say', () => {
    const program = gatedOf(points(12, 3, 4), 5, 4, 1)
    const stream = random(4, 'at')
    const blocks = Float64Array.from({ length: program.patterns.length * 3 }, () => stream.normal())
    const slopes = new Float64Array(blocks.length)
    slopesOf(program, residualOf(program, blocks), slopes)
    blocks.forEach((_, i) => {
      const [above, below] = [1e-6, -1e-6].map((by) => {
        const moved = blocks.slice()
        moved[i]! += by
        return 0.5 * squares(residualOf(program, moved))
      })
      expect(Math.abs((above! - below!) / 2e-6 - slopes[i]!)).toBeLessThan(1e-6)
    })
  })
})

describe('the network of the same gates', () => {
  it('has the objective of its blocks, and of its cones', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const program = gatedOf(points(15, 4, seed), 8, seed, 0.5)
      const { blocks, objective } = solveGated(program, 1e-8)
      const { network, gates } = networkOf(program, blocks)
      const value = networkObjective(program.data, 0.5, gates, network, new Float64Array(network.values.length))
      expect(Math.abs(value - objective)).toBeLessThan(1e-10)
    }), { numRuns: 20 })
  })

  it('is trained by L-BFGS to the convex optimum, and never below', () => {
    for (const seed of [1, 2, 3]) {
      const program = gatedOf(points(30, 5, seed), 10, seed, 1)
      const { objective } = solveGated(program, 1e-9)
      const start = randomNetwork(5, program.patterns.length, random(seed, 'start'))
      const { value } = trained(program.data, 1, program.patterns, start)
      expect(value).toBeGreaterThan(objective - 1e-8)
      expect(value / objective - 1).toBeLessThan(1e-6)
    }
  })

  it.each(['relu', 'gates'] as const)('has the gradient of its objective: %s', (kind) => {
    const { data, patterns } = gatedOf(points(12, 3, 6), 4, 6, 1)
    const gates = kind === 'relu' ? kind : patterns
    const network = randomNetwork(3, patterns.length, random(6, 'network'))
    const gradient = new Float64Array(network.values.length)
    networkObjective(data, 0.5, gates, network, gradient)
    const unused = new Float64Array(gradient.length)
    network.values.forEach((_, i) => {
      const [above, below] = [1e-6, -1e-6].map((by) => {
        const values = network.values.slice()
        values[i]! += by
        return networkObjective(data, 0.5, gates, { ...network, values }, unused)
      })
      expect(Math.abs((above! - below!) / 2e-6 - gradient[i]!)).toBeLessThan(1e-6)
    })
  })
})

describe('the ReLU program', () => {
  /** (2D − I) X u of every block that is not 0. */
  const slackOf = ({ data, patterns }: Program, blocks: Float64Array): number[] => patterns.flatMap((rows, i) =>
    Array.from({ length: data.count }, (_, row) => {
      const block = blocks.subarray(i * data.width, (i + 1) * data.width)
      const product = block.reduce((sum, value, j) => sum + value * data.inputs[row * data.width + j]!, 0)
      return rows.includes(row) ? product : -product
    }))

  it('is solved in its cones, above the gated one, and its network has its objective', () => {
    fc.assert(fc.property(seeds, fc.double({ min: 0.05, max: 3, noNaN: true }), (seed, beta) => {
      const data = points(20, 3, seed)
      const gated = sampledPatterns(data, 6, seed)
      const program = reluProgram(data, gated, beta)
      const { objective, bound, blocks } = solveRelu(program, 1e-7)
      expect(objective - bound).toBeLessThan(1e-7 * Math.max(1, objective))
      expect(objective - bound).toBeGreaterThan(-1e-9)
      expect(Math.min(...slackOf(program, blocks))).toBeGreaterThanOrEqual(0)
      const gates = gatedProgram(data, gated.map(({ pattern }) => pattern), beta)
      expect(objective).toBeGreaterThan(solveGated(gates, 1e-8).bound - 1e-7)
      const { network } = networkOf(program, blocks)
      const value = networkObjective(data, beta, 'relu', network, new Float64Array(network.values.length))
      expect(Math.abs(value - objective)).toBeLessThan(1e-9)
    }), { numRuns: 20 })
  })

  it('has a bound that no blocks in its cones are below', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const gated = sampledPatterns(points(15, 3, seed), 5, seed)
      const program = reluProgram(points(15, 3, seed), gated, 0.5)
      const { bound, blocks } = solveRelu(program, 1e-6)
      const share = random(seed, 'others').uniform()
      // Cones are convex: what is between the solution and gates of their insides is in them.
      const other = blocks.map((value, at) => {
        const [block, j] = [Math.floor(at / 3), at % 3]
        return value + 0.1 * share * gated[block % gated.length]!.gate[j]!
      })
      expect(Math.min(...slackOf(program, other))).toBeGreaterThan(0)
      expect(objectiveOf(program, residualOf(program, other), other)).toBeGreaterThan(bound)
    }), { numRuns: 20 })
  })

  it('is 0 from some β on, and solved where a gate all but touches an example’s plane', () => {
    const data = points(20, 3, 5)
    const half = 0.5 * squares(data.targets)
    const far = solveRelu(reluProgram(data, sampledPatterns(data, 6, 5), 100), 1e-6)
    expect(Math.abs(far.objective - half)).toBeLessThan(1e-5)
    const x = data.inputs.subarray(0, 3)
    const across = Float64Array.of(x[1]!, -x[0]!, 0)
    const gates = [across.map((value, j) => value + 1e-11 * x[j]!), Float64Array.of(1, 2, 3)]
    const { objective, bound } = solveRelu(reluProgram(data, distinct(data, gates), 0.5), 1e-6)
    expect(objective - bound).toBeLessThan(1e-6 * objective)
  })

  it('over all patterns of the plane is what no ReLU network is below', () => {
    const stream = random(2, 'plane')
    const data: Data = {
      count: 15, width: 2, inputs: Float64Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? stream.normal() : 1)),
      targets: Float64Array.from({ length: 15 }, () => stream.normal())
    }
    const { bound, objective } = solveRelu(reluProgram(data, distinct(data, planarGates(data)), 0.5), 1e-7)
    const values = Array.from({ length: 10 }, (_, seed) =>
      trained(data, 0.5, 'relu', randomNetwork(2, 8, random(seed, 'start'))).value)
    expect(Math.min(...values)).toBeGreaterThan(bound - 1e-8)
    expect(Math.min(...values) / objective - 1).toBeLessThan(0.05)
  })
})

describe('growing patterns', () => {
  it('lowers the optimum each round, to below that of as many sampled ones', () => {
    const { train } = twoClasses(sourceOf([3, 8]), 40, 1)
    const { rounds, solution, gated } = grown(train, 1, 6, random(1, 'growth'), () => undefined)
    rounds.slice(1).forEach(({ objective }, at) => {
      expect(objective).toBeLessThanOrEqual(rounds[at]!.objective * (1 + 2e-6))
    })
    expect(normsOf(solution.blocks, train.width)).toHaveLength(gated.length)
    const most = Math.max(...rounds.map(({ patterns }) => patterns))
    expect(solution.objective).toBeLessThan(solveGated(gatedOf(train, most, 1, 1), 1e-6).bound)
  })
})

describe('the experiment', () => {
  it('holds where the mathematics says so, and tells of every part', async () => {
    const given = convex.schema.parse({
      examples: 30, patterns: [5, 20], rounds: 3, widths: [3], epochs: 800, plane: 8
    })
    const told: number[] = []
    const { results, claims } = await runConvex(given, [1, 2], (done, of) => told.push(done / of))
    const verdicts = new Map(claims.map(({ text, holds }) => [text, holds]))
    const certain =
      ['n points', 'The program over', 'L-BFGS on', 'More patterns', 'No network of SGD', 'No ReLU network']
    for (const begins of certain)
      expect([...verdicts].find(([text]) => text.startsWith(begins))?.[1], begins).toBe('holds')
    expect(results.find(({ name }) => name === 'patterns')!.rows.map(([first]) => first)).toEqual([5, 20, 'grown'])
    expect(Math.max(...told)).toBeLessThan(1)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
  })

  it('solves ReLU programs where that is asked, without growth or SGD', async () => {
    const given = convex.schema.parse({
      examples: 20, patterns: [4, 8], activation: 'relu', rounds: 0, widths: null, plane: 0
    })
    const { claims, results } = await runConvex(given, [1], () => undefined)
    expect(claims[1]).toMatchObject({ holds: 'holds' })
    expect(claims.filter(({ holds }) => holds === 'not applicable')).toHaveLength(9)
    expect(results.find(({ name }) => name === 'widths')!.rows).toEqual([])
  })

  it('has sentences for what digits cannot be', async () => {
    const source = sourceOf([3, 8])
    expect(() => twoClasses({ ...source, classes: [3] }, 10, 1)).toThrow(
      'All 10 digits of seed 1 are of one class; give --examples more.')
    expect(() => twoClasses(source, 5000, 1)).toThrow(/^There are \d+ digits of these classes; give --examples at most/)
    const dead = convex.schema.parse({
      examples: 20, patterns: [4], rounds: 0, widths: [2], beta: 1e4, epochs: 5, plane: 0
    })
    await expect(async () => runConvex(dead, [1], () => undefined)).rejects.toThrow(
      'SGD of width 2 ended above where it began: β is too much for its rate; give --beta less.')
  })
})
