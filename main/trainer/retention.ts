/** Which masks a run keeps, decided before it starts. */
import type { Retention } from '../../db/recorder'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { alternationCount } from '../engine/training/plan'
import { soonest, storedStage } from '../engine/training/stages'

/** Masks of one run up to this size are all kept without being asked: every alternation can then be looked at. */
const keepAllUpTo = 2 ** 30

/** Examples whose masks stay in the file for every alternation, whatever else is dropped. */
const probeExamples = 256

export function retentionOf(configuration: TrainingConfiguration, examples: number, bytesPerExample: number): Retention {
  const stored = storedStage(configuration, soonest)
  if (!stored) return { keep: 'all' }
  const { keepMasks } = stored.settings
  const all = alternationCount(configuration) * examples * bytesPerExample
  if (keepMasks === 'all' || (keepMasks === 'auto' && all <= keepAllUpTo)) return { keep: 'all' }
  return { keep: 'ends', probeExamples: Math.min(probeExamples, examples) }
}

/** Bytes of masks in the file at the end of the run. */
export function keptMaskBytes(configuration: TrainingConfiguration, examples: number, bytesPerExample: number): number {
  const alternations = alternationCount(configuration)
  const retention = retentionOf(configuration, examples, bytesPerExample)
  const whole = retention.keep === 'all' ? alternations : Math.min(3, alternations)
  const probes = retention.keep === 'all' ? 0 : (alternations - whole) * retention.probeExamples
  return (whole * examples + probes) * bytesPerExample
}
