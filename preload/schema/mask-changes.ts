/**
 * Changes of masks as an address and a command line write them: LAYER, LAYER:CHANNEL or LAYER:CHANNEL:UNIT, where UNIT
 * is the unit's index in height × width × channels order.
 */
import type { MaskChange } from './linear'

export type ChangedPart = Omit<MaskChange, 'to'>

export const partText = ({ layer, channel, unit }: ChangedPart): string =>
  [layer, ...(channel === null ? [] : [channel]), ...(unit === null ? [] : [unit])].join(':')

/** Null of any other text. */
export function partFrom(text: string): ChangedPart | null {
  const [, layer, channel, unit] = /^([a-z][a-z0-9-]{0,63})(?::(\d{1,7})(?::(\d{1,9}))?)?$/.exec(text) ?? []
  if (layer === undefined) return null
  return {
    layer,
    channel: channel === undefined ? null : Number(channel),
    unit: unit === undefined ? null : Number(unit)
  }
}
