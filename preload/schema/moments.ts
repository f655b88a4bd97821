/**
 * How checkpoints, snapshots and the moments they belong to are called, alike on a terminal, in a page and in a file
 * that either writes. A run that was stopped has two checkpoints of one epoch: its end, and the iteration of the stop.
 */
import type { SnapshotRecord } from './run'

/** Epochs done, whole ones, and iterations since the start of the run. */
export interface Moment { epoch: number; iteration: number }
/** What tells how many iterations an epoch has; of an import, which trained nothing, null. */
export interface Pace { trainExamples: number; batchSize: number | null }

/**
 * Epochs done at an iteration, with its fraction; the whole epochs where nothing was trained, and where epochs have
 * another number of iterations than of batches.
 */
export const exactEpoch = (moment: Moment, pace: Pace): number => epochByBatches(moment, pace) ?? moment.epoch

function epochByBatches({ epoch, iteration }: Moment, { trainExamples, batchSize }: Pace): number | null {
  if (batchSize === null) return null
  const exact = iteration / Math.ceil(trainExamples / batchSize)
  return exact >= epoch && exact <= epoch + 1 ? exact : null
}

/** "epoch 15", and inside an epoch, or where it cannot be known, "epoch 15.1 (iteration 740)". */
export function momentTitle(moment: Moment, pace: Pace): string {
  const exact = epochByBatches(moment, pace)
  const isEnd = exact === null ? pace.batchSize === null : Number.isInteger(exact)
  return `epoch ${withinEpoch(exact ?? moment.epoch)}` + (isEnd ? '' : ` (iteration ${moment.iteration})`)
}

/** With as many decimals as keep it from reading as a whole epoch: 15.004 is no "15.0". */
export function withinEpoch(epoch: number): string {
  if (Number.isInteger(epoch)) return String(epoch)
  const digits = [1, 2, 3].find((count) => !/^\d+\.0+$/.test(epoch.toFixed(count))) ?? 4
  return epoch.toFixed(digits)
}

/** "alternation 3" for `alternation-3`, "last good" for `last-good`. */
export const checkpointName = (at: string): string => at.replaceAll('-', ' ')

/** "final · epoch 15.1 (iteration 740)"; of an import, which has no epochs, "final". */
export const checkpointTitle = (at: string, moment: Moment | null, pace: Pace): string =>
  moment === null ? checkpointName(at) : withMoment(checkpointName(at), moment, pace)

const withMoment = (name: string, moment: Moment, pace: Pace): string =>
  pace.batchSize === null ? name : `${name} · ${momentTitle(moment, pace)}`

/** "alternation 3" or "snapshot 4". */
export const snapshotName = ({ alternation, index }: Pick<SnapshotRecord, 'alternation' | 'index'>): string =>
  alternation === null ? `snapshot ${index}` : `alternation ${alternation}`

/** Of the snapshot with this index, as far as it is known. */
export function nameOfSnapshot(snapshots: readonly SnapshotRecord[], index: number): string {
  const record = snapshots.find((candidate) => candidate.index === index)
  return record === undefined ? `snapshot ${index}` : snapshotName(record)
}

/** "snapshot 4 · epoch 6". */
export const snapshotTitle = (
  record: Pick<SnapshotRecord, 'alternation' | 'index' | 'epoch' | 'iteration'>,
  pace: Pace
): string => withMoment(snapshotName(record), record, pace)

/** By the moment of their weights; of one moment in the order in which they were taken. */
export const byMoment = (
  one: Pick<SnapshotRecord, 'iteration' | 'index'>,
  other: Pick<SnapshotRecord, 'iteration' | 'index'>
): number => one.iteration - other.iteration || one.index - other.index

/** The alternations among snapshots, numbered as alternations. */
export function alternationsOf(snapshots: readonly SnapshotRecord[]): SnapshotRecord[] {
  return snapshots.filter(({ kind }) => kind === 'alternation')
}
