/**
 * What every training method works with, whatever it does: the data, the executor, the position in the run, tests on
 * the test set, checkpoints, mask snapshots, the check for divergence, and the state of it all.
 */
import { averagedOver, type TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import type { Activity, EvaluationResult, Phase, SnapshotExamples, SnapshotKind } from '../../../preload/schema/run'
import type { TrainingPosition } from '../../../preload/schema/training-state'
import { augmented } from '../datasets/augmentation'
import { consecutive, firstOf, type DataSet, type Examples, type ExampleSource } from '../datasets/dataset'
import { evaluate } from '../evaluation/evaluate'
import type { Refitter } from '../classifier/refit'
import type { MaskedBatch, MaskedLayers } from '../executors/eager/masked-layers'
import type { Executor } from '../executors/executor'
import type { Weights } from '../networks/parameters'
import type { WeightMasks } from '../networks/weight-masks'
import type { MaskFlow } from '../pruning/mask-flow'
import { random } from '../random'
import { masktSupport, reluSupport, type ForwardSupport } from '../support/forward'
import type { SupportLayout } from '../support/layout'
import { emptyCurve } from './curve'
import { divergence } from './divergence'
import { MovingAverage } from './moving-average'
import { batchesPerEpoch, epochAt, steadyPace, trainingExamples, type Pace } from './plan'
import { ProgressMeter } from './progress'
import type { CheckpointName, Moment, Recorder } from './recorder'
import { scheduleFactor } from './schedule'
import { examplesOf, takeSnapshot } from './snapshot'
import type { LastGood, Resumption, TrainingState } from './state'

/** What only a run that prunes needs. */
export interface PruningMeans {
  network: Network
  flow: MaskFlow
  /** Weight masks that were given with the training. */
  loaded: WeightMasks | null
}

/** What only a run needs that moves weights by steps in one layer at a time. */
export interface LayerMeans {
  /** The last one first. */
  layers: readonly string[]
  /** Whoever makes them frees them by `dispose`. */
  layersOf: (weights: Weights, batches: readonly MaskedBatch[]) => MaskedLayers
}

export interface Training<Configuration extends TrainingConfiguration = TrainingConfiguration> {
  configuration: Configuration
  data: DataSet
  layout: SupportLayout
  executor: Executor
  /**
   * A second executor of the same network, which keeps the weights of the last alternation: with augmentation the masks
   * of a moved image are not in the file, and are worked out from these. Without it masks are read.
   */
  estimator?: Executor | undefined
  recorder: Recorder
  /** There when the configuration prunes. */
  pruning?: PruningMeans | undefined
  /** There when the method moves one layer at a time. */
  layerMeans?: LayerMeans | undefined
  /** There when the configuration refits the classifier. */
  refitter?: Refitter | undefined
  /** Asked between two pieces of work; true ends the training after the one in hand, in good order. */
  stopRequested: () => boolean
}

export interface SnapshotWanted {
  kind: SnapshotKind
  /** Which alternation it is; null of another kind. */
  alternation: number | null
  of: SnapshotExamples
  support: ForwardSupport
  /** Where its weights are kept; null for a checkpoint of its own. */
  checkpoint: CheckpointName | null
}

export class TrainingRun<Configuration extends TrainingConfiguration = TrainingConfiguration> {
  readonly training: Training<Configuration>
  /** The training examples in use. */
  readonly examples: ExampleSource
  readonly batches: number
  readonly position: TrainingPosition
  /** What the training is in, for its progress. */
  phase: Phase = 'sgd'
  /** Weight masks in force; null where every weight is free. */
  weightMasks: WeightMasks | null = null
  /** The pruning whose masks these are. */
  pruning: number | null = null
  lastGood: LastGood | null
  readonly #meter: ProgressMeter
  readonly #average: MovingAverage | null
  /** Whether the executor has the weights by which the run is judged, for as long as that takes. */
  #isJudging = false
  /** Masks as they were read last, of a batch or of the examples whose drift is measured. */
  #read = new Uint8Array(0)
  #estimated: Weights | null = null
  #order: { epoch: number; examples: Int32Array } | null = null
  #tested: { iteration: number; result: EvaluationResult } | null = null

  constructor(training: Training<Configuration>, resumption: Resumption | null) {
    const { configuration, data, recorder } = training
    this.training = training
    this.examples = firstOf(data.train, trainingExamples(configuration, data.train.count))
    this.batches = batchesPerEpoch(configuration, this.examples.count)
    this.position = resumption ? structuredClone(resumption.state.position) : beginning()
    this.lastGood = resumption?.lastGood ?? null
    const window = averagedOver(configuration)
    this.#average = window === null ? null : new MovingAverage(window, resumption?.state.average ?? null)
    this.#meter = new ProgressMeter(steadyPace(configuration.epochs, this.batches), (progress) =>
      recorder.progress(progress)
    )
  }

  /** How many iterations epochs have: their batches, unless the method says otherwise. */
  get pace(): Pace {
    return this.#meter.pace
  }

  set pace(pace: Pace) {
    this.#meter.pace = pace
  }

  /** Puts executors where an interrupted training had them. */
  async restore({ network, estimator }: TrainingState): Promise<void> {
    await this.training.executor.setState(network)
    this.weightMasks = network.weightMasks
    if (estimator) await this.estimateFrom(estimator)
  }

  async state(method: unknown): Promise<TrainingState> {
    const numbers = structuredClone({ position: this.position, method })
    const average = this.#average?.weights ?? null
    return { ...numbers, network: await this.training.executor.state(), estimator: this.#estimated, average }
  }

  get stopRequested(): boolean {
    return this.training.stopRequested()
  }

  /** Epochs and iterations done. */
  get moment(): Moment {
    return { epoch: this.position.epoch, iteration: this.position.iteration }
  }

  /** Where in an epoch training is. */
  get instant(): Moment {
    const { iteration } = this.position
    return { iteration, epoch: epochAt(this.pace, iteration) }
  }

  get schedule(): number {
    const { schedule, epochs } = this.training.configuration
    return scheduleFactor(schedule, this.instant.epoch, epochs)
  }

  /** The running epoch's order of examples; `isNew` when nobody has asked for it yet. */
  order(): { examples: Int32Array; isNew: boolean } {
    const { epoch } = this.position
    const isNew = this.#order?.epoch !== epoch
    this.#order = this.#order?.epoch === epoch ? this.#order : { epoch, examples: this.orderOf(epoch) }
    return { examples: this.#order.examples, isNew }
  }

  orderOf(epoch: number): Int32Array {
    return random(this.training.configuration.seed, 'order', epoch).permutation(this.examples.count)
  }

  /** Examples as training sees them in this epoch. */
  batch(indices: Int32Array): Examples {
    const { configuration, data } = this.training
    const { augmentation, seed } = configuration
    return augmented(this.examples.read(indices), indices, data.shape, augmentation, seed, this.position.epoch)
  }

  /** The first training examples: the same ones whenever something is measured on a few. */
  first(count: number): Examples {
    return this.examples.read(consecutive(0, Math.min(count, this.examples.count)))
  }

  /** @param examples worked on since the last call; a change of activity is told at once */
  tell(activity: Activity, examples: number, immediately = false): void {
    this.#meter.update(activity, this.phase, this.position.iteration, examples, immediately)
  }

  /** A snapshot's masks of these examples, packed one after the other; valid until the next call. */
  masksOf(snapshot: number, indices: Int32Array): Uint8Array {
    const bytes = indices.length * this.training.layout.bytesPerExample
    if (this.#read.length < bytes) this.#read = new Uint8Array(bytes)
    return this.training.recorder.readMasks(snapshot, indices, this.#read)
  }

  /** Weights have changed without an iteration. */
  weightsChanged(): void {
    this.#tested = null
  }

  /** After every update of the weights, once it is counted. */
  async updated(): Promise<void> {
    const { iteration } = this.position
    if (this.#average?.isDue(iteration)) this.#average.add(await this.training.executor.weights(), iteration)
  }

  /** Does something with the weights that the run is judged by: their average, where there is one. */
  async judged<T>(work: () => Promise<T>): Promise<T> {
    const { executor } = this.training
    const average = this.#isJudging ? null : this.#average?.weights ?? null
    if (average === null) return work()
    const trained = await executor.weights()
    await executor.setWeights(average)
    this.#isJudging = true
    try {
      return await work()
    } finally {
      this.#isJudging = false
      await executor.setWeights(trained)
    }
  }

  /** @returns whether there is an average, of which these values have become others */
  replaceInAverage(values: Weights): boolean {
    if (this.#average === null || this.#average.isEmpty) return false
    this.#average.replace(values)
    this.weightsChanged()
    return true
  }

  /** Test loss and error with ReLU; the same weights are not run again. */
  async test(): Promise<EvaluationResult> {
    const { executor, data, layout } = this.training
    const { iteration } = this.position
    if (this.#tested?.iteration === iteration) return this.#tested.result
    const result = await this.judged(() => evaluate(executor, data.test, reluSupport(layout.layers.length)))
    this.#tested = { iteration, result }
    return result
  }

  /** Keeps the weights, and what they give on the test set with ReLU and with masks only. */
  async checkpoint(name: CheckpointName): Promise<void> {
    const { executor, recorder } = this.training
    this.tell('evaluating', 0, true)
    await this.judged(async () => {
      recorder.checkpoint(name, { ...this.moment, pruning: this.pruning }, await executor.weights())
      await this.#recordEvaluation(name, await this.test())
    })
  }

  /** What a run that diverged still has. */
  async keepLastGood(): Promise<void> {
    if (!this.lastGood) return
    const { executor } = this.training
    if (this.weightMasks) await executor.setWeightMasks(null)
    await executor.setWeights(this.lastGood.weights)
    await this.#recordEvaluation('last-good', this.lastGood.test)
  }

  async #recordEvaluation(at: CheckpointName, relu: EvaluationResult): Promise<void> {
    const { executor, recorder, data, layout } = this.training
    const maskt = await evaluate(executor, data.test, masktSupport(layout.layers.length))
    recorder.evaluation({ at, ...this.moment, examples: data.test.count, relu, maskt })
  }

  /**
   * Records masks under the present weights, and keeps those where nobody does.
   * @returns its number; null when the training was stopped before its end, which leaves nothing behind
   */
  async snapshot({ kind, alternation, of, support, checkpoint }: SnapshotWanted): Promise<number | null> {
    const { executor, recorder, stopRequested } = this.training
    const index = this.position.snapshots + 1
    const name = checkpoint ?? `snapshot-${index}`
    this.tell('estimating masks', 0, true)
    const isWhole = await this.judged(() => takeSnapshot({
      start: { index, kind, alternation, checkpoint: name, ...this.moment },
      examples: examplesOf(this.examples, of),
      executor,
      support,
      recorder,
      stopRequested,
      tell: (examples) => this.tell('estimating masks', examples)
    }))
    if (!isWhole) return null
    this.position.snapshots = index
    if (checkpoint === null) await this.checkpoint(name)
    return index
  }

  /** The weights from which masks of augmented images are worked out. */
  async estimateFrom(weights: Weights): Promise<void> {
    if (!this.training.estimator) return
    this.#estimated = weights
    await this.training.estimator.setWeights(weights)
  }

  /** @param bound how many times the loss of guessing, ln(classes), is too much. @throws Failure when it is exceeded */
  demandConvergence(loss: number, bound: number, learningRate: number): void {
    const guessing = Math.log(this.training.data.classes)
    if (Number.isFinite(loss) && loss <= bound * guessing) return
    const what = Number.isFinite(loss)
      ? `the loss is ${loss.toPrecision(3)}, where guessing gives ${guessing.toFixed(2)},`
      : 'the loss is no longer a finite number'
    const { iteration, epoch } = this.instant
    throw divergence(`${what} at iteration ${iteration} (epoch ${Math.ceil(epoch)})`, learningRate)
  }
}

const beginning = (): TrainingPosition => ({
  iteration: 0, epoch: 0, example: 0, learningRate: 0, seconds: 0, curve: emptyCurve(), snapshots: 0
})
