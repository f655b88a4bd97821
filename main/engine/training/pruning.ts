/**
 * The Sparse stage of a Dense → Sparse → Dense run: when connections are chosen, and by what. What is pruned once stays
 * pruned to the stage's end; in the Dense stage after it everything is trained again, from zero.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { DsdConfiguration } from '../../../preload/schema/configuration'
import type { Activity } from '../../../preload/schema/run'
import type { Network } from '../../../preload/schema/network'
import { consecutive, type DataSet, type ExampleSource } from '../datasets/dataset'
import { evaluate, forwardBatchSize } from '../evaluation/evaluate'
import type { Executor, SharedSupport } from '../executors/executor'
import { CoactivationTotals } from '../pruning/coactivation'
import { magnitudeMasks } from '../pruning/magnitude'
import type { MaskFlow } from '../pruning/mask-flow'
import { sensitivityTrials } from '../pruning/sensitivity'
import { exemptNodes, keptCount, mergedMasks, packedMask, wholeMasks, type WeightMasks } from '../networks/weight-masks'
import { random } from '../random'
import { reluSupport } from '../support/forward'
import type { SupportLayout } from '../support/layout'
import type { Moment, Recorder } from './recorder'
import type { Stage } from './stages'

/** What only a run that prunes needs. */
export interface PruningMeans {
  network: Network
  flow: MaskFlow
  /** Weight masks that were given with the training. */
  loaded: WeightMasks | null
}

export interface Pruned {
  configuration: DsdConfiguration
  means: PruningMeans
  data: DataSet
  layout: SupportLayout
  /** The training examples in use. */
  examples: ExampleSource
  executor: Executor
  recorder: Recorder
  stopRequested: () => boolean
  tell: (activity: Activity, examples: number) => void
}

export class PruningLoop {
  readonly #run: Pruned
  readonly #exempt: ReadonlySet<string>
  #masks: WeightMasks
  #index = 0
  #holds = false

  constructor(run: Pruned) {
    this.#run = run
    this.#exempt = exemptNodes(run.means.network, run.configuration.pruning.exempt)
    this.#masks = wholeMasks(run.means.network)
  }

  /** The pruning whose masks hold now; null in Dense stages. */
  get inForce(): number | null {
    return this.#holds ? this.#index : null
  }

  /** All connections are back, the pruned ones from zero. */
  async release(): Promise<void> {
    await this.#run.executor.setWeightMasks(null)
    this.#holds = false
  }

  /** Tries every layer alone; the weights are afterwards what they were. */
  async scanSensitivity(): Promise<void> {
    const { means, executor, data, layout, recorder, stopRequested, tell } = this.#run
    const weights = await executor.weights()
    for (const { layer, degree, weights: pruned } of sensitivityTrials(means.network, weights)) {
      if (stopRequested()) break
      await executor.setWeights(pruned)
      recorder.sensitivity({
        at: 'dense',
        layer,
        degree,
        ...(await evaluate(executor, data.test, reluSupport(layout.layers.length)))
      })
      tell('scanning sensitivity', data.test.count)
      await turn()
    }
    await executor.setWeights(weights)
  }

  /**
   * Before an epoch of the Sparse stage: prunes what the choice says, if now is its time.
   * @param alternation the one that has just taken place, if one has
   */
  async choose(stage: Stage, moment: Moment, alternation: number | null): Promise<void> {
    const { configuration, means, executor, tell } = this.#run
    const { choice } = configuration.pruning
    const first = moment.epoch === stage.from
    tell('choosing connections', 0)
    switch (choice.kind) {
      case 'magnitude':
        if (first)
          await this.#prune(moment, magnitudeMasks(means.network, await executor.weights(), choice, this.#exempt))
        return
      case 'loaded':
        if (first) await this.#prune(moment, means.loaded ?? this.#masks)
        return
      case 'i-alternation':
        if (alternation !== null)
          await this.#chooseByCoactivation(moment, choice.floor, alternation, () => this.#storedMasks(alternation))
        return
      case 'b-alternation':
        if (stage.masks.kind === 'shared') {
          const { support } = stage.masks
          await this.#chooseByCoactivation(moment, choice.floor, null, () => this.#sharedMasks(support, moment.epoch))
        }
    }
  }

  async #chooseByCoactivation(
    moment: Moment,
    floor: number,
    alternation: number | null,
    masks: () => AsyncIterable<{ packed: Uint8Array; masks: number; examples: number }>
  ): Promise<void> {
    const { means, stopRequested, tell } = this.#run
    const started = performance.now()
    const totals = new CoactivationTotals(means.network)
    for await (const { packed, masks: count, examples } of masks()) {
      for await (const chunk of means.flow.count(packed, count)) totals.add(chunk.counts, chunk.examples)
      tell('choosing connections', examples)
      await turn()
      if (stopRequested()) return
    }
    await this.#prune(moment, totals.masks(floor, this.#exempt), {
      alternation,
      seconds: (performance.now() - started) / 1000,
      totals
    })
  }

  /** Those that the alternation has stored, of every training example. */
  async *#storedMasks(
    alternation: number
  ): AsyncGenerator<{ packed: Uint8Array; masks: number; examples: number }> {
    const { examples, recorder } = this.#run
    for (let from = 0; from < examples.count; from += forwardBatchSize) {
      const some = Math.min(forwardBatchSize, examples.count - from)
      yield { packed: recorder.readMasks(alternation, consecutive(from, some)), masks: some, examples: some }
    }
  }

  /** One for each batch of the epoch to come. */
  async *#sharedMasks(
    support: SharedSupport,
    epoch: number
  ): AsyncGenerator<{ packed: Uint8Array; masks: number; examples: number }> {
    const { configuration, examples, executor } = this.#run
    const order = random(configuration.seed, 'order', epoch).permutation(examples.count)
    for (let from = 0; from < order.length; from += configuration.batchSize) {
      const batch = examples.read(order.subarray(from, from + configuration.batchSize))
      yield { packed: await executor.sharedMasks(batch, support), masks: 1, examples: batch.count }
    }
  }

  async #prune(
    moment: Moment,
    masks: WeightMasks,
    by: { alternation: number | null; seconds: number; totals: CoactivationTotals | null } = {
      alternation: null,
      seconds: 0,
      totals: null
    }
  ): Promise<void> {
    const { executor, recorder } = this.#run
    this.#masks = mergedMasks(this.#masks, masks)
    this.#index++
    this.#holds = true
    await executor.setWeightMasks(this.#masks)
    const { totals, ...rest } = by
    recorder.pruned({
      index: this.#index,
      ...moment,
      ...rest,
      layers: [...this.#masks].map(([name, mask]) => {
        const node = name.slice(0, -'/kernel'.length)
        return {
          name: node,
          weights: mask.length,
          kept: keptCount(mask),
          exempt: this.#exempt.has(node),
          bits: packedMask(mask),
          coactivation: totals?.summary(name) ?? null
        }
      })
    })
  }
}
