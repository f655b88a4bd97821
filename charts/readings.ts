/** Charts of a run in a sentence or two, with their main figures: for those who hear them, or read no picture. */
import type { EpochRecord, SnapshotRecord } from '../preload/contract'
import { loss, percentWithUnit } from '../preload/schema/format'
import { snapshotName } from '../preload/schema/moments'
import { bestEpoch, lastOf } from '../preload/schema/run-figures'
import { capitalised, phaseTitles } from '../preload/schema/titles'
import type { PhaseSpan } from './phases'

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

export const since = (snapshots: readonly SnapshotRecord[], write: (record: SnapshotRecord) => string): string => {
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
