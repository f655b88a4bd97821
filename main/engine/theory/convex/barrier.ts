/**
 * A point inside all cones of a ReLU program, and Newton steps towards the least ½ ‖r‖² + Σ (β t_i − μ log(t_i² −
 * ‖u_i‖²)) − μ Σ log (2D − I) X u, with the best t_i for each u_i. The Hessian is one of each block and AᵀA, A = [σ_i
 * D_i X] with as many rows as examples, so that a step costs a system of a block's weights each and one of the examples
 * (Woodbury).
 */
import { factorised, solve } from '../../numerics/cholesky'
import { normsOf, productAt, residualOf, squares, type Program } from './program'

/** Each block has a gate, in the inside of its cone. */
export interface ReluProgram extends Program { gates: readonly Float64Array[] }

/**
 * Added to a block's Hessian, of its trace, where rounding leaves no step down: a gate as near to an example's plane as
 * 1e-10 gives curvatures of 1e20. Slack doubles with each such step, so that few are.
 */
const dampings = [0, 1e-14, 1e-12, 1e-10, 1e-8] as const

/** 2D − I of every block: 1 where it passes, −1 elsewhere [patterns, count]. */
function sidesOf({ data: { count }, patterns }: Program): Int8Array {
  const sides = new Int8Array(patterns.length * count).fill(-1)
  patterns.forEach((rows, i) => { for (const row of rows) sides[i * count + row] = 1 })
  return sides
}

/** A block's own system at a point: H⁻¹ of its Hessian, applied. */
interface BlockStep {
  /** H⁻¹ of the gradient [width]. */
  own: Float64Array
  /** H⁻¹ Xᵀ of the examples that it passes [width, rows]. */
  spread: Float64Array
}

export class Barrier {
  blocks: Float64Array
  residual: Float64Array
  /** (2D − I) X u of every block, all above 0 [patterns, count]. */
  #slack: Float64Array
  readonly #sides: Int8Array
  readonly #program: ReluProgram

  constructor(program: ReluProgram) {
    this.#program = program
    this.#sides = sidesOf(program)
    const { data, gates } = program
    this.blocks = new Float64Array(gates.length * data.width)
    gates.forEach((gate, i) => { this.blocks.set(this.#insideOf(i, gate), i * data.width) })
    this.#slack = this.#slackOf(this.blocks)
    this.residual = residualOf(program, this.blocks)
  }

  /** A short multiple of the gate, off the planes of examples that lie on it. */
  #insideOf(block: number, gate: Float64Array): Float64Array {
    const { data: { count, width, inputs }, patterns } = this.#program
    const length = Math.sqrt(squares(gate)) * patterns.length
    const inside = gate.map((value) => value / length)
    for (let row = 0; row < count; row++) {
      if (productAt(inputs, row * width, gate, 0, width) !== 0) continue
      const side = this.#sides[block * count + row]
      for (let j = 0; j < width; j++) inside[j] += 1e-12 * side * inputs[row * width + j] / patterns.length
    }
    return inside
  }

  #slackOf(blocks: Float64Array): Float64Array {
    const { data: { count, width, inputs }, patterns } = this.#program
    const slack = new Float64Array(this.#sides.length)
    for (let i = 0; i < patterns.length; i++)
      for (let row = 0; row < count; row++)
        slack[i * count + row] = this.#sides[i * count + row] * productAt(inputs, row * width, blocks, i * width, width)
    return slack
  }

  /** β t − μ log(t² − ‖u‖²) at the best t = (μ + √(μ² + β² ‖u‖²)) / β; there t² − ‖u‖² = 2 μ t / β. */
  #penalty(length: number, mu: number): number {
    const { beta } = this.#program
    const t = (mu + Math.hypot(mu, beta * length)) / beta
    return beta * t - mu * Math.log(2 * mu * t / beta)
  }

  /** What is minimised, of any point inside. */
  #value(blocks: Float64Array, residual: Float64Array, slack: Float64Array, mu: number): number {
    let value = 0.5 * squares(residual)
    for (const norm of normsOf(blocks, this.#program.data.width)) value += this.#penalty(norm, mu)
    for (const one of slack) {
      if (!(one > 0)) return Infinity
      value -= mu * Math.log(one)
    }
    return value
  }

  /** One step down. @returns the squared Newton decrement before it, or 0 where rounding lets nothing fall */
  step(mu: number): number {
    const gradient = this.#gradient(mu)
    const before = this.#value(this.blocks, this.residual, this.#slack, mu)
    for (const damping of dampings) {
      const direction = this.#newton(mu, gradient, damping)
      const decrement = -productAt(gradient, 0, direction, 0, gradient.length)
      if (decrement > 0 && this.#descends(direction, mu, before, decrement)) return decrement
    }
    return 0
  }

  /** Halves the step until the value falls by a hundredth of what its slope says; false where it never does. */
  #descends(direction: Float64Array, mu: number, before: number, decrement: number): boolean {
    const slackAlong = this.#slackOf(direction)
    const residualAlong = this.#outputsOf(direction)
    for (let share = this.#farthest(slackAlong); share > 1e-12; share /= 2) {
      const moved = (one: Float64Array, along: Float64Array): Float64Array =>
        one.map((value, at) => value + share * along[at])
      const [blocks, residual] = [moved(this.blocks, direction), moved(this.residual, residualAlong)]
      const slack = moved(this.#slack, slackAlong)
      if (!(this.#value(blocks, residual, slack, mu) <= before - 0.01 * share * decrement)) continue
      this.blocks = blocks
      this.residual = residualOf(this.#program, blocks)
      this.#slack = this.#slackOf(blocks)
      return true
    }
    return false
  }

  /** Up to a hundredth before the first plane that the direction meets, and at most a whole step. */
  #farthest(slackAlong: Float64Array): number {
    let most = 1
    for (let at = 0; at < slackAlong.length; at++)
      if (slackAlong[at] < 0) most = Math.min(most, -0.99 * this.#slack[at] / slackAlong[at])
    return most
  }

  /** Σ_i σ_i D_i X u_i. */
  #outputsOf(blocks: Float64Array): Float64Array {
    const { data } = this.#program
    const still = { ...this.#program, data: { ...data, targets: new Float64Array(data.count) } }
    return residualOf(still, blocks)
  }

  /** Xᵀ (σ D r − (2D − I) λ) of every block, λ = μ / slack. */
  dualSlopes(mu: number): Float64Array {
    const { data: { count, width, inputs }, patterns, signs } = this.#program
    const slopes = new Float64Array(this.blocks.length)
    for (let i = 0; i < patterns.length; i++)
      for (let row = 0; row < count; row++) {
        const at = i * count + row
        const side = this.#sides[at]
        const share = (side > 0 ? signs[i] * this.residual[row] : 0) - side * mu / this.#slack[at]
        for (let j = 0; j < width; j++) slopes[i * width + j] += share * inputs[row * width + j]
      }
    return slopes
  }

  #gradient(mu: number): Float64Array {
    const { data: { width }, beta } = this.#program
    const norms = normsOf(this.blocks, width)
    return this.dualSlopes(mu).map((slope, at) => {
      const t = (mu + Math.hypot(mu, beta * norms[Math.floor(at / width)])) / beta
      return slope + beta * this.blocks[at] / t
    })
  }

  /** −(B + AᵀA)⁻¹ g by (I + A B⁻¹ Aᵀ)⁻¹, B the blocks' own Hessians. */
  #newton(mu: number, gradient: Float64Array, damping: number): Float64Array {
    const { data: { count, width, inputs }, patterns, signs } = this.#program
    const system = new Float64Array(count * count)
    const right = new Float64Array(count)
    for (let row = 0; row < count; row++) system[row * count + row] = 1
    const steps = patterns.map((rows, i): BlockStep => {
      const one = this.#blockStep(mu, i, gradient, damping)
      rows.forEach((row, at) => {
        right[row] += signs[i] * productAt(inputs, row * width, one.own, 0, width)
        for (let other = 0; other <= at; other++) {
          let sum = 0
          for (let j = 0; j < width; j++) sum += inputs[row * width + j] * one.spread[j * rows.length + other]
          system[row * count + rows[other]] += sum
        }
      })
      return one
    })
    solve(factorised(system, count), count, right, 1)
    const direction = new Float64Array(gradient.length)
    steps.forEach(({ own, spread }, i) => {
      const rows = patterns[i]
      for (let j = 0; j < width; j++) {
        let sum = 0
        for (let at = 0; at < rows.length; at++) sum += spread[j * rows.length + at] * right[rows[at]]
        direction[i * width + j] = signs[i] * sum - own[j]
      }
    })
    return direction
  }

  #blockStep(mu: number, block: number, gradient: Float64Array, damping: number): BlockStep {
    const { data: { width, inputs }, patterns } = this.#program
    const lower = factorised(this.#blockHessian(mu, block, damping), width)
    const own = gradient.slice(block * width, (block + 1) * width)
    solve(lower, width, own, 1)
    const rows = patterns[block]
    const spread = new Float64Array(width * rows.length)
    for (let j = 0; j < width; j++)
      for (let at = 0; at < rows.length; at++) spread[j * rows.length + at] = inputs[rows[at] * width + j]
    solve(lower, width, spread, rows.length)
    return { own, spread }
  }

  /** (β/t) (I − β/(t q) u uᵀ) + μ Xᵀ diag(1/slack²) X, q = √(μ² + β² ‖u‖²); its lower half. */
  #blockHessian(mu: number, block: number, damping: number): Float64Array {
    const { data: { count, width, inputs }, beta } = this.#program
    const u = this.blocks.subarray(block * width, (block + 1) * width)
    const q = Math.hypot(mu, beta * Math.sqrt(squares(u)))
    const t = (mu + q) / beta
    const hessian = new Float64Array(width * width)
    for (let j = 0; j < width; j++) {
      for (let k = 0; k <= j; k++) hessian[j * width + k] = -(beta / t) * (beta / (t * q)) * u[j] * u[k]
      hessian[j * width + j] += beta / t
    }
    for (let row = 0; row < count; row++) {
      const weight = mu / this.#slack[block * count + row] ** 2
      for (let j = 0; j < width; j++) {
        const share = weight * inputs[row * width + j]
        for (let k = 0; k <= j; k++) hessian[j * width + k] += share * inputs[row * width + k]
      }
    }
    let trace = 0
    for (let j = 0; j < width; j++) trace += hessian[j * width + j]
    for (let j = 0; j < width; j++) hessian[j * width + j] += damping * trace
    return hessian
  }
}
