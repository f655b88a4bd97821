/** Which masks a run keeps, decided before it starts. */
import type { Retention } from '../../db/retention'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { storedMasksOf } from '../engine/training/methods'
import { probeExamples } from '../engine/training/snapshot'

/** Up to this size all masks of one run are kept without being asked: every snapshot can then be looked at. */
const keepAllUpTo = 2 ** 34

/**
 * What a snapshot takes that is kept as what changes until the next, of what its masks take: 0.06 to 0.25 were measured
 * where churn is up to 5 % (docs/run-file.md).
 */
const shareOfChanges = 0.25

/** How many snapshots a run takes, at most: of every training example, and of the probe examples alone. */
export interface PlannedSnapshots { whole: number; probe: number }

export function plannedSnapshots(configuration: TrainingConfiguration): PlannedSnapshots {
  const alternations = storedMasksOf(configuration)?.most ?? 0
  const scheduled = scheduledCount(configuration)
  return configuration.snapshots.of === 'all'
    ? { whole: alternations + scheduled, probe: 0 }
    : { whole: alternations, probe: scheduled }
}

/** Those that the run asks for beside its alternations; one that falls together with an alternation is not taken. */
function scheduledCount({ epochs, snapshots: { every, start, end } }: TrainingConfiguration): number {
  const regular = every === null ? 0 : Math.floor(epochs / every)
  const last = end && (every === null || epochs % every !== 0)
  return Number(start) + regular + Number(last)
}

/** Masks of one example each that these snapshots hold when they are taken. */
const masksIn = ({ whole, probe }: PlannedSnapshots, examples: number): number =>
  whole * examples + probe * Math.min(probeExamples, examples)

/** As many masks as take the room of these snapshots: the newest as it is, the others as what changes. */
function roomIn(planned: PlannedSnapshots, examples: number): number {
  const newest = masksIn(planned.whole > 0 ? { whole: 1, probe: 0 } : { whole: 0, probe: 1 }, examples)
  return newest + (masksIn(planned, examples) - newest) * shareOfChanges
}

export function retentionOf(
  configuration: TrainingConfiguration,
  examples: number,
  bytesPerExample: number
): Retention {
  const planned = plannedSnapshots(configuration)
  if (planned.whole + planned.probe === 0) return { keep: 'none' }
  const keepMasks = storedMasksOf(configuration)?.settings.keepMasks ?? 'auto'
  const all = roomIn(planned, examples) * bytesPerExample
  if (keepMasks === 'all' || (keepMasks === 'auto' && all <= keepAllUpTo)) return { keep: 'all' }
  return { keep: 'ends', probeExamples: Math.min(probeExamples, examples) }
}

/** As many masks, one for an example and a snapshot, as take the room of what is in the file at the end of the run. */
export function keptMasks(planned: PlannedSnapshots, examples: number, retention: Retention): number {
  switch (retention.keep) {
    case 'none': return 0
    case 'all': return roomIn(planned, examples)
    case 'ends': {
      const whole = Math.min(3, planned.whole)
      return masksIn({ whole, probe: planned.probe + planned.whole - whole }, examples)
    }
  }
}
