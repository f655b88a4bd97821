/** Which masks a run keeps, decided before it starts. */
import type { Retention } from '../../db/recorder'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { alternationCount } from '../engine/training/plan'
import { probeExamples } from '../engine/training/snapshot'
import { soonest, storedStage } from '../engine/training/stages'

/** Masks of one run up to this size are all kept without being asked: every snapshot can then be looked at. */
const keepAllUpTo = 2 ** 30

/** How many snapshots a run takes, at most: of every training example, and of the probe examples alone. */
export interface PlannedSnapshots { whole: number; probe: number }

export const plannedSnapshots = (configuration: TrainingConfiguration): PlannedSnapshots =>
  ({ whole: alternationCount(configuration), probe: 0 })

/** Masks of one example each that these snapshots hold when they are taken. */
const masksIn = ({ whole, probe }: PlannedSnapshots, examples: number): number =>
  whole * examples + probe * Math.min(probeExamples, examples)

export function retentionOf(
  configuration: TrainingConfiguration,
  examples: number,
  bytesPerExample: number
): Retention {
  const stored = storedStage(configuration, soonest)
  if (!stored) return { keep: 'none' }
  const { keepMasks } = stored.settings
  const all = masksIn(plannedSnapshots(configuration), examples) * bytesPerExample
  if (keepMasks === 'all' || (keepMasks === 'auto' && all <= keepAllUpTo)) return { keep: 'all' }
  return { keep: 'ends', probeExamples: Math.min(probeExamples, examples) }
}

/** Masks, one for an example and a snapshot, that are in the file at the end of the run. */
export function keptMasks(planned: PlannedSnapshots, examples: number, retention: Retention): number {
  switch (retention.keep) {
    case 'none': return 0
    case 'all': return masksIn(planned, examples)
    case 'ends': {
      const whole = Math.min(3, planned.whole)
      return masksIn({ whole, probe: planned.probe + planned.whole - whole }, examples)
    }
  }
}
