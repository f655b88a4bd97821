/** One example's mask of a layer, channel by channel: each unit is in one of four states. */
import type { SupportLayer } from '../../preload/contract'
import { layerShape, unitAt } from './unitMaps'

/** Off and on alike in both snapshots, or flipped since the one before. */
export const unitStates = ['off', 'on', 'off→on', 'on→off'] as const
export type UnitState = (typeof unitStates)[number]

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
  const shape = layerShape(layer.shape)
  return Array.from({ length: shape.height * shape.width }, (_, at) =>
    stateOf(bits, before, layer, unitAt(shape, Math.floor(at / shape.width), at % shape.width, channel)))
}
