/**
 * Training by stochastic gradient descent; by I-alternation: some epochs of warm-up, then masks of every example are
 * estimated (an alternation), kept fixed while only weights move until the trigger says so, and estimated afresh; by
 * B-alternation and majority: after the warm-up every batch shares one mask, computed from its own activations.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { AlternationSettings, TrainingConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import type { EpochRecord, EvaluationResult, Phase } from '../../../preload/schema/run'
import { augmented } from '../datasets/augmentation'
import { consecutive, firstOf, type DataSet, type Examples, type ExampleSource } from '../datasets/dataset'
import { evaluate, forwardBatchSize, consecutiveBatches } from '../evaluation/evaluate'
import type { Executor, TrainingSupport } from '../executors/executor'
import { masktSupport, reluSupport, type ForwardSupport } from '../support/forward'
import { random } from '../random'
import { countFlips } from '../support/bits'
import type { SupportLayout } from '../support/layout'
import { SupportStatistics } from '../support/statistics'
import { alternationDue, batchesPerEpoch, maskedPhaseOf, phaseAfter, trainingExamples } from './plan'
import { ProgressMeter } from './progress'
import type { CheckpointName, Recorder } from './recorder'
import { scheduleFactor } from './schedule'
import { thresholdsOf } from './supports'

/** Quantiles of pre-activations are measured on the first examples, few because all pre-activations are held at once. */
const quantileExamples = 32
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
  #iteration = 0
  #epoch = 0
  #alternation = 0
  #thresholds: Float32Array
  #sinceAlternation: EpochRecord[] | null = null
  #tested: { iteration: number; result: EvaluationResult } | null = null

  constructor(training: Training) {
    const { configuration, data, recorder } = training
    this.#training = training
    this.#examples = firstOf(data.train, trainingExamples(configuration, data.train.count))
    this.#batches = batchesPerEpoch(configuration, this.#examples.count)
    this.#thresholds = new Float32Array(training.layout.layers.length)
    this.#meter = new ProgressMeter(configuration.epochs * this.#batches, this.#batches, (progress) => recorder.progress(progress))
  }

  async run(): Promise<Outcome> {
    const { configuration, stopRequested } = this.#training
    while (this.#epoch < configuration.epochs && !stopRequested()) {
      if (alternationDue(configuration, this.#epoch, this.#sinceAlternation)) await this.#alternate()
      if (!stopRequested()) await this.#trainEpoch()
    }
    this.#checkpoint('final')
    return this.#epoch < configuration.epochs ? 'stopped' : 'finished'
  }

  get #phase(): Phase {
    return phaseAfter(this.#training.configuration, this.#epoch)
  }

  async #trainEpoch(): Promise<void> {
    const { configuration, executor, recorder, stopRequested } = this.#training
    const phase = this.#phase
    const started = performance.now()
    const order = random(configuration.seed, 'order', this.#epoch).permutation(this.#examples.count)
    const curve = new CurveAverage(Math.ceil(this.#batches / pointsPerEpoch))
    let learningRate = 0
    for (let from = 0; from < order.length; from += configuration.batchSize) {
      if (stopRequested()) return
      const indices = order.subarray(from, from + configuration.batchSize)
      learningRate = this.#learningRate(phase)
      const batch = this.#batch(indices)
      const result = executor.trainStep(batch, this.#support(phase, indices, batch), this.#update(learningRate, phase), this.#iteration)
      this.#iteration++
      this.#demandConvergence(result.loss, wildlyWrong)
      curve.add(result, indices.length)
      if (curve.due) recorder.curvePoint({ iteration: this.#iteration, epoch: this.#iteration / this.#batches, learningRate, ...curve.take() })
      this.#meter.update('training', phase, this.#iteration, indices.length)
      // Lets messages (stop, heartbeat) in between steps.
      await turn()
    }
    this.#epoch++
    this.#meter.update('evaluating', phase, this.#iteration, 0, true)
    const test = this.#test()
    this.#demandConvergence(curve.epoch.loss, worseThanGuessing)
    this.#demandConvergence(test.loss, Infinity)
    const record: EpochRecord = {
      epoch: this.#epoch, iterations: this.#iteration, phase, learningRate,
      trainLoss: curve.epoch.loss, trainError: curve.epoch.error, testLoss: test.loss, testError: test.error,
      drift: this.#drift(), seconds: (performance.now() - started) / 1000
    }
    this.#sinceAlternation?.push(record)
    recorder.epochEnded(record)
  }

  #learningRate(phase: Phase): number {
    const { configuration } = this.#training
    const masked = phase === 'masked' ? maskedPhaseOf(configuration) : null
    return (masked?.maskedLearningRate ?? configuration.learningRate) * this.#scheduleFactor()
  }

  #scheduleFactor(): number {
    const { schedule, epochs } = this.#training.configuration
    return scheduleFactor(schedule, this.#iteration / this.#batches, epochs)
  }

  #update(learningRate: number, phase: Phase) {
    const { configuration } = this.#training
    const masked = phase === 'masked' ? maskedPhaseOf(configuration) : null
    const momentum = masked?.maskedMomentum ?? configuration.momentum
    return { learningRate, momentum, weightDecay: configuration.weightDecay, clipNorm: configuration.clipNorm ?? Infinity }
  }

  #batch(indices: Int32Array): Examples {
    const { configuration, data } = this.#training
    return augmented(this.#examples.read(indices), indices, data.shape, configuration.augmentation, configuration.seed, this.#epoch)
  }

  /** The batch's masks at the last alternation. */
  #masks(settings: AlternationSettings, indices: Int32Array, batch: Examples): Uint8Array {
    const { estimator, recorder } = this.#training
    return estimator?.estimateMasks(batch, this.#estimation(settings)) ?? recorder.readMasks(this.#alternation, indices)
  }

  #support(phase: Phase, indices: Int32Array, batch: Examples): TrainingSupport {
    const { configuration } = this.#training
    if (phase !== 'masked') return { mode: 'relu' }
    switch (configuration.method) {
      case 'sgd': return { mode: 'relu' }
      case 'i-alternation': return this.#storedSupport(configuration.alternation, indices, batch)
      case 'b-alternation': return { mode: 'batch', rule: 'energy', ...configuration.batchAlternation }
      case 'majority': return { mode: 'batch', rule: 'majority', ...configuration.majority, beta: 0 }
    }
  }

  #storedSupport(settings: AlternationSettings, indices: Int32Array, batch: Examples): TrainingSupport {
    const { form, gate, consistency, consistencySchedule } = settings
    const fall = consistencySchedule === 'with-learning-rate' ? this.#scheduleFactor() : 1
    const packed = this.#masks(settings, indices, batch)
    return { mode: 'masks', form, gate, packed, consistency: consistency > 0 ? consistency * fall : null, thresholds: this.#thresholds }
  }

  /** Test loss and error with ReLU; a checkpoint right after an epoch has the epoch's weights, which are not run again. */
  #test(): EvaluationResult {
    const { executor, data, layout } = this.#training
    if (this.#tested?.iteration !== this.#iteration) {
      this.#tested = { iteration: this.#iteration, result: evaluate(executor, data.test, reluSupport(layout.layers.length)) }
    }
    return this.#tested.result
  }

  /** Masks are those of the network as its form runs it: the affine form with learned β equals ReLU, the linear form is m ⊙ Wz (eqs 9, 12). */
  #estimation(settings: AlternationSettings): ForwardSupport {
    return { form: settings.form, thresholds: this.#thresholds }
  }

  async #alternate(): Promise<void> {
    const { configuration, executor, estimator, layout, recorder, stopRequested } = this.#training
    if (configuration.method !== 'i-alternation') return
    const sample = (): Examples => this.#examples.read(consecutive(0, Math.min(quantileExamples, this.#examples.count)))
    this.#thresholds = thresholdsOf(configuration.alternation, layout.layers.length, executor, sample)
    const estimation = this.#estimation(configuration.alternation)
    const started = performance.now()
    const previous = this.#alternation
    const index = previous + 1
    const phase = this.#phase
    const moment = { epoch: this.#epoch, iteration: this.#iteration }
    const statistics = new SupportStatistics(layout, previous > 0)
    this.#meter.update('estimating masks', phase, this.#iteration, 0, true)
    recorder.alternationBegan({ index, examples: this.#examples.count, ...moment })
    for (const { first, batch } of consecutiveBatches(this.#examples, forwardBatchSize)) {
      if (stopRequested()) return
      const packed = executor.estimateMasks(batch, estimation)
      statistics.add(packed, previous > 0 ? recorder.readMasks(previous, consecutive(first, batch.count)) : null, batch.count)
      recorder.masks(index, first, packed)
      this.#meter.update('estimating masks', phase, this.#iteration, batch.count)
      await turn()
    }
    recorder.alternationEnded(index, (performance.now() - started) / 1000, statistics.result())
    this.#alternation = index
    this.#sinceAlternation = []
    estimator?.setWeights(executor.weights())
    executor.resetMomentum()
    this.#checkpoint(`alternation-${index}`)
  }

  /** Keeps the weights, and what they give on the test set with ReLU and with masks only. */
  #checkpoint(name: CheckpointName): void {
    const { executor, recorder, data } = this.#training
    this.#meter.update('evaluating', this.#phase, this.#iteration, 0, true)
    recorder.checkpoint(name, { epoch: this.#epoch, iteration: this.#iteration }, executor.weights())
    recorder.evaluation({
      at: name, epoch: this.#epoch, examples: data.test.count,
      relu: this.#test(),
      maskt: evaluate(executor, data.test, masktSupport(this.#training.layout.layers.length))
    })
  }

  /** Fraction of the probe examples' stored mask bits that the current weights contradict. */
  #drift(): number | null {
    const { configuration, executor, recorder, layout } = this.#training
    if (configuration.method !== 'i-alternation' || this.#alternation === 0) return null
    const indices = consecutive(0, Math.min(driftExamples, this.#examples.count))
    const probe = this.#examples.read(indices)
    const stored = recorder.readMasks(this.#alternation, indices)
    const current = executor.estimateMasks(probe, this.#estimation(configuration.alternation))
    const { onToOff, offToOn } = countFlips(stored, 0, current, 0, current.length)
    return (onToOff + offToOn) / (probe.count * layout.units)
  }

  /** `bound`: how many times the loss of guessing, ln(classes), is too much. */
  #demandConvergence(loss: number, bound: number): void {
    const guessing = Math.log(this.#training.data.classes)
    if (Number.isFinite(loss) && loss <= bound * guessing) return
    const what = Number.isFinite(loss) ? `the loss is ${loss.toPrecision(3)}, where guessing gives ${guessing.toFixed(2)},` : 'the loss is no longer a finite number'
    throw new Failure(
      `Training diverged: ${what} at iteration ${this.#iteration} (epoch ${Math.ceil(this.#iteration / this.#batches)}); try a learning rate below ${this.#training.configuration.learningRate}.`
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
