/** What the maps of a layer's channels show: a value for every position of every channel, and channels in an order. */
import type { LayerUnits } from '../../preload/contract'
import { unpackedCounts } from '../../preload/schema/numbers'

export const mapKinds = {
  rate: { label: 'On-rate', explanation: 'In which share of the examples the unit is on.' },
  difference: {
    label: 'Difference',
    explanation: 'On-rate minus the on-rate in the snapshot before, in percentage points.'
  },
  churn: {
    label: 'Churn',
    explanation: 'In which share of the examples, of those in both snapshots, the unit flipped since the one before.'
  }
} as const
export type MapKind = keyof typeof mapKinds

export const channelOrders = {
  name: 'Number', rate: 'On-rate', churn: 'Churn', dead: 'Dead units'
} as const
export type ChannelOrder = keyof typeof channelOrders

/** Height × width × channels; a flat layer is a row of units of one channel. */
export interface LayerShape { height: number; width: number; channels: number }

export function layerShape(shape: readonly number[]): LayerShape {
  const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, shape[0] ?? 1, 1]
  return { height, width, channels }
}

export interface ChannelFigures {
  channel: number
  /** Means over the channel's positions. */
  rate: number
  churn: number | null
  dead: number
  alwaysOn: number
}

/** Counts of every unit, readable: the reply holds their bytes. */
export interface UnitValues {
  shape: LayerShape
  examples: number
  on: Uint32Array
  before: { examples: number; on: Uint32Array } | null
  flips: { examples: number; onToOff: Uint32Array; offToOn: Uint32Array } | null
}

export function unitValues({ shape, examples, on, before, flips }: LayerUnits): UnitValues {
  const units = shape.reduce((product, side) => product * side, 1)
  const counts = (packed: Uint8Array): Uint32Array => unpackedCounts(packed, units)
  return {
    shape: layerShape(shape),
    examples,
    on: counts(on),
    before: before === null ? null : { examples: before.examples, on: counts(before.on) },
    flips: flips === null
      ? null
      : { examples: flips.examples, onToOff: counts(flips.onToOff), offToOn: counts(flips.offToOn) }
  }
}

/** Whether there is anything to show: a first snapshot differs from nothing. */
export const hasKind = ({ before, flips }: UnitValues, kind: MapKind): boolean =>
  kind === 'rate' || (kind === 'difference' ? before !== null : flips !== null)

/** Of one unit, as a fraction of 1; null where there is nothing to compare with. */
export function valueOf(values: UnitValues, kind: MapKind, unit: number): number | null {
  const rate = (values.on[unit] ?? 0) / values.examples
  switch (kind) {
    case 'rate': return rate
    case 'difference': return values.before === null
      ? null
      : rate - (values.before.on[unit] ?? 0) / values.before.examples
    case 'churn': return values.flips === null
      ? null
      : ((values.flips.onToOff[unit] ?? 0) + (values.flips.offToOn[unit] ?? 0)) / values.flips.examples
  }
}

/** The scale that all maps of a kind share: from 0, or to both sides of it, to the largest value that there is. */
export function scaleOf(values: UnitValues, kind: MapKind): number {
  if (kind === 'rate') return 1
  let most = 0
  for (let unit = 0; unit < values.on.length; unit++)
    most = Math.max(most, Math.abs(valueOf(values, kind, unit) ?? 0))
  return most === 0 ? 1 : most
}

export function channelFigures({ shape, examples, on, flips }: UnitValues): ChannelFigures[] {
  const { height, width, channels } = shape
  const totals = { on: new Float64Array(channels), flips: new Float64Array(channels) }
  const constant = { dead: new Uint32Array(channels), alwaysOn: new Uint32Array(channels) }
  // In the order in which the units lie: a large layer has a hundred thousand.
  for (let unit = 0, channel = 0; unit < on.length; unit++) {
    const own = on[unit] ?? 0
    totals.on[channel] = (totals.on[channel] ?? 0) + own
    if (own === 0) constant.dead[channel] = (constant.dead[channel] ?? 0) + 1
    if (own === examples) constant.alwaysOn[channel] = (constant.alwaysOn[channel] ?? 0) + 1
    if (flips !== null)
      totals.flips[channel] = (totals.flips[channel] ?? 0) + (flips.onToOff[unit] ?? 0) + (flips.offToOn[unit] ?? 0)
    if (++channel === channels) channel = 0
  }
  const positions = height * width
  return Array.from({ length: channels }, (_, channel) => ({
    channel,
    rate: (totals.on[channel] ?? 0) / examples / positions,
    churn: flips === null ? null : (totals.flips[channel] ?? 0) / flips.examples / positions,
    dead: constant.dead[channel] ?? 0,
    alwaysOn: constant.alwaysOn[channel] ?? 0
  }))
}

/** The largest first; equal ones, and an order by number, by number. */
export function ordered(figures: readonly ChannelFigures[], order: ChannelOrder): ChannelFigures[] {
  const key = (one: ChannelFigures): number => (order === 'name' ? 0 : one[order] ?? 0)
  return [...figures].sort((one, other) => key(other) - key(one) || one.channel - other.channel)
}

export const unitAt = ({ width, channels }: LayerShape, row: number, column: number, channel: number): number =>
  (row * width + column) * channels + channel

export interface Place { row: number; column: number; channel: number }

export function placeOf({ width, channels }: LayerShape, unit: number): Place {
  const at = Math.floor(unit / channels)
  return { row: Math.floor(at / width), column: at % width, channel: unit % channels }
}
