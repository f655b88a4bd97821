/** The same network by SGD on samples: fresh normal patches at every step, and nothing of the closed forms. */
import type { Random } from '../../random'
import { angleOf, dot, populationLoss, type Teacher } from './population'
import type { Start } from './starts'
import type { Point } from './descent'

const steps = 12_000
const rateAt = (step: number): number => (step < 8000 ? 0.1 : 0.02)

/** @param batch fresh examples of a step; @returns where it ends, with the population's loss there */
export function descendOnSamples(start: Start, teacher: Teacher, batch: number, stream: Random): Point {
  const filter = start.filter.slice()
  const output = start.output.slice()
  for (let step = 0; step < steps; step++) sampledStep(filter, output, teacher, batch, stream, rateAt(step))
  const angle = angleOf(filter)
  return { angle, loss: populationLoss(angle, output, teacher), agreement: dot(output, teacher.output) }
}

function sampledStep(
  filter: Float64Array, output: Float64Array, teacher: Teacher, batch: number, stream: Random, rate: number
): void {
  const [p, k] = [filter.length, output.length]
  const length = Math.sqrt(dot(filter, filter))
  const [direction, outputSlope, patches] = [new Float64Array(p), new Float64Array(k), new Float64Array(k * p)]
  const passed = new Float64Array(k)
  for (let example = 0; example < batch; example++) {
    let residual = 0
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let i = 0; i < p; i++) sum += (patches[j * p + i] = stream.normal()) * filter[i]
      passed[j] = Math.max(0, sum / length)
      residual += output[j] * passed[j] - teacher.output[j] * Math.max(0, patches[j * p])
    }
    for (let j = 0; j < k; j++) {
      outputSlope[j] += (passed[j] * residual) / batch
      if (passed[j] === 0) continue
      const factor = (output[j] * residual) / batch
      for (let i = 0; i < p; i++) direction[i] += factor * patches[j * p + i]
    }
  }
  const along = dot(direction, filter) / length
  for (let j = 0; j < k; j++) output[j] -= rate * outputSlope[j]
  for (let i = 0; i < p; i++) filter[i] -= (rate * (direction[i] - (along * filter[i]) / length)) / length
}
