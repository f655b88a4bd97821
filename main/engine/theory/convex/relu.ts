/**
 * The program of a ReLU network over given patterns: two blocks for each, whose outputs are added and taken away, and
 * each in the cone (2D − I) X u ≥ 0 in which ReLU has the pattern. By an augmented Lagrangian: the cones are multiplied
 * into the objective, FISTA minimises that, and the multipliers follow what is violated. They also give a dual: where
 * ‖Xᵀ (σ D ν − (2D − I) λ)‖ ≤ β for all blocks and λ ≥ 0, nothing is below −½ ‖ν‖² − νᵀy.
 */
import { anyBlocks } from './gated'
import { descended } from './fista'
import {
  boundOf, curvatureOf, gatedProgram, normsOf, objectiveOf, productAt, squares, type Certified, type Data,
  type Pattern, type Program
} from './program'

export interface ReluSolution extends Certified {
  /** [2 · patterns, width]: those that add, then those that take away. */
  blocks: Float64Array
  /** ‖min(0, (2D − I) X u)‖ over all blocks. */
  violation: number
  steps: number
}

export function reluProgram(data: Data, patterns: readonly Pattern[], beta: number): Program {
  const signs = [...patterns.map(() => 1), ...patterns.map(() => -1)]
  return { data, patterns: [...patterns, ...patterns], signs, beta }
}

/** At most so many changes of the multipliers, and steps of FISTA for each. */
const [outer, inner] = [30, 600]
/** Weight of what is violated: it doubles where that does not halve. With 1 five cones take half more steps. */
const begun = 10
const still = 1e-9
/** How far a solution may be out of its cones. */
const mostViolation = 1e-6

/** 2D − I of every block: 1 where it passes, −1 elsewhere [patterns, count]. */
function sidesOf({ data: { count }, patterns }: Program): Int8Array {
  const sides = new Int8Array(patterns.length * count).fill(-1)
  patterns.forEach((rows, i) => { for (const row of rows) sides[i * count + row] = 1 })
  return sides
}

/** A program at a point: the residual, and X u of every block [patterns, count]. It is written over by the next. */
class Cones {
  readonly residual: Float64Array
  readonly #products: Float64Array
  readonly #sides: Int8Array
  readonly #program: Program

  constructor(program: Program) {
    this.#program = program
    this.#sides = sidesOf(program)
    this.residual = new Float64Array(program.data.count)
    this.#products = new Float64Array(this.#sides.length)
  }

  moveTo(blocks: Float64Array): void {
    const { data: { count, width, inputs, targets }, patterns, signs } = this.#program
    for (let row = 0; row < count; row++) this.residual[row] = -targets[row]
    for (let i = 0; i < patterns.length; i++)
      for (let row = 0; row < count; row++) {
        const product = productAt(inputs, row * width, blocks, i * width, width)
        this.#products[i * count + row] = product
        if (this.#sides[i * count + row] > 0) this.residual[row] += signs[i] * product
      }
  }

  /** Multipliers after a step: max(0, λ − weight (2D − I) X u), into `pushed`. */
  push(multipliers: Float64Array, weight: number, pushed: Float64Array): void {
    for (let at = 0; at < pushed.length; at++)
      pushed[at] = Math.max(0, multipliers[at] - weight * this.#sides[at] * this.#products[at])
  }

  /** Xᵀ (σ D r − (2D − I) λ) of every block, into `slopes`. */
  slopes(multipliers: Float64Array, slopes: Float64Array): void {
    const { data: { count, width, inputs }, patterns, signs } = this.#program
    slopes.fill(0)
    for (let i = 0; i < patterns.length; i++)
      for (let row = 0; row < count; row++) {
        const side = this.#sides[i * count + row]
        const share = (side > 0 ? signs[i] * this.residual[row] : 0) - side * multipliers[i * count + row]
        if (share !== 0) for (let j = 0; j < width; j++) slopes[i * width + j] += share * inputs[row * width + j]
      }
  }

  /** ‖min(0, (2D − I) X u)‖ over all blocks. */
  violation(): number {
    let sum = 0
    for (let at = 0; at < this.#sides.length; at++) sum += Math.min(0, this.#sides[at] * this.#products[at]) ** 2
    return Math.sqrt(sum)
  }
}

/** @param tolerance of the gap, relative @param start blocks to begin with; 0 without */
export function solveRelu(program: Program, tolerance: number, start?: Float64Array): ReluSolution {
  const { data, patterns, beta } = program
  const { width } = data
  const length = patterns.length * width
  const cones = new Cones(program)
  const ofLoss = curvatureOf(program, anyBlocks(length))
  const everyRow = Int32Array.from({ length: data.count }, (_, row) => row)
  const ofInputs = curvatureOf(gatedProgram(data, [everyRow], beta), anyBlocks(width))
  let blocks = start ?? new Float64Array(length)
  const multipliers = new Float64Array(patterns.length * data.count)
  const pushed = new Float64Array(multipliers.length)
  let [weight, before, steps] = [begun, Infinity, 0]
  for (let round = 1; ; round++) {
    const slope = (at: Float64Array, gradient: Float64Array): void => {
      cones.moveTo(at)
      cones.push(multipliers, weight, pushed)
      cones.slopes(pushed, gradient)
    }
    blocks = descended({ slope, curvature: ofLoss + weight * ofInputs, beta, width }, blocks, inner,
      (at, _step, moved) => {
        steps++
        return moved < still * Math.max(1, Math.sqrt(squares(at)))
      })
    cones.moveTo(blocks)
    cones.push(multipliers, weight, multipliers)
    const violation = cones.violation()
    const found = certifiedAt(program, cones, blocks, multipliers)
    const isSolved = violation < mostViolation &&
      found.objective - found.bound < tolerance * Math.max(1, found.objective)
    if (isSolved || round === outer) return { ...found, blocks, violation, steps }
    if (violation > Math.max(mostViolation, 0.5 * before)) weight *= 2
    before = violation
  }
}

function certifiedAt(program: Program, cones: Cones, blocks: Float64Array, multipliers: Float64Array): Certified {
  const slopes = new Float64Array(blocks.length)
  cones.slopes(multipliers, slopes)
  const steepest = normsOf(slopes, program.data.width).reduce((most, value) => Math.max(most, value), 0)
  return {
    objective: objectiveOf(program, cones.residual, blocks), bound: boundOf(program, cones.residual, steepest, 0)
  }
}
