/**
 * Solvers inside the alternation: masks are estimated from the weights, a solver lowers the masked loss for a while,
 * and so on; beside them solvers of the ReLU network itself. An estimate is a run forwards, a third of a pass.
 */
import type { Alternating } from '../../../../preload/schema/alternating-solvers'
import type { DataSet } from '../../datasets/dataset'
import { newtonStep } from '../../layerwise/newton'
import { mostPassesOf, shareFrom } from '../../layerwise/passes'
import type { MaskedBatch, MaskedLayers } from '../../executors/eager/masked-layers'
import type { TrainingSupport } from '../../executors/executor'
import type { Weights } from '../../networks/weights'
import { reluSupport } from '../../support/forward'
import { supportLayout } from '../../support/layout'
import type { Course } from './course'
import { descend } from './first-order'
import { batchesUnder, maskedBatches } from './masked-examples'
import type { BatchProblem } from './problem'
import { fitTogether } from './quasi-newton'

export interface Alternation {
  problem: Omit<BatchProblem, 'batch' | 'schedule'>
  data: DataSet
  layersOf: (batches: readonly MaskedBatch[]) => MaskedLayers
  /** Told whenever masks were estimated: what drift is measured from. */
  masksAre: (batches: readonly MaskedBatch[]) => void
}

const passesOfEstimate = 1 / 3

export async function alternate(alternation: Alternation, method: Alternating, course: Course): Promise<void> {
  const { problem } = alternation
  switch (method.name) {
    case 'relu-sgd': return descend(asRelu(alternation), method.rate, course)
    case 'relu-lbfgs': return fitTogether(asRelu(alternation), course)
    case 'alternating-sgd': {
      const rounds = Math.floor(problem.passes / (1 + passesOfEstimate))
      for (let round = 0; round < rounds && !course.isStopped; round++) {
        const masks = await estimated(alternation, course)
        const schedule = { begun: round, of: rounds }
        const { consistency, rate } = method
        await descend(underMasks(alternation, masks, course, { passes: 1, schedule, consistency }), rate, course)
      }
      return
    }
    case 'alternating-lbfgs':
      // Of a line search a step takes one evaluation at least, and the start another.
      while (course.left >= 2 + passesOfEstimate && !course.isStopped) {
        const masks = await estimated(alternation, course)
        const evaluations = Math.min(method.evaluations, Math.floor(course.left))
        await fitTogether(underMasks(alternation, masks, course, {
          passes: evaluations, schedule: { begun: 0, of: 1 }, consistency: 0
        }), course)
      }
      return
    case 'alternating-layerwise':
      while (!course.isStopped && await sweep(alternation, method.damping, course));
  }
}

const whereIs = ({ problem }: Alternation, course: Course): Weights => course.weights ?? problem.start

interface Masks { packed: Uint8Array; batches: readonly MaskedBatch[] }

/** By the weights as they are now. */
async function estimated(alternation: Alternation, course: Course): Promise<Masks> {
  const { problem: { executor, network, labels }, data, masksAre } = alternation
  const { layers, bytesPerExample } = supportLayout(network)
  const packed = new Uint8Array(labels.length * bytesPerExample)
  await course.work(passesOfEstimate, async () => {
    await executor.setWeights(whereIs(alternation, course))
    let at = 0
    for (const { examples } of maskedBatches(data, labels.length, packed)) {
      packed.set(await executor.estimateMasks(examples, reluSupport(layers.length)), at * bytesPerExample)
      at += examples.count
    }
  })
  const batches = maskedBatches(data, labels.length, packed)
  masksAre(batches)
  return { packed, batches }
}

function asRelu({ problem, data }: Alternation): BatchProblem {
  const support: TrainingSupport = { mode: 'relu' }
  return {
    ...problem, schedule: { begun: 0, of: problem.passes },
    batch: (indices) => ({ examples: data.train.read(indices), packed: new Uint8Array(), support })
  }
}

interface Round extends Pick<BatchProblem, 'passes' | 'schedule'> {
  /** λ at the beginning of the whole schedule, which falls with the rate; 0 for none. */
  consistency: number
}

/** From where the course is. */
function underMasks(
  alternation: Alternation, { packed }: Masks, course: Course, { passes, schedule, consistency }: Round
): BatchProblem {
  const { problem, data } = alternation
  return {
    ...problem, passes, schedule, start: whereIs(alternation, course),
    batch: batchesUnder(problem.network, data, packed, consistency === 0 ? null : consistency)
  }
}

/** Of conjugate gradients in a layer. */
const [steps, tolerance] = [4, 1e-2]

/** A Newton step in each layer that there are passes left for, the last one first. @returns whether there was one */
async function sweep(alternation: Alternation, damping: number, course: Course): Promise<boolean> {
  const { problem: { network, labels }, layersOf } = alternation
  if (course.left < passesOfEstimate) return false
  const { batches } = await estimated(alternation, course)
  const layers = layersOf(batches)
  let isMoved = false
  try {
    for (const name of layers.layers.toReversed()) {
      const share = shareFrom(network, name)
      const passes = mostPassesOf(share, steps)
      if (course.isStopped || passes > course.left) continue
      const weights = whereIs(alternation, course)
      const step = await course.work(passes, async () => {
        layers.setWeights(weights)
        layers.enter(name)
        const values = layers.values(weights)
        const layer = {
          logits: (at: Float64Array) => layers.logitsWith(at),
          pulledBack: (slopes: Float64Array) => layers.pulledBack(slopes)
        }
        return newtonStep(layer, values, await layer.logits(values), labels, { damping, steps, tolerance })
      })
      if (step === null) continue
      isMoved = true
      layers.enter(name)
      await course.point(layers.withValues(weights, step.values), step.loss)
    }
  } finally {
    layers.dispose()
  }
  return isMoved
}
