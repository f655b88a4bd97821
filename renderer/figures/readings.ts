/** Each chart in a sentence or two, with its main figures: for those who hear a page, or search it. */
import type { Confusion, EpochRecord, EvaluationRecord, RuleEvaluation, SnapshotRecord } from '../../preload/contract'
import { count, loss, percentWithUnit, plain, plural, points } from '../../preload/schema/format'
import { checkpointName, snapshotName } from '../../preload/schema/moments'
import { constantUnits } from './constantUnits'
import { gapOf } from './evaluation'
import { capitalised, phaseTitles } from './names'
import { bestEpoch, lastOf } from './overview'
import type { PhaseSpan } from './phases'
import type { PlanePoint } from './plane'
import type { SweepSeries } from './rules'

export interface Named { readonly name: string; readonly value: number }

export function extremesOf(named: readonly Named[]): { least: Named; most: Named } | null {
  const [first] = named
  if (first === undefined) return null
  return named.reduce(({ least, most }, one) => ({
    least: one.value < least.value ? one : least,
    most: one.value > most.value ? one : most
  }), { least: first, most: first })
}

/** "from 12.00 % in conv1 to 80.00 % in conv4" */
export function fromTo(named: readonly Named[], write: (value: number) => string): string {
  const ends = extremesOf(named)
  if (ends === null) return 'nothing'
  const { least, most } = ends
  return named.length === 1
    ? `${write(least.value)} in ${least.name}`
    : `from ${write(least.value)} in ${least.name} to ${write(most.value)} in ${most.name}`
}

const share = (value: number): string => percentWithUnit(value)

function phaseWords(spans: readonly PhaseSpan[]): string {
  const parts = spans.map(({ phase, to }) => `${phaseTitles[phase]} to epoch ${Number(to.toFixed(1))}`)
  return parts.length > 1 ? ` Phases: ${parts.join(', ')}.` : ''
}

export function curveReading(
  epochs: readonly EpochRecord[], spans: readonly PhaseSpan[], figure: 'loss' | 'error'
): string {
  const last = lastOf(epochs)
  if (last === undefined) return 'No epoch has ended yet.'
  const train = figure === 'loss' ? 'trainLoss' : 'trainError'
  const test = figure === 'loss' ? 'testLoss' : 'testError'
  const write = figure === 'loss' ? loss : share
  const best = figure === 'loss'
    ? epochs.reduce((least, one) => (one.testLoss < least.testLoss ? one : least), last)
    : bestEpoch(epochs) ?? last
  return `After epoch ${last.epoch}: test ${figure} ${write(last[test])}, training ${figure} ${write(last[train])}. ` +
    `The smallest test ${figure} is ${write(best[test])}, after epoch ${best.epoch}.${phaseWords(spans)}`
}

export function driftReading(epochs: readonly EpochRecord[]): string {
  const named = epochs.flatMap(({ epoch, drift }) => (drift === null ? [] : [{ name: `epoch ${epoch}`, value: drift }]))
  const [last, ends] = [lastOf(named), extremesOf(named)]
  return last === undefined || ends === null
    ? 'No drift was measured yet.'
    : `Drift after ${last.name}: ${share(last.value)}. ` +
      `The largest is ${share(ends.most.value)}, after ${ends.most.name}.`
}

const layersOf = (record: SnapshotRecord, figure: 'sparsity' | 'churn'): Named[] =>
  record.layers.flatMap((layer) => (layer[figure] === null ? [] : [{ name: layer.name, value: layer[figure] }]))

const since = (snapshots: readonly SnapshotRecord[], write: (record: SnapshotRecord) => string): string => {
  const [first] = snapshots
  return first === undefined || snapshots.length < 2 ? '' : ` ${capitalised(snapshotName(first))}: ${write(first)}.`
}

export function sparsityReading(snapshots: readonly SnapshotRecord[]): string {
  const last = lastOf(snapshots)
  if (last === undefined) return 'No masks are stored.'
  return `${capitalised(snapshotName(last))}: ${fromTo(layersOf(last, 'sparsity'), share)}, ` +
    `${share(last.sparsity)} over all layers.` +
    since(snapshots, ({ sparsity }) => `${share(sparsity)} over all layers`)
}

export function constantUnitsReading(snapshots: readonly SnapshotRecord[]): string {
  const last = lastOf(snapshots)
  if (last === undefined) return 'No masks are stored.'
  const words = (record: SnapshotRecord): string => {
    const { units, dead, alwaysOn } = constantUnits(record)
    return `${count(dead)} of ${plural(units, 'unit')} dead, ${count(alwaysOn)} always on`
  }
  return `${capitalised(snapshotName(last))}: ${words(last)}.${since(snapshots, words)}`
}

const nothingCompared = 'There is no second snapshot to count flips from.'

export function churnReading(snapshots: readonly SnapshotRecord[]): string {
  const compared = snapshots.filter(({ churn }) => churn !== null)
  const [last, ends] = [
    lastOf(compared), extremesOf(compared.map((record) => ({ name: snapshotName(record), value: record.churn ?? 0 })))
  ]
  if (last === undefined || ends === null) return nothingCompared
  return `${capitalised(snapshotName(last))}: churn ${percentWithUnit(last.churn)}, on→off ` +
    `${percentWithUnit(last.onToOff)}, off→on ${percentWithUnit(last.offToOn)}. ` +
    `The largest churn is ${share(ends.most.value)}, at ${ends.most.name}.`
}

export function layerChurnReading(snapshots: readonly SnapshotRecord[]): string {
  const last = lastOf(snapshots.filter(({ churn }) => churn !== null))
  return last === undefined
    ? nothingCompared
    : `${capitalised(snapshotName(last))}: churn ${fromTo(layersOf(last, 'churn'), share)}.`
}

export function evaluationReading(evaluations: readonly EvaluationRecord[]): string {
  const last = lastOf(evaluations)
  if (last === undefined) return 'No checkpoint was evaluated.'
  const errors = (mode: 'relu' | 'maskt'): string =>
    fromTo(evaluations.map((record) => ({ name: checkpointName(record.at), value: record[mode].error })), share)
  const all = evaluations.length < 2 ? '' : ` Over all checkpoints: ReLU ${errors('relu')}, MaskT ${errors('maskt')}.`
  return `${capitalised(checkpointName(last.at))}: ReLU ${share(last.relu.error)}, MaskT ${share(last.maskt.error)}, ` +
    `gap ${points(gapOf(last))} pp.${all}`
}

export function sweepReading(sweep: readonly SweepSeries[], relu: RuleEvaluation | null): string {
  const parts = sweep.map((series) => {
    const ends = extremesOf(series.points.map(({ beta, evaluation: { error } }) =>
      ({ name: `β ${plain(beta)}`, value: error })))
    return `${series.rule}, ${series.form}: smallest error ${percentWithUnit(ends?.least.value)} at ` +
      `${ends?.least.name ?? ''}, largest ${percentWithUnit(ends?.most.value)} at ${ends?.most.name ?? ''}`
  })
  return `${capitalised(parts.join('; '))}.${relu === null ? '' : ` ReLU: ${share(relu.error)}.`}`
}

export function confusionReading({ examples, cells, perClass }: Confusion): string {
  const wrong = perClass.reduce((sum, one) => sum + one.wrong, 0)
  const [first] = cells.filter(({ label, predicted }) => label !== predicted)
    .sort((one, other) => other.count - one.count)
  const most = first === undefined
    ? ''
    : ` The most frequent mistake: label ${first.label} answered ${first.predicted}, ` +
      `${plural(first.count, 'example')}.`
  return `${count(wrong)} of ${plural(examples, 'example')} answered wrongly, ` +
    `${percentWithUnit(examples === 0 ? null : wrong / examples)}.${most}`
}

/** @param diagonal whether a thing's overlap with itself is a figure like the others */
export function overlapReading(
  thing: string, names: readonly string[], overlap: readonly (readonly (number | null)[])[], diagonal: boolean
): string {
  const pairs = overlap.flatMap((line, row) => line.flatMap((value, column): Named[] =>
    (value === null || column > row || (column === row && !diagonal)
      ? []
      : [{
          name: row === column ? `${thing} ${names[row] ?? ''}` : `${names[column] ?? ''} and ${names[row] ?? ''}`,
          value
        }])))
  const ends = extremesOf(pairs)
  return ends === null
    ? 'There is nothing to compare.'
    : `The most alike: ${ends.most.name}, ${share(ends.most.value)}; the least: ${ends.least.name}, ` +
      `${share(ends.least.value)}.`
}

export function planeReading(examples: readonly PlanePoint[]): string {
  const classes = new Set(examples.flatMap(({ label }) => (label === null ? [] : [label]))).size
  const flips = extremesOf(examples.flatMap((one) =>
    (one.flips === null ? [] : [{ name: `example ${one.example}`, value: one.flips }])))
  const flipped = flips === null
    ? ''
    : ` Flips: from ${count(flips.least.value)} in ${flips.least.name} to ${count(flips.most.value)} in ` +
      `${flips.most.name}.`
  return `${plural(examples.length, 'example')}${classes === 0 ? '' : ` of ${plural(classes, 'class', 'classes')}`}, ` +
    `each near those whose masks are like its own.${flipped}`
}
