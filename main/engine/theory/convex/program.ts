/**
 * min over u_i: ½ ‖Σ_i σ_i D_i X u_i − y‖² + β Σ ‖u_i‖, a sum over examples (Pilanci and Ergen's program). Its dual is
 * max −½ ‖ν‖² − νᵀy over all ‖Xᵀ D_i ν‖ ≤ β, so that any multiple of the residual that keeps these gives a bound that
 * nothing is below.
 */
export interface Data {
  count: number
  /** With the constant. */
  width: number
  /** [count, width]. */
  inputs: Float64Array
  /** 1 or −1. */
  targets: Float64Array
}

/** The examples that a gate passes, ascending. */
export type Pattern = Int32Array

export interface Program {
  data: Data
  patterns: readonly Pattern[]
  /** σ: 1, or −1 for blocks that take from the output; all 1 for gates. */
  signs: readonly number[]
  beta: number
}

export interface Certified { objective: number; bound: number }

export const gatedProgram = (data: Data, patterns: readonly Pattern[], beta: number): Program =>
  ({ data, patterns, signs: patterns.map(() => 1), beta })

/** Σ_i σ_i D_i X u_i − y. @param blocks [patterns, width] */
export function residualOf({ data, patterns, signs }: Program, blocks: Float64Array): Float64Array {
  const { width, inputs, targets } = data
  const result = targets.map((target) => -target)
  patterns.forEach((rows, i) => {
    if (isZero(blocks, i * width, width)) return
    for (const row of rows) result[row] += signs[i] * productAt(inputs, row * width, blocks, i * width, width)
  })
  return result
}

/** The gradient of the loss, σ_i Xᵀ D_i r for every block [patterns, width], into `slopes`. */
export function slopesOf({ data, patterns, signs }: Program, residual: Float64Array, slopes: Float64Array): void {
  const { width, inputs } = data
  slopes.fill(0)
  patterns.forEach((rows, i) => {
    for (const row of rows) {
      const share = signs[i] * residual[row]
      for (let j = 0; j < width; j++) slopes[i * width + j] += share * inputs[row * width + j]
    }
  })
}

function isZero(values: Float64Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i++) if (values[i] !== 0) return false
  return true
}

export function productAt(
  one: Float64Array, from: number, other: Float64Array, at: number, length: number
): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += one[from + i] * other[at + i]
  return sum
}

export const squares = (values: Float64Array): number => productAt(values, 0, values, 0, values.length)

/** Norms of blocks. */
export const normsOf = (values: Float64Array, width: number): Float64Array =>
  Float64Array.from({ length: values.length / width }, (_, i) =>
    Math.sqrt(productAt(values, i * width, values, i * width, width)))

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** ½ ‖r‖² + β Σ ‖u_i‖. */
export const objectiveOf = ({ data, beta }: Program, residual: Float64Array, blocks: Float64Array): number =>
  0.5 * squares(residual) + beta * total(normsOf(blocks, data.width))

/**
 * The best multiple of the residual that the dual takes.
 * @param steepest largest norm of what the dual bounds by β, at the residual
 */
export function boundOf({ data, beta }: Program, residual: Float64Array, steepest: number, least = -Infinity): number {
  const size = squares(residual)
  if (size === 0) return 0
  const product = productAt(residual, 0, data.targets, 0, residual.length)
  const most = steepest > 0 ? beta / steepest : Infinity
  const share = Math.min(most, Math.max(-most, least, -product / size))
  return -0.5 * share ** 2 * size - share * product
}

/** The objective of gated blocks, and the bound of their residual. */
export function certified(program: Program, blocks: Float64Array): Certified {
  const residual = residualOf(program, blocks)
  const slopes = new Float64Array(blocks.length)
  slopesOf(program, residual, slopes)
  const steepest = normsOf(slopes, program.data.width).reduce((most, value) => Math.max(most, value), 0)
  return { objective: objectiveOf(program, residual, blocks), bound: boundOf(program, residual, steepest) }
}

/** From β of this on all blocks are 0: max_i ‖Xᵀ D_i y‖. */
export function largestBeta(program: Program): number {
  const slopes = new Float64Array(program.patterns.length * program.data.width)
  slopesOf(program, program.data.targets, slopes)
  return normsOf(slopes, program.data.width).reduce((most, value) => Math.max(most, value), 0)
}

const powerSteps = 30

/** The largest eigenvalue of the loss' Hessian, by power iteration, with 5 % more as that comes from below. */
export function curvatureOf(program: Program, start: Float64Array): number {
  const around: Program = { ...program, data: { ...program.data, targets: new Float64Array(program.data.count) } }
  const slopes = new Float64Array(start.length)
  const at = start.slice()
  let length = Math.sqrt(squares(at))
  for (let step = 0; step < powerSteps; step++) {
    for (let i = 0; i < at.length; i++) at[i] /= length
    slopesOf(around, residualOf(around, at), slopes)
    at.set(slopes)
    length = Math.sqrt(squares(at))
  }
  return 1.05 * length
}
