/** Activation patterns: those of gates, how many there are, and those that violate an optimum over others. */
import type { Random } from '../../random'
import { productAt, type Data, type Pattern } from './program'

/** A pattern with a gate that has it. */
export interface Gated { gate: Float64Array; pattern: Pattern }

/** 1[X g > 0] as the rows that pass. */
export function patternOf({ count, width, inputs }: Data, gate: Float64Array): Pattern {
  const rows: number[] = []
  for (let row = 0; row < count; row++) if (productAt(inputs, row * width, gate, 0, width) > 0) rows.push(row)
  return Int32Array.from(rows)
}

/** Of gates with the same pattern the first is kept, of gates that pass nothing none. */
export function distinct(data: Data, gates: readonly Float64Array[]): Gated[] {
  const found = new Map<string, Gated>()
  for (const gate of gates) {
    const pattern = patternOf(data, gate)
    const key = pattern.join()
    if (pattern.length > 0 && !found.has(key)) found.set(key, { gate, pattern })
  }
  return [...found.values()]
}

export const randomGate = (width: number, stream: Random): Float64Array =>
  Float64Array.from({ length: width }, () => stream.normal())

/** Patterns of n points in general position by planes through 0 in d dimensions: 2 Σ_{k<d} C(n−1, k) (Cover, 1965). */
export function coverCount(points: number, dimensions: number): number {
  let [sum, choices] = [0, 1]
  for (let k = 0; k < dimensions; k++) {
    sum += choices
    choices = choices * (points - 1 - k) / (k + 1)
  }
  return 2 * sum
}

/** With the empty one, where a gate has it. */
export const patternCount = (data: Data, gates: readonly Float64Array[]): number =>
  new Set(gates.map((gate) => patternOf(data, gate).join())).size

/** A gate for every pattern in the plane: between every two neighbouring directions at which a point turns. */
export function planarGates({ count, inputs }: Data): Float64Array[] {
  const turns = Array.from({ length: count }, (_, row) => Math.atan2(inputs[row * 2], -inputs[row * 2 + 1]))
    .flatMap((angle) => [angle, angle + Math.PI]).map((angle) => (angle + 2 * Math.PI) % (2 * Math.PI))
    .sort((one, other) => one - other)
  return turns.map((angle, i) => {
    const next = turns[i + 1] ?? turns[0] + 2 * Math.PI
    return Float64Array.of(Math.cos((angle + next) / 2), Math.sin((angle + next) / 2))
  })
}

const ascents = 20

export interface Violation { gate: Float64Array; size: number }

/**
 * Gates with a large ‖Xᵀ D(g) r‖, by local ascent g ← ±Xᵀ D(g) r from each start in both signs; the largest first. At
 * the optimum over all patterns none is above β.
 */
export function violations(data: Data, residual: Float64Array, starts: readonly Float64Array[]): Violation[] {
  return [1, -1].flatMap((sign) => starts.map((start) => {
    let gate = start
    let slope = slopeAt(data, residual, gate)
    for (let step = 0; step < ascents; step++) {
      const next = slope.map((value) => sign * value)
      if (next.every((value) => value === 0)) break
      gate = next
      slope = slopeAt(data, residual, gate)
    }
    return { gate, size: Math.hypot(...slope) }
  })).sort((one, other) => other.size - one.size)
}

function slopeAt({ count, width, inputs }: Data, residual: Float64Array, gate: Float64Array): Float64Array {
  const slope = new Float64Array(width)
  for (let row = 0; row < count; row++) {
    if (productAt(inputs, row * width, gate, 0, width) <= 0) continue
    for (let i = 0; i < width; i++) slope[i] += residual[row] * inputs[row * width + i]
  }
  return slope
}
