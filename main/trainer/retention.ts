/** Which masks a run keeps, decided before it starts. */
import type { Retention } from '../../db/recorder'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { alternationCount } from '../engine/training/plan'
import { soonest, storedStage } from '../engine/training/stages'

/** Masks of one run up to this size are all kept without being asked: every alternation can then be looked at. */
const keepAllUpTo = 2 ** 30

/** Examples whose masks stay in the file for every alternation, whatever else is dropped. */
const probeExamples = 256

export function retentionOf(
  configuration: TrainingConfiguration,
  examples: number,
  bytesPerExample: number
): Retention {
  const stored = storedStage(configuration, soonest)
  if (!stored) return { keep: 'none' }
  const { keepMasks } = stored.settings
  const all = alternationCount(configuration) * examples * bytesPerExample
  if (keepMasks === 'all' || (keepMasks === 'auto' && all <= keepAllUpTo)) return { keep: 'all' }
  return { keep: 'ends', probeExamples: Math.min(probeExamples, examples) }
}

/** Masks, one for an example and an alternation, that are in the file at the end of the run. */
export function keptMasks(configuration: TrainingConfiguration, examples: number, retention: Retention): number {
  const alternations = alternationCount(configuration)
  switch (retention.keep) {
    case 'none': return 0
    case 'all': return alternations * examples
    case 'ends': {
      const whole = Math.min(3, alternations)
      return whole * examples + (alternations - whole) * retention.probeExamples
    }
  }
}
