/** How long a training takes, in words, and from what that is known. */
import type { TimeEstimate } from '../../preload/contract'
import { duration, plural } from '../../preload/schema/format'

/** "1 min 40 s to 2 min 10 s"; undefined where both ends read alike. */
export function timeRange(time: TimeEstimate | null): string | undefined {
  if (time === null) return undefined
  const [least, most] = [duration(time.least), duration(time.most)]
  return least === most ? undefined : `${least} to ${most}`
}

export function timeWords(time: TimeEstimate | null): string {
  if (time === null)
    return 'No training of this method was finished on this machine, so nothing tells the time it takes.'
  const runs = plural(time.runs, 'earlier run')
  if (time.from === 'same') return `The time is that of ${runs} of this network and these settings on this machine.`
  return `The time is rough: ${runs} of other networks or settings, ` +
    'scaled by how much there is to multiply.'
}
