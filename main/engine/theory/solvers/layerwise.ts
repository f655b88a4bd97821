/** Damped Newton steps in one layer at a time, the last one first. */
import { newtonStep, type LinearLayer } from '../../layerwise/newton'
import { mostPassesOf, shareFrom } from '../../layerwise/passes'
import type { Course } from './course'
import type { Problem } from './problem'

/** Of conjugate gradients in a layer. */
const [steps, tolerance] = [6, 1e-3]

export async function stepLayers(problem: Problem, damping: number, course: Course): Promise<void> {
  const { network, layers, labels } = problem
  const shares = layers.layers.toReversed().map((name) => ({ name, share: shareFrom(network, name) }))
  let weights = problem.start
  let isMoved = true
  while (isMoved) {
    isMoved = false
    for (const { name, share } of shares) {
      // One that would not be finished is not begun: from there on it is the last layers' turn again.
      if (course.isStopped || mostPassesOf(share, steps) > course.left) break
      const begun = await course.work((1 - share) / 3, async () => {
        layers.setWeights(weights)
        layers.enter(name)
        return layers.values(weights)
      })
      const layer = counted(problem, share, course)
      const logits = await layer.logits(begun)
      const step = await newtonStep(layer, begun, logits, labels, { damping, steps, tolerance })
      if (step === null) continue
      isMoved = true
      weights = layers.withValues(weights, step.values)
      await course.point(weights, step.loss)
    }
  }
}

const counted = ({ layers }: Problem, share: number, course: Course): LinearLayer => ({
  logits: (values) => course.work(share / 3, () => layers.logitsWith(values)),
  pulledBack: (slopes) => course.work(share, async () => layers.pulledBack(slopes))
})
