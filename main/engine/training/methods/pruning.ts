/**
 * The Sparse stage of a Dense → Sparse → Dense run: when connections are chosen, and by what. What is pruned once stays
 * pruned to the stage's end; in the Dense stage after it everything is trained again, from zero.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { DsdConfiguration } from '../../../../preload/schema/configuration'
import type { StagedState } from '../../../../preload/schema/methods/staged-state'
import { consecutive } from '../../datasets/dataset'
import { evaluate, forwardBatchSize } from '../../evaluation/evaluate'
import type { SharedSupport } from '../../executors/executor'
import {
  exemptNodes,
  keptCount,
  mergedMasks,
  packedMask,
  wholeMasks,
  type WeightMasks
} from '../../networks/weight-masks'
import { CoactivationTotals } from '../../pruning/coactivation'
import { magnitudeMasks } from '../../pruning/magnitude'
import { sensitivityTrials } from '../../pruning/sensitivity'
import { reluSupport } from '../../support/forward'
import type { PruningMeans, TrainingRun } from '../run'
import type { Stage } from './stages'

type PruningRun = TrainingRun<DsdConfiguration>
interface CountedMasks { packed: Uint8Array; masks: number; examples: number }
/** What decided: the alternation whose masks were counted, and their totals. */
interface Decision { alternation: number | null; seconds: number; totals: CoactivationTotals | null }

const byItself: Decision = { alternation: null, seconds: 0, totals: null }

function meansOf({ training }: PruningRun): PruningMeans {
  if (!training.pruning) throw new Error('a training that prunes has the means to')
  return training.pruning
}

/** All connections are back, the pruned ones from zero. */
export async function releaseConnections(run: PruningRun, state: StagedState): Promise<void> {
  await run.training.executor.setWeightMasks(null)
  run.weightMasks = null
  run.pruning = null
  state.pruning = { ...state.pruning, holds: false }
}

/** Tries every layer alone; the weights are afterwards what they were. */
export async function scanSensitivity(run: PruningRun): Promise<void> {
  const { executor, data, layout, recorder } = run.training
  const weights = await executor.weights()
  for (const { layer, degree, weights: pruned } of sensitivityTrials(meansOf(run).network, weights)) {
    if (run.stopRequested) break
    await executor.setWeights(pruned)
    const measured = await evaluate(executor, data.test, reluSupport(layout.layers.length))
    recorder.sensitivity({ at: 'dense', layer, degree, ...measured })
    run.tell('scanning sensitivity', data.test.count)
    await turn()
  }
  await executor.setWeights(weights)
}

/** Before an epoch of the Sparse stage: prunes what the choice says, if now is its time. */
export async function chooseConnections(run: PruningRun, state: StagedState, stage: Stage): Promise<void> {
  const { configuration: { pruning: { choice } }, executor } = run.training
  const { epoch } = run.position
  if (state.pruning.epoch === epoch) return
  const { network, loaded } = meansOf(run)
  run.tell('choosing connections', 0, true)
  switch (choice.kind) {
    case 'magnitude':
      if (epoch === stage.from)
        await prune(run, state, magnitudeMasks(network, await executor.weights(), choice, exempt(run)))
      return
    case 'loaded':
      if (epoch === stage.from) await prune(run, state, loaded ?? wholeMasks(network))
      return
    case 'i-alternation': return chooseByStoredMasks(run, state, choice.floor)
    case 'b-alternation':
      if (stage.masks.kind === 'shared') {
        await chooseByCoactivation(run, state, choice.floor, null, sharedMasks(run, stage.masks.support))
      }
  }
}

async function chooseByStoredMasks(run: PruningRun, state: StagedState, floor: number): Promise<void> {
  const { undecided } = state.pruning
  if (undecided !== null) await chooseByCoactivation(run, state, floor, undecided, storedMasks(run, state.snapshot))
}

async function chooseByCoactivation(
  run: PruningRun,
  state: StagedState,
  floor: number,
  alternation: number | null,
  masks: AsyncIterable<CountedMasks>
): Promise<void> {
  const { network, flow } = meansOf(run)
  const started = performance.now()
  const totals = new CoactivationTotals(network)
  for await (const { packed, masks: count, examples } of masks) {
    for await (const chunk of flow.count(packed, count)) totals.add(chunk.counts, chunk.examples)
    run.tell('choosing connections', examples)
    await turn()
    if (run.stopRequested) return
  }
  const seconds = (performance.now() - started) / 1000
  await prune(run, state, totals.masks(floor, exempt(run)), { alternation, seconds, totals })
}

/** Those that a snapshot has stored, of every training example. */
async function* storedMasks(run: PruningRun, snapshot: number): AsyncGenerator<CountedMasks> {
  const { examples, training: { recorder } } = run
  for (let from = 0; from < examples.count; from += forwardBatchSize) {
    const some = Math.min(forwardBatchSize, examples.count - from)
    yield { packed: recorder.readMasks(snapshot, consecutive(from, some)), masks: some, examples: some }
  }
}

/** One for each batch of the epoch to come. */
async function* sharedMasks(run: PruningRun, support: SharedSupport): AsyncGenerator<CountedMasks> {
  const { configuration: { batchSize }, executor } = run.training
  const order = run.orderOf(run.position.epoch)
  for (let from = 0; from < order.length; from += batchSize) {
    const batch = run.examples.read(order.subarray(from, from + batchSize))
    yield { packed: await executor.sharedMasks(batch, support), masks: 1, examples: batch.count }
  }
}

const exempt = (run: PruningRun): ReadonlySet<string> =>
  exemptNodes(meansOf(run).network, run.training.configuration.pruning.exempt)

async function prune(run: PruningRun, state: StagedState, masks: WeightMasks, by: Decision = byItself): Promise<void> {
  const { executor, recorder } = run.training
  const merged = mergedMasks(run.weightMasks ?? wholeMasks(meansOf(run).network), masks)
  const index = state.pruning.index + 1
  await executor.setWeightMasks(merged)
  run.weightMasks = merged
  run.pruning = index
  state.pruning = { index, epoch: run.position.epoch, holds: true, undecided: null }
  run.weightsChanged()
  const { totals, ...rest } = by
  const exempted = exempt(run)
  recorder.pruned({
    index,
    ...run.moment,
    ...rest,
    layers: [...merged].map(([name, mask]) => {
      const node = name.slice(0, -'/kernel'.length)
      return {
        name: node,
        weights: mask.length,
        kept: keptCount(mask),
        exempt: exempted.has(node),
        bits: packedMask(mask),
        coactivation: totals?.summary(name) ?? null
      }
    })
  })
}
