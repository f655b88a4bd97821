/**
 * An iteration of a round over the layers: a damped Newton step in one layer, the last one first, while masks stand in
 * the place of ReLU. Its direction is found by conjugate gradients, its length by an exact search along the line, so
 * that the masked loss never rises. A step that is cut off by a stop is done again from its beginning.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { LayerStepSettings } from '../../../../preload/schema/configuration'
import type { StagedState } from '../../../../preload/schema/methods/staged-state'
import { elementOf } from '../../../../preload/schema/element'
import { forwardBatchSize } from '../../evaluation/evaluate'
import type { MaskedBatch, MaskedLayers } from '../../executors/eager/masked-layers'
import { atLogits, newtonStep, type AtLogits, type LinearLayer } from '../../layerwise/newton'
import type { Weights } from '../../networks/weights'
import { addToCurve } from '../curve'
import type { Advanced } from '../method'
import { iterationAt } from '../plan'
import type { LayerMeans, TrainingRun } from '../run'
import { lookedAt, masksOfAlternation } from './estimation'
import { afterIteration } from './iteration'
import type { Stage } from './stages'

/** Of conjugate gradients, whose products are float32. */
const tolerance = 1e-3

/** A stop was asked for in the middle of a step. */
class CutOff extends Error {}

export async function layerStep(
  run: TrainingRun, state: StagedState, stage: Stage, settings: LayerStepSettings
): Promise<Advanced> {
  const { position, training: { executor, layerMeans } } = run
  if (!layerMeans) throw new Error('a training that moves one layer at a time is given the means')
  const started = performance.now()
  run.phase = stage.phase
  const done = position.iteration - iterationAt(run.pace, position.epoch)
  const indices = run.order().examples.subarray(0, settings.examples ?? undefined)
  const moved = await moveLayer(run, layerMeans, settings, {
    layer: elementOf(layerMeans.layers, done),
    weights: await executor.weights(),
    batches: await maskedBatches(run, state, stage, settings, indices)
  })
  if (moved === null) return 'more'
  if (moved.length > 0) await executor.setWeights(moved.weights)
  position.iteration++
  position.learningRate = moved.length
  const result = { loss: moved.loss, error: moved.error }
  addToCurve(position.curve, result, indices.length)
  // Of one set of examples, again and again, the last figures are those of the round.
  position.curve.epoch = { ...result, examples: indices.length }
  const isLast = done + 1 === layerMeans.layers.length
  await afterIteration(run, state, stage, { started, examples: indices.length, isLast })
  return 'more'
}

/** As the alternation has them, or as the present weights do; packed anew for the layers that are run with them. */
async function maskedBatches(
  run: TrainingRun, state: StagedState, stage: Stage, settings: LayerStepSettings, indices: Int32Array
): Promise<MaskedBatch[]> {
  const { executor, estimator, recorder } = run.training
  const used = lookedAt(stage, state)
  if (settings.masks === 'epoch' && !estimator) recorder.expectMasks(state.snapshot, indices)
  const batches: MaskedBatch[] = []
  for (let first = 0; first < indices.length; first += forwardBatchSize) {
    const some = indices.subarray(first, first + forwardBatchSize)
    const examples = run.batch(some)
    const packed = settings.masks === 'layer'
      ? await executor.estimateMasks(examples, used)
      : await masksOfAlternation(run, state, used, some, examples)
    batches.push({ examples, packed: packed.slice() })
  }
  return batches
}

interface Begun { layer: string; weights: Weights; batches: readonly MaskedBatch[] }

/** Where the step ends: of all its examples the loss and the error there. */
interface Moved { weights: Weights; loss: number; error: number; length: number }

/** Null when it was cut off by a stop. */
async function moveLayer(
  run: TrainingRun,
  { layersOf }: LayerMeans,
  { damping, cgSteps }: LayerStepSettings,
  { layer, weights, batches }: Begun
): Promise<Moved | null> {
  const labels = Int32Array.from(batches.flatMap(({ examples }) => [...examples.labels]))
  const layers = layersOf(weights, batches)
  try {
    layers.enter(layer)
    const values = layers.values(weights)
    const logits = await layers.logitsWith(values)
    const step = await newtonStep(linear(run, layers), values, logits, labels, { damping, steps: cgSteps, tolerance })
    const at = atLogits(step?.logits ?? logits, labels)
    const found = { loss: at.loss, error: errorOf(at, labels) }
    return step === null
      ? { ...found, weights, length: 0 }
      : { ...found, weights: layers.withValues(weights, step.values), length: step.length }
  } catch (error) {
    if (error instanceof CutOff) return null
    throw error
  } finally {
    layers.dispose()
  }
}

/** Messages (stop, heartbeat) get in between two runs over the examples. */
function linear(run: TrainingRun, layers: MaskedLayers): LinearLayer {
  const between = async (): Promise<void> => {
    await turn()
    if (run.stopRequested) throw new CutOff()
  }
  return {
    logits: async (values) => {
      await between()
      return layers.logitsWith(values)
    },
    pulledBack: async (slopes) => {
      await between()
      return layers.pulledBack(slopes)
    }
  }
}

/** Fraction of examples to which another class than their own is the most probable. */
function errorOf({ probabilities }: AtLogits, labels: Int32Array): number {
  const classes = probabilities.length / labels.length
  const wrong = labels.filter((label, n) => {
    const own = probabilities.subarray(n * classes, (n + 1) * classes)
    return own.indexOf(Math.max(...own)) !== label
  })
  return wrong.length / labels.length
}
