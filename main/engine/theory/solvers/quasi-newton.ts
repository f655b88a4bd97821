/** L-BFGS over all examples at once and all layers together, with 20 pairs. An evaluation is a pass. */
import { consecutive } from '../../datasets/dataset'
import { forwardBatchSize } from '../../evaluation/evaluate'
import type { Weights } from '../../networks/weights'
import { minimiseLate } from '../../numerics/minimise'
import type { Course } from './course'
import type { BatchProblem } from './problem'
import { joined, parted } from './vectors'

const pairs = 20

export async function fitTogether(problem: BatchProblem, course: Course): Promise<void> {
  const { start, trained: names, passes } = problem
  const withValues = (at: Float64Array): Weights => new Map([...start, ...parted(at, names, start)])
  await minimiseLate(
    (at, gradient) => course.work(1, async () => {
      const { loss, gradients } = await gradientsAt(problem, withValues(at))
      gradient.set(joined(gradients, names))
      return loss
    }),
    joined(start, names),
    { tolerance: 0, evaluations: passes, pairs },
    async ({ at, value }) => {
      // A search along a line may take more evaluations than were left.
      if (course.left < 0 || course.isStopped) return 'enough'
      await course.point(withValues(at), value)
      return 'more'
    }
  )
}

/** Of all examples, the means of batches weighted by their examples. */
async function gradientsAt(
  { executor, batch, labels: { length: count } }: BatchProblem, weights: Weights
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  await executor.setWeights(weights)
  let loss = 0
  const sums = new Map<string, Float32Array>()
  for (let first = 0; first < count; first += forwardBatchSize) {
    const { examples, support } = batch(consecutive(first, Math.min(forwardBatchSize, count - first)))
    const share = examples.count / count
    const { objective, gradients } = await executor.gradients(examples, support, 0)
    loss += share * objective
    for (const [name, gradient] of gradients) {
      const sum = sums.get(name) ?? new Float32Array(gradient.length)
      for (let i = 0; i < sum.length; i++) sum[i] += share * gradient[i]
      sums.set(name, sum)
    }
  }
  return { loss, gradients: sums }
}
