/**
 * Damped Newton steps in one layer at a time, the last one first. A run of the network from a layer on is the layer's
 * share of the multiplications of a whole one: forwards a third of a pass, forwards and backwards all of it.
 */
import { costByNode } from '../../networks/cost'
import { downstreamOf } from '../../networks/downstream'
import { newtonStep, type LinearLayer } from '../../layerwise/newton'
import type { Network } from '../../../../preload/schema/network'
import type { Course } from './course'
import type { Problem } from './problem'

/** Of conjugate gradients in a layer. */
const [steps, tolerance] = [6, 1e-3]
/** Runs of a step: logits of the start, the constant, each direction, the line and its end; gradients. */
const [mostForwards, mostBackwards] = [steps + 4, steps + 1]

export async function stepLayers(problem: Problem, damping: number, course: Course): Promise<void> {
  const { network, layers, labels } = problem
  const shares = layers.layers.toReversed().map((name) => ({ name, share: shareFrom(network, name) }))
  let weights = problem.start
  let isMoved = true
  while (isMoved) {
    isMoved = false
    for (const { name, share } of shares) {
      // One that would not be finished is not begun: from there on it is the last layers' turn again.
      if (course.isStopped || mostPassesOf(share) > course.left) break
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

const mostPassesOf = (share: number): number =>
  (1 - share) / 3 + share * (mostForwards / 3 + mostBackwards)

/** Of all multiplications those from a layer on. */
export function shareFrom(network: Network, layer: string): number {
  const from = downstreamOf(network, layer)
  let [own, all] = [0, 0]
  for (const [name, { macs }] of costByNode(network)) {
    all += macs
    if (from.has(name)) own += macs
  }
  return own / all
}

const counted = ({ layers }: Problem, share: number, course: Course): LinearLayer => ({
  logits: (values) => course.work(share / 3, () => layers.logitsWith(values)),
  pulledBack: (slopes) => course.work(share, async () => layers.pulledBack(slopes))
})
