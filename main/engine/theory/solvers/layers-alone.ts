/** How low the masked loss goes when one layer alone is moved, from the start on, all others staying as they are. */
import type { LayerAlone } from '../../../../preload/schema/solvers'
import { atLogits, newtonStep, type LinearLayer } from '../../layerwise/newton'
import { shareFrom } from '../../layerwise/passes'
import type { Problem } from './problem'

/** Little damping: these steps are to go as far as the masks let them, whatever it does to the network. */
const settings = { damping: 1e-4, steps: 10, tolerance: 1e-3 }
const mostSteps = 30
/** A step that lowers the loss by less than this share of it is the last. */
const settledShare = 0.01

/**
 * In the network's order. A layer's steps end when they lower the loss no more, or as many passes as a solver has are
 * spent; the loss is convex in a layer, so that no other way down ends lower.
 * @param tell the share that is done
 */
export async function solveLayersAlone(
  problem: Problem, stopped: () => boolean, tell: (share: number) => void
): Promise<LayerAlone[]> {
  const { layers: names } = problem.layers
  const found: LayerAlone[] = []
  for (const [at, layer] of names.entries()) {
    if (stopped()) return found
    found.push(await solveAlone(problem, layer, stopped))
    tell((at + 1) / names.length)
  }
  return found
}

async function solveAlone(problem: Problem, name: string, stopped: () => boolean): Promise<LayerAlone> {
  const { layers, labels, start, network, passes: budget } = problem
  layers.setWeights(start)
  layers.enter(name)
  const share = shareFrom(network, name)
  let passes = (1 - share) / 3
  const layer: LinearLayer = {
    logits: (values) => {
      passes += share / 3
      return layers.logitsWith(values)
    },
    pulledBack: (slopes) => {
      passes += share
      return layers.pulledBack(slopes)
    }
  }
  let values = layers.values(start)
  const now = atLogits(await layer.logits(values), labels).loss
  let [alone, isSettled] = [now, false]
  for (let step = 0; step < mostSteps && passes < budget && !isSettled && !stopped(); step++) {
    const next = await newtonStep(layer, values, await layer.logits(values), labels, settings)
    isSettled = next === null || alone - next.loss < settledShare * alone
    if (next !== null) ({ values, loss: alone } = next)
  }
  return { layer: name, now, alone, passes: Number(passes.toFixed(6)), isSettled }
}
