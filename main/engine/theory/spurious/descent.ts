/** Gradient descent on the population loss, with weight normalisation of the filter. */
import { angleOf, dot, filterGradient, outputGradient, populationLoss, spuriousLoss, type Teacher } from './population'
import type { Start } from './starts'

const mostSteps = 6000
/** Steps between two looks at the gradient, and its norm at which a start has arrived. */
const between = 200
const arrived = 1e-10

export type End = 'global' | 'spurious' | 'undecided'

export interface Point { angle: number; loss: number; agreement: number }
/** `agreement`: aᵀa*. */
export interface Descent extends Point { end: End; steps: number }

/** Of the filter; that of the output is this times 4π/(2(k+π−1)) at most, beyond which it diverges for large k. */
export const usualRate = 0.5

/** @param trace told of every point before its step */
export function descend(
  start: Start, teacher: Teacher, rate = usualRate, steps = mostSteps, trace?: (step: number, point: Point) => void
): Descent {
  const filter = start.filter.slice()
  const output = start.output.slice()
  const [filterSlope, outputSlope] = [new Float64Array(filter.length), new Float64Array(output.length)]
  const outputRate = rate * Math.min(1, (2 * Math.PI) / (output.length + Math.PI - 1))
  let step = 0
  for (; step < steps; step++) {
    outputGradient(angleOf(filter), output, teacher, outputSlope)
    filterGradient(filter, output, teacher, filterSlope)
    trace?.(step, pointAt(filter, output, teacher))
    if (step % between === 0 && norm(outputSlope, filterSlope) < arrived) break
    for (let j = 0; j < output.length; j++) output[j] -= outputRate * outputSlope[j]
    for (let i = 0; i < filter.length; i++) filter[i] -= rate * filterSlope[i]
  }
  const point = pointAt(filter, output, teacher)
  return { ...point, steps: step, end: endOf(point, teacher) }
}

const pointAt = (filter: Float64Array, output: Float64Array, teacher: Teacher): Point => {
  const angle = angleOf(filter)
  return { angle, loss: populationLoss(angle, output, teacher), agreement: dot(output, teacher.output) }
}

const norm = (one: Float64Array, other: Float64Array): number => Math.sqrt(dot(one, one) + dot(other, other))

/** @param near how far from the closed form the loss of a spurious minimum may be, as a share of it */
export function endOf({ angle, loss }: Point, teacher: Teacher, near = 1e-3): End {
  if (loss < 1e-6) return 'global'
  const expected = spuriousLoss(teacher)
  return angle > Math.PI - 0.05 && Math.abs(loss - expected) < near * expected ? 'spurious' : 'undecided'
}
