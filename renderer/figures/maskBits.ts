/** One example's mask of a layer, channel by channel: each unit is in one of four states. */
import type { SupportLayer } from '../../preload/contract'
import { plural } from '../../preload/schema/format'
import { layerShape } from './unitMaps'

/** Off and on alike in both masks that are compared, or on in one of them alone: the mask before, or the other's. */
export const unitStates = ['off', 'on', 'off→on', 'on→off'] as const
export type UnitState = (typeof unitStates)[number]

/** What an example's mask is compared with: its own in the snapshot before, or another example's. */
export type ComparedMask = 'before' | 'other'

/** What each state is called. Of two examples a unit that is "off→on" is on in the first alone. */
export const stateTitles: Readonly<Record<ComparedMask, Readonly<Record<UnitState, string>>>> = {
  before: { off: 'off', on: 'on', 'off→on': 'off→on', 'on→off': 'on→off' },
  other: { off: 'neither', on: 'both', 'off→on': 'only the first', 'on→off': 'only the second' }
}

const isOn = (bits: Uint8Array, { byteOffset }: SupportLayer, unit: number): boolean =>
  (((bits[byteOffset + (unit >> 3)] ?? 0) >> (7 - (unit & 7))) & 1) === 1

/** @param before null where there is nothing to compare with: then no unit has flipped */
export function stateOf(bits: Uint8Array, before: Uint8Array | null, layer: SupportLayer, unit: number): UnitState {
  const now = isOn(bits, layer, unit)
  const was = before === null ? now : isOn(before, layer, unit)
  if (now === was) return now ? 'on' : 'off'
  return now ? 'off→on' : 'on→off'
}

/** Of a channel's positions, row by row. */
export function channelStates(
  bits: Uint8Array, before: Uint8Array | null, layer: SupportLayer, channel: number
): UnitState[] {
  const { height, width, channels } = layerShape(layer.shape)
  const states: UnitState[] = []
  // A channel of a large layer has a thousand positions, and dozens are in view: no closure for each.
  for (let unit = channel; unit < height * width * channels; unit += channels)
    states.push(stateOf(bits, before, layer, unit))
  return states
}

/** What a drawing of a channel says to whoever does not see it. */
export function channelWords(states: readonly UnitState[], compared: ComparedMask, channel: number): string {
  const of = (state: UnitState): number => states.filter((one) => one === state).length
  return compared === 'before'
    ? `Channel ${channel}: ${of('on') + of('off→on')} of ${plural(states.length, 'unit')} on, ` +
      `${of('off→on')} came on, ${of('on→off')} went off`
    : `Channel ${channel}: of ${plural(states.length, 'unit')} ${of('on')} on in both, ` +
      `${of('off→on')} only in the first, ${of('on→off')} only in the second`
}
