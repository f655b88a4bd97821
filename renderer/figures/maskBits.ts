/** One example's mask of a layer, channel by channel: each unit is in one of four states. */
import type { SupportLayer } from '../../preload/contract'
import { plural } from '../../preload/schema/format'

/**
 * Off and on alike in both masks that are compared, or on in one of them alone: the mask before, or the other's. A
 * state is stored as its place here.
 */
export const unitStates = ['off', 'on', 'off→on', 'on→off'] as const
export type UnitState = (typeof unitStates)[number]

/** What an example's mask is compared with: its own in the snapshot before, or another example's. */
export type ComparedMask = 'before' | 'other'

/** What each state is called. Of two examples a unit that is "off→on" is on in the first alone. */
export const stateTitles: Readonly<Record<ComparedMask, Readonly<Record<UnitState, string>>>> = {
  before: { off: 'off', on: 'on', 'off→on': 'off→on', 'on→off': 'on→off' },
  other: { off: 'neither', on: 'both', 'off→on': 'only the first', 'on→off': 'only the second' }
}

/**
 * The state of each unit of a layer, in height × width × channels order.
 * @param before null where there is nothing to compare with: then no unit has flipped
 */
export function layerStates(
  bits: Uint8Array, before: Uint8Array | null, { byteOffset, units }: Pick<SupportLayer, 'byteOffset' | 'units'>
): Uint8Array {
  const states = new Uint8Array(units)
  // A layer of a large network has a hundred thousand units, and is drawn at every step of a scrubber: no closures.
  for (let unit = 0; unit < units; unit++) {
    const [byte, shift] = [byteOffset + (unit >> 3), 7 - (unit & 7)]
    const now = ((bits[byte] ?? 0) >> shift) & 1
    const was = before === null ? now : ((before[byte] ?? 0) >> shift) & 1
    states[unit] = now === was ? now : 3 - now
  }
  return states
}

/** How many units of a channel are in each state. */
export type StateCounts = Readonly<Record<UnitState, number>>

/** Of each channel, from a layer's states. */
export function channelCounts(states: Uint8Array, channels: number): StateCounts[] {
  const counts = new Uint32Array(channels * unitStates.length)
  for (let unit = 0, channel = 0; unit < states.length; unit++) {
    const place = channel * unitStates.length + (states[unit] ?? 0)
    counts[place] = (counts[place] ?? 0) + 1
    if (++channel === channels) channel = 0
  }
  return Array.from({ length: channels }, (_, channel) => {
    const of = (state: UnitState): number => counts[channel * unitStates.length + unitStates.indexOf(state)] ?? 0
    return { off: of('off'), on: of('on'), 'off→on': of('off→on'), 'on→off': of('on→off') }
  })
}

/** What a drawing of a channel says to whoever does not see it. */
export function channelWords(counts: StateCounts, compared: ComparedMask, channel: number): string {
  const all = plural(unitStates.reduce((sum, state) => sum + counts[state], 0), 'unit')
  return compared === 'before'
    ? `Channel ${channel}: ${counts.on + counts['off→on']} of ${all} on, ` +
      `${counts['off→on']} came on, ${counts['on→off']} went off`
    : `Channel ${channel}: of ${all} ${counts.on} on in both, ` +
      `${counts['off→on']} only in the first, ${counts['on→off']} only in the second`
}
