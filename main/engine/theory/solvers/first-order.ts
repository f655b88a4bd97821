/** SGD as trainings do it, and Adam: batches of 64 in a new order every pass, with a rate that falls by cosine. */
import { valuesOf } from '../../networks/weights'
import { random } from '../../random'
import { scheduleFactor } from '../../training/schedule'
import type { Course } from './course'
import type { BatchProblem } from './problem'

const batchSize = 64
const [momentum, clipNorm] = [0.9, 1]

/** Momentum 0.9, gradients clipped to a norm of 1; where there is a consistency term, its λ falls with the rate. */
export async function descend(problem: BatchProblem, rate: number, course: Course): Promise<void> {
  const { executor, start } = problem
  await executor.setWeights(start)
  await executor.resetMomentum()
  await byBatches(problem, course, async ({ examples, support }, factor, iteration) => {
    const update = { learningRate: rate * factor, momentum, weightDecay: 0, clipNorm }
    const falling = support.mode === 'masks' && support.consistency !== null
      ? { ...support, consistency: support.consistency * factor } : support
    await executor.trainStep(examples, falling, update, iteration)
  })
}

/** Kingma and Ba's decays of the means of gradients and of their squares, and what keeps the root from zero. */
const [ofGradients, ofSquares, floor] = [0.9, 0.999, 1e-8]

export async function adapt(problem: BatchProblem, rate: number, course: Course): Promise<void> {
  const { executor, start } = problem
  const means = new Map<string, Float64Array>()
  const squares = new Map<string, Float64Array>()
  let weights = start
  await executor.setWeights(start)
  await byBatches(problem, course, async ({ examples, support }, factor, iteration) => {
    const { gradients } = await executor.gradients(examples, support, iteration)
    const next = new Map(weights)
    for (const [name, gradient] of gradients) {
      const [mean, square] = [means, squares].map((of) => of.get(name) ?? new Float64Array(gradient.length))
      const values = valuesOf(weights, name).slice()
      const [meanShare, squareShare] = [1 - ofGradients ** iteration, 1 - ofSquares ** iteration]
      for (let i = 0; i < values.length; i++) {
        mean[i] += (1 - ofGradients) * (gradient[i] - mean[i])
        square[i] += (1 - ofSquares) * (gradient[i] ** 2 - square[i])
        values[i] -= rate * factor * (mean[i] / meanShare) / (Math.sqrt(square[i] / squareShare) + floor)
      }
      means.set(name, mean)
      squares.set(name, square)
      next.set(name, values)
    }
    weights = next
    await executor.setWeights(weights)
  })
}

/** @param step with the schedule's factor and the count of steps, from 1 */
async function byBatches(
  { executor, batch, labels: { length: count }, passes, schedule: { begun, of }, seed }: BatchProblem, course: Course,
  step: (of: ReturnType<BatchProblem['batch']>, factor: number, iteration: number) => Promise<void>
): Promise<void> {
  const steps = Math.ceil(count / batchSize)
  for (let pass = 0; pass < passes; pass++) {
    const order = random(seed, 'solvers', begun + pass).permutation(count)
    for (let at = 0; at < steps; at++) {
      if (course.isStopped) return
      const some = order.subarray(at * batchSize, (at + 1) * batchSize)
      const factor = scheduleFactor({ kind: 'cosine' }, begun + pass + at / steps, of)
      await course.work(some.length / count, () => step(batch(some), factor, pass * steps + at + 1))
    }
    await course.point(await executor.weights(), null)
  }
}
