/** Masks of a network that is only run, where a person has a say in them. */
import type { MaskChange } from '../../../preload/schema/linear'
import type { SupportLayer } from '../../../preload/schema/run'
import { Failure } from '../../../preload/schema/failure'
import type { MaskForm } from '../networks/mask-form'
import type { SupportLayout } from './layout'

export interface ChosenMasks {
  form: MaskForm
  /** Every example's masks, packed one after the other; null where each support takes its own, m = [q > 0]. */
  stored: Uint8Array | null
  /** Null where nothing is changed. */
  forced: ForcedUnits | null
}

/** Units that are off or on whatever their mask says, packed like one example's masks; none is in both. */
export interface ForcedUnits { off: Uint8Array; on: Uint8Array }

/**
 * A narrower change holds against a wider one, of equal ones the later.
 * @throws Failure when there is no such layer, channel or unit
 */
export function forcedUnits(layout: SupportLayout, changes: readonly MaskChange[]): ForcedUnits | null {
  if (changes.length === 0) return null
  const forced = { off: new Uint8Array(layout.bytesPerExample), on: new Uint8Array(layout.bytesPerExample) }
  const breadth = ({ channel, unit }: MaskChange): number => (unit !== null ? 0 : channel !== null ? 1 : 2)
  for (const change of changes.toSorted((one, other) => breadth(other) - breadth(one))) {
    const layer = changedLayer(layout, change)
    const [set, cleared] = change.to === 'on' ? [forced.on, forced.off] : [forced.off, forced.on]
    for (const unit of unitsOf(layer, change)) {
      const byte = layer.byteOffset + (unit >> 3)
      const bit = 128 >> (unit & 7)
      set[byte] |= bit
      cleared[byte] &= ~bit
    }
  }
  return forced
}

/** The same masks with the forced units as they are forced. */
export function changedMasks(packed: Uint8Array, { off, on }: ForcedUnits): Uint8Array {
  return packed.map((byte, at) => (byte & ~off[at % off.length]) | on[at % on.length])
}

/** Channels of a layer; the units of a flat one are one channel. */
const channelsOf = ({ shape }: SupportLayer): number => (shape.length === 3 ? shape[2] : 1)

function changedLayer({ layers }: SupportLayout, { layer: name, channel, unit }: MaskChange): SupportLayer {
  const layer = layers.find((candidate) => candidate.name === name)
  if (layer === undefined) {
    const names = layers.map((candidate) => candidate.name).join(', ')
    throw new Failure(`There is no support layer "${name}"; the run has ${names}.`)
  }
  const channels = channelsOf(layer)
  if (channel !== null && channel >= channels)
    throw new Failure(`Layer ${name} has the channels 0 to ${channels - 1}, and no channel ${channel}.`)
  if (unit === null) return layer
  if (unit >= layer.units)
    throw new Failure(`Layer ${name} has the units 0 to ${layer.units - 1}, and no unit ${unit}.`)
  if (channel !== null && unit % channels !== channel)
    throw new Failure(`Unit ${unit} of layer ${name} is one of channel ${unit % channels}, not of ${channel}.`)
  return layer
}

function* unitsOf(layer: SupportLayer, { channel, unit }: MaskChange): Generator<number> {
  if (unit !== null) {
    yield unit
    return
  }
  const [first, step] = channel === null ? [0, 1] : [channel, channelsOf(layer)]
  for (let at = first; at < layer.units; at += step) yield at
}
