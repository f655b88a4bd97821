/** How the learning rate falls: a factor in (0, 1] on the phase's own learning rate. */
import type { Schedule } from '../../../preload/schema/configuration'

/**
 * @param epoch epochs done, fractional inside an epoch
 * @param epochs epochs of the whole run
 */
export function scheduleFactor(schedule: Schedule, epoch: number, epochs: number): number {
  switch (schedule.kind) {
    case 'constant': return 1
    case 'cosine': return (1 + Math.cos(Math.PI * epoch / epochs)) / 2
    // Springenberg et al.: × 0.1 at each of a few epochs.
    case 'step': return 0.1 ** schedule.epochs.filter((at) => epoch >= at).length
  }
}
