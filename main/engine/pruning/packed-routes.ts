/**
 * Mask flow on packed bits, 32 times smaller than as numbers and without TensorFlow: what a page asks of a whole
 * snapshot. Each position begins on a byte, so that poolings, sums and concatenations go by bytes.
 */
import { copyBits } from '../bits/bits'
import type { MaskRoutes } from '../networks/kinds/kind'
import { windowStarts, type Pair, type Sliding } from '../networks/kinds/window'
import { positionsOf, type Shape } from '../networks/shapes'
import type { SupportLayout } from '../support/layout'

/** Of several examples, one after the other. */
export interface PackedMask {
  examples: number
  shape: Shape
  /** [examples, positions, ⌈channels / 8⌉], the last bits of a position zero where channels leave some. */
  bytes: Uint8Array
}

/** Bytes of one position. */
export const widthOf = (shape: Shape): number => Math.ceil(channelsOf(shape) / 8)
const channelsOf = (shape: Shape): number => shape[shape.length - 1]

/** @param shape height and width are those of a map; a flat value has one position */
function blank(examples: number, shape: Shape): PackedMask {
  return { examples, shape, bytes: new Uint8Array(examples * positionsOf(shape) * widthOf(shape)) }
}

/** On everywhere. */
export function wholeMask(examples: number, shape: Shape): PackedMask {
  const mask = blank(examples, shape)
  const width = widthOf(shape)
  const last = 255 << (width * 8 - channelsOf(shape))
  mask.bytes.fill(255)
  for (let at = width - 1; at < mask.bytes.length; at += width) mask.bytes[at] = last
  return mask
}

export class PackedRoutes implements MaskRoutes<PackedMask> {
  readonly #layout: SupportLayout
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #packed: Uint8Array
  readonly #examples: number

  /** @param packed multi-layer masks as run files hold them (support/layout.ts) */
  constructor(
    layout: SupportLayout,
    shapes: ReadonlyMap<string, Shape>,
    packed: Uint8Array,
    examples: number
  ) {
    this.#layout = layout
    this.#shapes = shapes
    this.#packed = packed
    this.#examples = examples
  }

  stored(support: string): PackedMask {
    const layer = this.#layout.layers.find(({ name }) => name === support)
    if (!layer) throw new Error(`no support named ${support}`)
    const mask = blank(this.#examples, layer.shape)
    const bytes = positionsOf(layer.shape) * widthOf(layer.shape)
    for (let example = 0; example < this.#examples; example++) {
      const from = example * this.#layout.bytesPerExample + layer.byteOffset
      copyPositions(this.#packed, from * 8, channelsOf(layer.shape), mask, example * bytes)
    }
    return mask
  }

  anyInWindow({ examples, shape, bytes }: PackedMask, window: Pair, sliding: Sliding): PackedMask {
    const [height, width] = shape
    const { tops, lefts } = windowStarts(sliding, shape, window)
    const pooled = blank(examples, [tops.length, lefts.length, channelsOf(shape)])
    const size = widthOf(shape)
    let to = 0
    for (let example = 0; example < examples; example++) {
      for (const top of tops) {
        for (const left of lefts) {
          const end = Math.min(left + window[1], width)
          for (let row = Math.max(0, top); row < Math.min(top + window[0], height); row++) {
            const start = (example * height + row) * width
            for (let from = (start + Math.max(0, left)) * size; from < (start + end) * size; from += size)
              for (let byte = 0; byte < size; byte++) pooled.bytes[to + byte] |= bytes[from + byte]
          }
          to += size
        }
      }
    }
    return pooled
  }

  anyPosition({ examples, shape, bytes }: PackedMask): PackedMask {
    const flat = blank(examples, [channelsOf(shape)])
    const [size, positions] = [widthOf(shape), positionsOf(shape)]
    for (let example = 0; example < examples; example++)
      for (let at = 0; at < positions * size; at++)
        flat.bytes[example * size + at % size] |= bytes[example * positions * size + at]
    return flat
  }

  flattened({ examples, shape, bytes }: PackedMask): PackedMask {
    const [channels, size, positions] = [channelsOf(shape), widthOf(shape), positionsOf(shape)]
    if (channels % 8 === 0) return { examples, shape: [positions * channels], bytes }
    const flat = blank(examples, [positions * channels])
    const length = widthOf(flat.shape)
    for (let at = 0; at < examples * positions; at++) {
      const to = Math.floor(at / positions) * length * 8 + (at % positions) * channels
      copyBits(bytes, at * size * 8, flat.bytes, to, channels)
    }
    return flat
  }

  picked({ examples, shape, bytes }: PackedMask, picks: readonly number[]): PackedMask {
    const picked = blank(examples, [...shape.slice(0, -1), picks.length])
    const [from, to] = [widthOf(shape) * 8, widthOf(picked.shape) * 8]
    for (let position = 0; position < examples * positionsOf(shape); position++)
      picks.forEach((pick, at) => { copyBits(bytes, position * from + pick, picked.bytes, position * to + at, 1) })
    return picked
  }

  anyOf(masks: readonly (PackedMask | null)[]): PackedMask | null {
    const known = masks.filter((mask) => mask !== null)
    if (known.length === 0 || known.length < masks.length) return null
    const [first, ...rest] = known
    const bytes = Uint8Array.from(first.bytes)
    for (const other of rest) for (let at = 0; at < bytes.length; at++) bytes[at] |= other.bytes[at]
    return { ...first, bytes }
  }

  joined(masks: readonly (PackedMask | null)[], nodes: readonly string[]): PackedMask | null {
    if (masks.every((mask) => mask === null)) return null
    const parts = masks.map((mask, i) => mask ?? wholeMask(this.#examples, this.#shapes.get(nodes[i]) ?? []))
    const [height, width] = parts[0].shape
    const all = blank(this.#examples, [height, width, parts.reduce((sum, { shape }) => sum + channelsOf(shape), 0)])
    let before = 0
    for (const { shape, bytes } of parts) {
      const [channels, size, step] = [channelsOf(shape), widthOf(shape), widthOf(all.shape)]
      for (let at = 0; at < this.#examples * height * width; at++)
        copyBits(bytes, at * size * 8, all.bytes, at * step * 8 + before, channels)
      before += channels
    }
    return all
  }
}

/** One example's bits without gaps, to positions that begin on bytes. */
function copyPositions(source: Uint8Array, from: number, channels: number, mask: PackedMask, at: number): void {
  const [size, positions] = [widthOf(mask.shape), positionsOf(mask.shape)]
  if (channels % 8 === 0) {
    mask.bytes.set(source.subarray(from / 8, from / 8 + positions * size), at)
    return
  }
  for (let position = 0; position < positions; position++)
    copyBits(source, from + position * channels, mask.bytes, (at + position * size) * 8, channels)
}
