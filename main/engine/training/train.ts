/**
 * Training by stochastic gradient descent; by I-alternation: some epochs of warm-up, then masks of every example are
 * estimated (an alternation), kept fixed while only weights move until the trigger says so, and estimated afresh; by
 * B-alternation and majority: after the warm-up every batch shares one mask, computed from its own activations. DSD
 * prunes connections for a stage between two dense ones (./pruning.ts).
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { StoredMaskSettings, TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Activity, EpochRecord, EvaluationResult } from '../../../preload/schema/run'
import { augmented } from '../datasets/augmentation'
import { consecutive, firstOf, type DataSet, type Examples, type ExampleSource } from '../datasets/dataset'
import { evaluate, forwardBatchSize, consecutiveBatches } from '../evaluation/evaluate'
import type { Weights } from '../networks/parameters'
import type { Executor, TrainingSupport } from '../executors/executor'
import { masktSupport, reluSupport, type ForwardSupport } from '../support/forward'
import { random } from '../random'
import { countFlips } from '../bits/bits'
import type { SupportLayout } from '../support/layout'
import { alternationDue, batchesPerEpoch, trainingExamples } from './plan'
import { divergence } from './divergence'
import { ProgressMeter } from './progress'
import { PruningLoop, type PruningMeans } from './pruning'
import type { CheckpointName, Moment, Recorder } from './recorder'
import { scheduleFactor } from './schedule'
import { soonest, stageAfter, stagesOf, storedStage, type Stage } from './stages'
import { quantileExamples, thresholdsOf } from '../evaluation/thresholds'

/** Drift is measured on the first examples of the training set: the same ones for the whole run. */
const driftExamples = 256
/** Points of the live curve per epoch: enough to see a spike, few enough to draw a thousand epochs. */
const pointsPerEpoch = 20

/** A batch may be far off for a while; a thousand times the loss of guessing does not come back. */
const wildlyWrong = 1000
/** Over a whole epoch even an untrained network stays below twice the loss of guessing. */
const worseThanGuessing = 2

export interface Training {
  configuration: TrainingConfiguration
  data: DataSet
  layout: SupportLayout
  executor: Executor
  /**
   * A second executor of the same network, which keeps the weights of the last alternation: with augmentation the
   * masks of a moved image are not in the file, and are worked out from these. Without it masks are read.
   */
  estimator?: Executor
  recorder: Recorder
  /** There when the configuration prunes. */
  pruning?: PruningMeans
  /** Asked between steps; true ends the training after the step, in good order. */
  stopRequested: () => boolean
}

export type Outcome = 'finished' | 'stopped'

/**
 * Runs the whole training.
 * @throws Failure when the loss is no longer a finite number.
 */
export async function train(training: Training): Promise<Outcome> {
  return new TrainingLoop(training).run()
}

class TrainingLoop {
  readonly #training: Training
  readonly #examples: ExampleSource
  readonly #batches: number
  readonly #meter: ProgressMeter
  readonly #pruning: PruningLoop | null
  #entered: Stage | null = null
  #iteration = 0
  readonly #epochs: EpochRecord[] = []
  #alternation = 0
  #thresholds: Float32Array
  /** Masks as they were read last, of a batch or of the examples whose drift is measured. */
  readonly #stored: Uint8Array
  #sinceAlternation: EpochRecord[] | null = null
  #lastGood: { weights: Weights; test: EvaluationResult } | null = null
  #tested: { iteration: number; result: EvaluationResult } | null = null

  constructor(training: Training) {
    const { configuration, data, recorder } = training
    this.#training = training
    this.#examples = firstOf(data.train, trainingExamples(configuration, data.train.count))
    this.#batches = batchesPerEpoch(configuration, this.#examples.count)
    this.#thresholds = new Float32Array(training.layout.layers.length)
    const mostRead = Math.max(configuration.batchSize, driftExamples)
    this.#stored = new Uint8Array(storedStage(configuration, soonest) ? mostRead * training.layout.bytesPerExample : 0)
    this.#meter = new ProgressMeter(configuration.epochs * this.#batches, this.#batches, (progress) =>
      recorder.progress(progress)
    )
    const tell = (activity: Activity, examples: number): void =>
      this.#meter.update(activity, this.#stage.phase, this.#iteration, examples, examples === 0)
    const means = training.pruning
    this.#pruning =
      configuration.method === 'dsd' && means
        ? new PruningLoop({ ...training, configuration, means, examples: this.#examples, tell })
        : null
  }

  async run(): Promise<Outcome> {
    try {
      return await this.#run()
    } catch (error) {
      await this.#evaluateLastGood()
      throw error
    }
  }

  async #run(): Promise<Outcome> {
    const { configuration, stopRequested } = this.#training
    while (this.#epoch < configuration.epochs && !stopRequested()) {
      await this.#enter(this.#stage)
      const due = !stopRequested() && alternationDue(configuration, this.#epochs, this.#sinceAlternation)
      if (due) await this.#alternate()
      if (this.#stage.phase === 'sparse' && !stopRequested()) await this.#prune(due ? this.#alternation : null)
      if (!stopRequested()) await this.#trainEpoch()
    }
    const finished = this.#epoch >= configuration.epochs
    if (finished && this.#entered?.phase === 'sparse') await this.#checkpoint('sparse')
    await this.#checkpoint('final')
    return finished ? 'finished' : 'stopped'
  }

  /** Epochs done. */
  get #epoch(): number {
    return this.#epochs.length
  }

  get #stage(): Stage {
    return stageAfter(stagesOf(this.#training.configuration, this.#epochs), this.#epoch)
  }

  get #moment(): Moment {
    return { epoch: this.#epoch, iteration: this.#iteration }
  }

  async #prune(alternation: number | null): Promise<void> {
    await this.#pruning?.choose(this.#stage, this.#moment, alternation)
    // Weights have changed without an iteration.
    this.#tested = null
  }

  /** Keeps what a stage of DSD ended with, when another begins. */
  async #enter(stage: Stage): Promise<void> {
    if (this.#entered?.phase === stage.phase) return
    if (this.#entered?.phase === 'sparse') {
      await this.#checkpoint('sparse')
      await this.#pruning?.release()
    }
    this.#entered = stage
    if (stage.phase !== 'sparse' || this.#training.configuration.method !== 'dsd') return
    await this.#checkpoint('dense')
    if (this.#training.configuration.pruning.sensitivity) await this.#pruning?.scanSensitivity()
  }

  async #trainEpoch(): Promise<void> {
    const { configuration, executor, recorder, stopRequested } = this.#training
    const stage = this.#stage
    const { phase } = stage
    const started = performance.now()
    const order = random(configuration.seed, 'order', this.#epoch).permutation(this.#examples.count)
    const curve = new CurveAverage(Math.ceil(this.#batches / pointsPerEpoch))
    let learningRate = 0
    if (stage.masks.kind === 'stored') recorder.expectMasks(this.#alternation, order)
    for (let from = 0; from < order.length; from += configuration.batchSize) {
      if (stopRequested()) return
      const indices = order.subarray(from, from + configuration.batchSize)
      learningRate = stage.learningRate * this.#scheduleFactor()
      const batch = this.#batch(indices)
      const support = await this.#support(stage, indices, batch)
      const result = await executor.trainStep(batch, support, this.#update(learningRate, stage), this.#iteration)
      this.#iteration++
      this.#demandConvergence(result.loss, wildlyWrong)
      curve.add(result, indices.length)
      if (curve.due) recorder.curvePoint({ ...this.#instant, learningRate, ...curve.take() })
      if (this.#testDue(from + configuration.batchSize >= order.length))
        recorder.testPoint({ ...this.#instant, ...(await this.#test()) })
      this.#meter.update('training', phase, this.#iteration, indices.length)
      // Lets messages (stop, heartbeat) in between steps.
      await turn()
    }
    this.#meter.update('evaluating', phase, this.#iteration, 0, true)
    const test = await this.#test()
    this.#demandConvergence(curve.epoch.loss, worseThanGuessing)
    this.#demandConvergence(test.loss, Infinity)
    const record: EpochRecord = {
      epoch: this.#epoch + 1, iterations: this.#iteration, phase, learningRate,
      trainLoss: curve.epoch.loss, trainError: curve.epoch.error, testLoss: test.loss, testError: test.error,
      drift: await this.#drift(), seconds: (performance.now() - started) / 1000
    }
    this.#epochs.push(record)
    this.#sinceAlternation?.push(record)
    recorder.epochEnded(record)
    this.#lastGood = { weights: await executor.weights(), test }
    recorder.checkpoint(
      'last-good',
      { ...this.#moment, pruning: this.#pruning?.inForce ?? null },
      this.#lastGood.weights
    )
  }

  /** Where in an epoch training is. */
  get #instant(): { iteration: number; epoch: number } {
    return { iteration: this.#iteration, epoch: this.#iteration / this.#batches }
  }

  /** The end of an epoch is tested in any case. */
  #testDue(lastOfEpoch: boolean): boolean {
    const { evaluateEvery } = this.#training.configuration
    return evaluateEvery !== null && !lastOfEpoch && this.#iteration % evaluateEvery === 0
  }

  #scheduleFactor(): number {
    const { schedule, epochs } = this.#training.configuration
    return scheduleFactor(schedule, this.#iteration / this.#batches, epochs)
  }

  #update(learningRate: number, { momentum }: Stage) {
    const { weightDecay, clipNorm } = this.#training.configuration
    return { learningRate, momentum, weightDecay, clipNorm: clipNorm ?? Infinity }
  }

  #batch(indices: Int32Array): Examples {
    const { configuration, data } = this.#training
    return augmented(
      this.#examples.read(indices),
      indices,
      data.shape,
      configuration.augmentation,
      configuration.seed,
      this.#epoch
    )
  }

  /** The batch's masks at the last alternation. */
  async #masks(settings: StoredMaskSettings, indices: Int32Array, batch: Examples): Promise<Uint8Array> {
    const { estimator, recorder } = this.#training
    return (
      (await estimator?.estimateMasks(batch, this.#estimation(settings))) ??
      recorder.readMasks(this.#alternation, indices, this.#stored)
    )
  }

  async #support(stage: Stage, indices: Int32Array, batch: Examples): Promise<TrainingSupport> {
    switch (stage.masks.kind) {
      case 'none': return { mode: 'relu' }
      case 'stored': return this.#storedSupport(stage.masks.settings, indices, batch)
      case 'shared': return stage.masks.support
    }
  }

  async #storedSupport(
    settings: StoredMaskSettings,
    indices: Int32Array,
    batch: Examples
  ): Promise<TrainingSupport> {
    const { form, gate, consistency, consistencySchedule } = settings
    const fall = consistencySchedule === 'with-learning-rate' ? this.#scheduleFactor() : 1
    const packed = await this.#masks(settings, indices, batch)
    return {
      mode: 'masks',
      form,
      gate,
      packed,
      consistency: consistency > 0 ? consistency * fall : null,
      thresholds: this.#thresholds
    }
  }

  /**
   * Test loss and error with ReLU; a checkpoint right after an epoch has the epoch's weights, which are not run again.
   */
  async #test(): Promise<EvaluationResult> {
    const { executor, data, layout } = this.#training
    if (this.#tested?.iteration !== this.#iteration) {
      this.#tested = {
        iteration: this.#iteration,
        result: await evaluate(executor, data.test, reluSupport(layout.layers.length))
      }
    }
    return this.#tested.result
  }

  /**
   * Masks are those of the network as its form runs it: the affine form with learned β equals ReLU, the linear form is
   * m ⊙ Wz (eqs 9, 12).
   */
  #estimation(settings: StoredMaskSettings): ForwardSupport {
    return { form: settings.form, thresholds: this.#thresholds }
  }

  async #alternate(): Promise<void> {
    const { executor, estimator, layout, recorder, stopRequested } = this.#training
    const { phase, masks } = this.#stage
    if (masks.kind !== 'stored') return
    const sample = (): Examples => this.#examples.read(consecutive(0, Math.min(quantileExamples, this.#examples.count)))
    this.#thresholds = await thresholdsOf(masks.settings, layout.layers.length, executor, sample)
    const estimation = this.#estimation(masks.settings)
    const started = performance.now()
    const index = this.#alternation + 1
    this.#meter.update('estimating masks', phase, this.#iteration, 0, true)
    recorder.alternationBegan({ index, examples: this.#examples.count, ...this.#moment })
    for (const { first, batch } of consecutiveBatches(this.#examples, forwardBatchSize)) {
      if (stopRequested()) return
      recorder.masks(index, first, await executor.estimateMasks(batch, estimation))
      this.#meter.update('estimating masks', phase, this.#iteration, batch.count)
      await turn()
    }
    recorder.alternationEnded(index, (performance.now() - started) / 1000)
    this.#alternation = index
    this.#sinceAlternation = []
    await estimator?.setWeights(await executor.weights())
    await executor.resetMomentum()
    await this.#checkpoint(`alternation-${index}`)
  }

  /** Keeps the weights, and what they give on the test set with ReLU and with masks only. */
  async #checkpoint(name: CheckpointName): Promise<void> {
    const { executor, recorder, data } = this.#training
    this.#meter.update('evaluating', this.#stage.phase, this.#iteration, 0, true)
    recorder.checkpoint(name, { ...this.#moment, pruning: this.#pruning?.inForce ?? null }, await executor.weights())
    recorder.evaluation({
      at: name, epoch: this.#epoch, examples: data.test.count,
      relu: await this.#test(),
      maskt: await evaluate(executor, data.test, masktSupport(this.#training.layout.layers.length))
    })
  }

  /** What a run that diverged still has. */
  async #evaluateLastGood(): Promise<void> {
    const { executor, recorder, data, layout } = this.#training
    if (!this.#lastGood) return
    await this.#pruning?.release()
    await executor.setWeights(this.#lastGood.weights)
    const maskt = await evaluate(executor, data.test, masktSupport(layout.layers.length))
    recorder.evaluation({
      at: 'last-good',
      epoch: this.#epoch,
      examples: data.test.count,
      relu: this.#lastGood.test,
      maskt
    })
  }

  /** Fraction of the probe examples' stored mask bits that the current weights contradict. */
  async #drift(): Promise<number | null> {
    const { executor, recorder, layout } = this.#training
    const { masks } = this.#entered ?? this.#stage
    if (masks.kind !== 'stored' || this.#alternation === 0) return null
    const indices = consecutive(0, Math.min(driftExamples, this.#examples.count))
    const probe = this.#examples.read(indices)
    const stored = recorder.readMasks(this.#alternation, indices, this.#stored)
    const current = await executor.estimateMasks(probe, this.#estimation(masks.settings))
    const { onToOff, offToOn } = countFlips(stored, 0, current, 0, current.length)
    return (onToOff + offToOn) / (probe.count * layout.units)
  }

  /** `bound`: how many times the loss of guessing, ln(classes), is too much. */
  #demandConvergence(loss: number, bound: number): void {
    const guessing = Math.log(this.#training.data.classes)
    if (Number.isFinite(loss) && loss <= bound * guessing) return
    const what = Number.isFinite(loss)
      ? `the loss is ${loss.toPrecision(3)}, where guessing gives ${guessing.toFixed(2)},`
      : 'the loss is no longer a finite number'
    throw divergence(
      `${what} at iteration ${this.#iteration} (epoch ${Math.ceil(this.#iteration / this.#batches)})`,
      (this.#entered ?? this.#stage).learningRate
    )
  }
}

/** Means over the iterations since the last point, and over the epoch. */
class CurveAverage {
  readonly epoch = { loss: 0, error: 0 }
  readonly #every: number
  #examples = 0
  #since = { loss: 0, error: 0, examples: 0, iterations: 0 }

  constructor(every: number) {
    this.#every = every
  }

  get due(): boolean {
    return this.#since.iterations >= this.#every
  }

  add({ loss, error }: { loss: number; error: number }, examples: number): void {
    const since = this.#since
    since.loss += loss * examples
    since.error += error * examples
    since.examples += examples
    since.iterations++
    this.#examples += examples
    this.epoch.loss += (loss - this.epoch.loss) * examples / this.#examples
    this.epoch.error += (error - this.epoch.error) * examples / this.#examples
  }

  take(): { loss: number; error: number } {
    const { loss, error, examples } = this.#since
    this.#since = { loss: 0, error: 0, examples: 0, iterations: 0 }
    return { loss: loss / examples, error: error / examples }
  }
}
