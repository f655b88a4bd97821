/** The trainings that the Prune page offers side by side: each choice of connections, and the baseline for them. */
import type { PruningVariants, ReplyOf, TrainingScale } from '../../preload/contract'
import {
  continuedSettings,
  defaultConfiguration,
  defaultDsd,
  defaultPruning,
  mostStageEpochs,
  networkOf,
  type DataSetName,
  type DsdConfiguration,
  type NetworkPresetName,
  type PruningChoice,
  type RunConfiguration
} from '../../preload/schema/configuration'

/**
 * Every choice of connections, and the baseline of as many epochs to hold them against. `like` takes the place of the
 * network's own defaults.
 */
export function comparedTrainings(
  dataset: DataSetName,
  network: NetworkPresetName,
  like: TrainingScale | null
): ReplyOf<'pruning.defaults'> {
  const own = defaultConfiguration('sgd', dataset, network)
  const { trainExamples, ...scale } = like ?? { trainExamples: null }
  const { method, refitClassifier, averageWeights, from, ...shared } = { ...own, ...scale, limit: trainExamples }
  return {
    baseline: { method, refitClassifier, averageWeights, from, ...shared },
    variants: variantsBy((kind) => ({ method: 'dsd', ...shared, pruning: defaultPruning(shared, kind) }))
  }
}

/**
 * The first Dense stage lies behind a network that goes on with a run's weights: half of the epochs are Sparse, the
 * others Dense again.
 */
export function continuedTrainings(run: string, origin: RunConfiguration, like: TrainingScale | null): PruningVariants {
  const own = { ...defaultDsd(origin.dataset, networkOf(origin)), ...continuedSettings(origin) }
  const { trainExamples, ...scale } = like ?? {
    trainExamples: own.limit,
    epochs: own.epochs - Math.floor(own.epochs / 3)
  }
  const shared = { ...own, ...scale, limit: trainExamples }
  const { epochs, learningRate } = shared
  const half = Math.floor(epochs / 2)
  const stage = (length: number) => ({ epochs: Math.min(mostStageEpochs, length), learningRate })
  const stages = { sparse: stage(epochs - half), final: stage(half), from: { run, at: 'final' } }
  return variantsBy((kind) => ({ ...shared, pruning: { ...defaultPruning(shared, kind), ...stages } }))
}

const variantsBy = (variant: (kind: PruningChoice['kind']) => DsdConfiguration): PruningVariants => ({
  magnitude: variant('magnitude'),
  'i-alternation': variant('i-alternation'),
  'b-alternation': variant('b-alternation')
})
