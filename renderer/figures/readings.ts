/** Each chart of the pages alone in a sentence or two: for those who hear a page, or search it. */
import { extremesOf, fromTo, since, type Named } from '../../charts/readings'
import type { Confusion, EvaluationRecord, RuleEvaluation, SnapshotRecord } from '../../preload/contract'
import { gapOf } from '../../preload/schema/checkpoint-rows'
import { count, percentWithUnit, plain, plural, points } from '../../preload/schema/format'
import { checkpointName, snapshotName } from '../../preload/schema/moments'
import { lastOf } from '../../preload/schema/run-figures'
import { capitalised } from '../../preload/schema/titles'
import { constantUnits } from './constantUnits'
import type { PlanePoint } from './plane'
import type { SweepSeries } from './rules'

const share = (value: number): string => percentWithUnit(value)

export function constantUnitsReading(snapshots: readonly SnapshotRecord[]): string {
  const last = lastOf(snapshots)
  if (last === undefined) return 'No masks are stored.'
  const words = (record: SnapshotRecord): string => {
    const { units, dead, alwaysOn } = constantUnits(record)
    return `${count(dead)} of ${plural(units, 'unit')} dead, ${count(alwaysOn)} always on`
  }
  return `${capitalised(snapshotName(last))}: ${words(last)}.${since(snapshots, words)}`
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
