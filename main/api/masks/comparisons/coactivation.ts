/** How often the channels of a layer are on together. */
import type { ReadableDatabase } from '../../../../db/database'
import { elementOf } from '../../../../preload/schema/element'
import { channelOverlap, type ChannelCoactivation } from '../../../../preload/schema/patterns'
import type { SupportLayer } from '../../../../preload/schema/run'
import { BitRows } from '../../../engine/bits/bit-rows'
import { consecutive } from '../../../engine/datasets/dataset'
import { SnapshotMasks } from '../snapshot-masks'
import { clusteredOrder } from './clustering'
import type { Tell } from '../tell'
import { bytesOf, rowsOf, sampleOf, type Compare } from './sample'

/** More channels than this no matrix shows: of more, those that are on most often are compared. */
const mostChannels = 512
/** Up to here all examples are counted, in some 4 s: bits that are put in order, and bytes of pairs of channels. */
const quick = { bits: 2e8, pairBytes: 2 * 2 ** 30 }

export interface CoactivationRequest {
  /** Null for the latest. */
  snapshot: number | null
  layer: string
  /** Examples that are counted where all would take too long. */
  sample: number
}

/** Reads what is compared. @throws Failure when the run has no such snapshot or layer */
export function channelCoactivation(
  database: ReadableDatabase, { snapshot, layer: name, sample }: CoactivationRequest
): Compare<ChannelCoactivation> {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = masks.layer(name)
  const { channels, positions } = shapeOf(layer)
  const pairBytes = (masks.examples * layer.byteLength * Math.min(channels, mostChannels)) / 2
  const examples = masks.examples * layer.units <= quick.bits && pairBytes <= quick.pairBytes
    ? consecutive(0, masks.examples)
    : sampleOf(masks.examples, sample, bytesOf(masks, layer))
  const rows = rowsOf(masks, examples, layer)
  return (tell) => {
    const listed = mostOften(onPerChannel(rows, layer), mostChannels)
    const both = countBoth(channelRows(rows, layer, listed), tell)
    const order = orderOf(both, listed.length)
    return {
      snapshot: masks.record.index,
      layer: name,
      examples: examples.length,
      of: masks.examples,
      positions,
      channels,
      order: order.map((place) => elementOf(listed, place)),
      both: inOrder(both, order)
    }
  }
}

/** Of height × width × channels; each unit of a flat layer is a channel of one position. */
function shapeOf({ shape, units }: SupportLayer): { channels: number; positions: number } {
  const channels = shape[shape.length - 1] ?? units
  return { channels, positions: units / channels }
}

/** Calls `found` for every unit that is on. */
function eachOn(rows: BitRows, found: (unit: number, row: number) => void): void {
  for (let row = 0; row < rows.count; row++) {
    const start = rows.startOf(row)
    for (let byte = 0; byte < rows.bytesPerRow; byte++) {
      for (let bits = rows.bytes[start + byte] ?? 0; bits !== 0;) {
        // The highest bit that is on comes first.
        const bit = Math.clz32(bits) - 24
        bits &= ~(128 >> bit)
        found(byte * 8 + bit, row)
      }
    }
  }
}

function onPerChannel(rows: BitRows, layer: SupportLayer): Uint32Array {
  const { channels } = shapeOf(layer)
  const on = new Uint32Array(channels)
  eachOn(rows, (unit) => { on[unit % channels] = elementOf(on, unit % channels) + 1 })
  return on
}

/** The channels by number, or of too many those that are on most often. */
function mostOften(on: Uint32Array, most: number): Int32Array {
  const channels = Int32Array.from(on.keys())
  if (channels.length <= most) return channels
  return channels.sort((one, other) => elementOf(on, other) - elementOf(on, one) || one - other).slice(0, most).sort()
}

/** A row for each listed channel, with a bit for every example and position. */
function channelRows(rows: BitRows, layer: SupportLayer, listed: Int32Array): BitRows {
  const { channels, positions } = shapeOf(layer)
  const cases = new BitRows(listed.length, Math.ceil((rows.count * positions) / 8))
  /** Where the row of a unit's channel begins; none of a channel that is not listed. */
  const starts = new Float64Array(channels).fill(-1)
  listed.forEach((channel, place) => { starts[channel] = cases.startOf(place) })
  const channelOf = Uint32Array.from({ length: layer.units }, (_, unit) => unit % channels)
  const positionOf = Uint32Array.from({ length: layer.units }, (_, unit) => Math.floor(unit / channels))
  eachOn(rows, (unit, row) => {
    const start = elementOf(starts, elementOf(channelOf, unit))
    if (start < 0) return
    const at = row * positions + elementOf(positionOf, unit)
    const byte = start + Math.floor(at / 8)
    cases.bytes[byte] = elementOf(cases.bytes, byte) | (128 >> (at % 8))
  })
  return cases
}

/** Cases that two channels have in common, by channel and channel: (a + b − h) / 2 with h cases of one alone. */
function countBoth(cases: BitRows, tell: Tell): Uint32Array {
  const channels = cases.count
  const on = Float64Array.from({ length: channels }, (_, channel) => cases.on(channel))
  const both = new Uint32Array(channels * channels)
  for (let one = 0; one < channels; one++) {
    for (let other = 0; other <= one; other++) {
      const shared = (elementOf(on, one) + elementOf(on, other) - cases.distance(one, other)) / 2
      both[one * channels + other] = shared
      both[other * channels + one] = shared
    }
    tell(((one + 1) * (one + 2)) / 2, (channels * (channels + 1)) / 2)
  }
  return both
}

/** Places of the channels by average linkage of 1 − overlap; those that are never on have no overlap, and come last. */
function orderOf(both: Uint32Array, channels: number): number[] {
  const isOn = (place: number): boolean => elementOf(both, place * channels + place) > 0
  const places = Array.from({ length: channels }, (_, place) => place)
  const on = places.filter(isOn)
  const placeOf = (index: number): number => elementOf(on, index)
  const distances = Float64Array.from({ length: on.length ** 2 }, (_, at) =>
    1 - (channelOverlap(both, channels, placeOf(Math.floor(at / on.length)), placeOf(at % on.length)) ?? 0))
  const clustered = clusteredOrder(distances, on.length).map(placeOf)
  return [...clustered, ...places.filter((place) => !isOn(place))]
}

function inOrder(both: Uint32Array, order: readonly number[]): Uint8Array {
  const ordered = new Uint32Array(order.length ** 2)
  order.forEach((row, at) => order.forEach((column, across) => {
    ordered[at * order.length + across] = elementOf(both, row * order.length + column)
  }))
  return new Uint8Array(ordered.buffer)
}
