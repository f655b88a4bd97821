/**
 * A batch in parts, each computed by itself, so that a thread has work of its own from the images to the gradients.
 * Parts differ by one example at most. Of a batch with fewer examples than parts some parts have none of their own, and
 * are given one of zeros, whose gradients are zero and whose answers are left out: on processors with AVX-512
 * TensorFlow 2.18's convolutions give an empty batch the shape of their input.
 */
import { float, int, type DataType, type GraphBuilder, type Output } from './builder'

/** [examples, height, width, channels] */
export const imageRank = 4

export class Towers {
  readonly count: number
  readonly #builder: GraphBuilder
  /** How many examples there are, int32. */
  readonly examples: Output
  /** Null of one tower, which takes the batch as it is. */
  readonly #parts: { sizes: Output; missing: Output } | null

  /** @param images [examples, …] */
  constructor(builder: GraphBuilder, count: number, images: Output) {
    this.#builder = builder
    this.count = count
    this.examples = lengthOf(builder, images)
    this.#parts = count === 1 ? null : partsOf(builder, this.examples, count)
  }

  /** [examples, …] in parts. @param rank how many axes it has */
  split(batch: Output, rank: number, type: DataType = 'float32'): Output[] {
    if (this.#parts === null) return [batch]
    const { sizes, missing } = this.#parts
    const builder = this.#builder
    // Before the first example, and along no other axis.
    const before = Int32Array.from({ length: 2 * rank }, (_, at) => (at === 0 ? 1 : 0))
    const paddings = builder.op('Mul', [missing, builder.constant(before, [rank, 2])], { T: int })
    const filled = builder.op('Pad', [batch, paddings], { T: { type }, Tpaddings: int })
    const first = builder.op('SplitV', [filled, sizes, builder.constant(Int32Array.of(0), [])], {
      T: { type }, Tlen: int, num_split: { int: this.count }
    })
    return Array.from({ length: this.count }, (_, part) => `${first}:${part}`)
  }

  /** [examples, …] again. */
  join(parts: readonly Output[], type: DataType = 'float32'): Output {
    if (this.#parts === null) return parts[0]
    const builder = this.#builder
    const all = builder.op('ConcatV2', [...parts, builder.constant(Int32Array.of(0), [])], {
      T: { type }, N: { int: parts.length }, Tidx: int
    })
    const from = builder.op('Reshape', [this.#parts.missing, builder.ints(1)], { T: int, Tshape: int })
    return builder.op('StridedSlice', [all, from, builder.ints(0), builder.ints(1)], {
      T: { type }, Index: int, begin_mask: { int: 0 }, end_mask: { int: 1 }, ellipsis_mask: { int: 0 },
      new_axis_mask: { int: 0 }, shrink_axis_mask: { int: 0 }
    })
  }

  /**
   * By tower, what its examples' gradients are divided by, float32: the number of examples of the batch, and infinity
   * where it has none.
   */
  divisors(): Output[] {
    const builder = this.#builder
    const all = builder.op('Cast', [this.examples], { SrcT: int, DstT: float })
    if (this.#parts === null) return [all]
    const own = builder.op('Minimum', [sizesOf(builder, this.examples, this.count), builder.ints(1)], { T: int })
    const hasAny = builder.op('Cast', [own], { SrcT: int, DstT: float })
    const first = builder.op('Unpack', [builder.op('RealDiv', [all, hasAny], { T: float })], {
      T: float, num: { int: this.count }, axis: { int: 0 }
    })
    return Array.from({ length: this.count }, (_, tower) => `${first}:${tower}`)
  }

  /** Of gradients: those of sums over examples. */
  sum(parts: readonly Output[]): Output {
    return parts.length === 1 ? parts[0] : this.#builder.op('AddN', parts, { T: float, N: { int: parts.length } })
  }
}

function lengthOf(builder: GraphBuilder, images: Output): Output {
  const shape = builder.op('Shape', [images], { T: float, out_type: int })
  return builder.op('StridedSlice', [shape, builder.ints(0), builder.ints(1), builder.ints(1)], {
    T: int, Index: int, begin_mask: { int: 0 }, end_mask: { int: 0 }, ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 }, shrink_axis_mask: { int: 1 }
  })
}

/** How many examples each part has, and how many of zeros are missing so that each has one. */
function partsOf(builder: GraphBuilder, examples: Output, count: number): { sizes: Output; missing: Output } {
  const filled = builder.op('Maximum', [examples, builder.constant(Int32Array.of(count), [])], { T: int })
  return {
    sizes: sizesOf(builder, filled, count), missing: builder.op('Sub', [filled, examples], { T: int })
  }
}

/** ⌊(examples + i) / count⌋ for i = 0 … count − 1: together all of them, the smaller parts first. */
function sizesOf(builder: GraphBuilder, examples: Output, count: number): Output {
  const raised = builder.op('AddV2', [examples, builder.ints(...Array(count).keys())], { T: int })
  return builder.op('FloorDiv', [raised, builder.constant(Int32Array.of(count), [])], { T: int })
}
