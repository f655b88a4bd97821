/**
 * Masks to packed bytes and back, in the graph. Eight 0/1 bytes are one int64; one multiplication gathers their lowest
 * bits into its highest byte, most significant first, and the inverse spreads a byte over eight.
 */
import type { SupportLayout } from '../../support/layout'
import { float, type GraphBuilder, type Output } from './builder'

const uint8 = { type: 'uint8' } as const
const int64 = { type: 'int64' } as const

/** Little-endian: byte i of the word is unit i. Unit i has to reach bit 63 − i, so it is shifted by 63 − i − 8 i. */
const gather = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, i) => sum + (1n << BigInt(63 - 9 * i)), 0n)
/** In byte i only the bit of unit i stays: 128 >> i. */
const spread = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, i) => sum + (BigInt(128 >> i) << BigInt(8 * i)), 0n)
const everyByte = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, i) => sum + (1n << BigInt(8 * i)), 0n)

const word = (builder: GraphBuilder, value: bigint): Output =>
  builder.constant(BigInt64Array.of(BigInt.asIntN(64, value)), [])

/** bool [examples, …] of `units` each → uint8 [examples, ceil(units / 8)]. */
export function packMask(builder: GraphBuilder, on: Output, units: number): Output {
  const bytes = Math.ceil(units / 8)
  const ones = builder.op('Cast', [on], { SrcT: { type: 'bool' }, DstT: uint8 })
  const flat = builder.op('Reshape', [ones, builder.ints(-1, units)], { T: uint8, Tshape: { type: 'int32' } })
  const padded =
    bytes * 8 === units
      ? flat
      : builder.op('Pad', [flat, builder.constant(Int32Array.of(0, 0, 0, bytes * 8 - units), [2, 2])], {
          T: uint8,
          Tpaddings: { type: 'int32' }
        })
  const eights = builder.op('Reshape', [padded, builder.ints(-1, bytes, 8)], { T: uint8, Tshape: { type: 'int32' } })
  const words = builder.op('Bitcast', [eights], { T: uint8, type: int64 })
  const gathered = builder.op('Mul', [words, word(builder, gather)], { T: int64 })
  const highest = builder.op('RightShift', [gathered, word(builder, 56n)], { T: int64 })
  return builder.op('Cast', [highest], { SrcT: int64, DstT: uint8 })
}

/**
 * uint8 [examples, bytes] → int32 [examples, ceil(bytes / 4)] of the same bytes: tfjs reads no bytes out of TensorFlow.
 */
export function bytesToWords(builder: GraphBuilder, bytes: Output, count: number): Output {
  const words = Math.ceil(count / 4)
  const padded =
    count === words * 4
      ? bytes
      : builder.op('Pad', [bytes, builder.constant(Int32Array.of(0, 0, 0, words * 4 - count), [2, 2])], {
          T: uint8,
          Tpaddings: { type: 'int32' }
        })
  const fours = builder.op('Reshape', [padded, builder.ints(-1, words, 4)], { T: uint8, Tshape: { type: 'int32' } })
  return builder.op('Bitcast', [fours], { T: uint8, type: { type: 'int32' } })
}

/** int32 [examples, words]: rows of packed bytes, padded to whole words → uint8 [examples, 4 words]. */
export function wordsToBytes(builder: GraphBuilder, words: Output, count: number): Output {
  const bytes = builder.op('Bitcast', [words], { T: { type: 'int32' }, type: uint8 })
  return builder.op('Reshape', [bytes, builder.ints(-1, count * 4)], { T: uint8, Tshape: { type: 'int32' } })
}

/** uint8 [examples, all] → [examples, count]. `Slice` would do, but has no kernel for bytes on a GPU. */
function columns(builder: GraphBuilder, bytes: Output, first: number, count: number): Output {
  const ends = [builder.ints(0, first), builder.ints(0, first + count), builder.ints(1, 1)]
  return builder.op('StridedSlice', [bytes, ...ends], {
    T: uint8, Index: { type: 'int32' }, begin_mask: { int: 1 }, end_mask: { int: 1 }, ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 }, shrink_axis_mask: { int: 0 }
  })
}

/**
 * uint8 [examples, bytes] of all layers → float32 [examples, …shape] of one layer, positive where the mask is on and
 * zero where it is off. Bits keep their place value, 1 to 128: making ones of them would be another pass over every
 * unit.
 */
export function unpackBits(builder: GraphBuilder, packed: Output, layer: SupportLayout['layers'][number]): Output {
  const { byteOffset, byteLength, units, shape } = layer
  const own = columns(builder, packed, byteOffset, byteLength)
  const wide = builder.op('Cast', [own], { SrcT: uint8, DstT: int64 })
  const repeated = builder.op('Mul', [wide, word(builder, everyByte)], { T: int64 })
  const single = builder.op('BitwiseAnd', [repeated, word(builder, spread)], { T: int64 })
  const bytes = builder.op(
    'Reshape',
    [builder.op('Bitcast', [single], { T: int64, type: uint8 }), builder.ints(-1, byteLength * 8)],
    { T: uint8, Tshape: { type: 'int32' } }
  )
  const exact = byteLength * 8 === units ? bytes : columns(builder, bytes, 0, units)
  const positive = builder.op('Cast', [exact], { SrcT: uint8, DstT: float })
  return builder.op('Reshape', [positive, builder.ints(-1, ...shape)], { T: float, Tshape: { type: 'int32' } })
}
