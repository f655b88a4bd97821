/**
 * A batch in parts, each computed by itself, so that a thread has work of its own from the images to the gradients.
 * Parts differ by one example at most; one may be empty.
 */
import { float, int, type DataType, type GraphBuilder, type Output } from './builder'

export class Towers {
  readonly count: number
  /** How many examples there are, int32. */
  readonly examples: Output
  readonly #builder: GraphBuilder
  readonly #sizes: Output | null

  /** @param images [examples, …] */
  constructor(builder: GraphBuilder, count: number, images: Output) {
    this.#builder = builder
    this.count = count
    this.examples = lengthOf(builder, images)
    this.#sizes = count === 1 ? null : sizesOf(builder, this.examples, count)
  }

  /** [examples, …] in parts. */
  split(batch: Output, type: DataType = 'float32'): Output[] {
    if (this.#sizes === null) return [batch]
    const axis = this.#builder.constant(Int32Array.of(0), [])
    const first = this.#builder.op('SplitV', [batch, this.#sizes, axis], {
      T: { type }, Tlen: int, num_split: { int: this.count }
    })
    return Array.from({ length: this.count }, (_, part) => `${first}:${part}`)
  }

  /** [examples, …] again. */
  join(parts: readonly Output[], type: DataType = 'float32'): Output {
    if (parts.length === 1) return parts[0]
    return this.#builder.op('ConcatV2', [...parts, this.#builder.constant(Int32Array.of(0), [])], {
      T: { type }, N: { int: parts.length }, Tidx: int
    })
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

/** ⌊(examples + i) / count⌋ for i = 0 … count − 1: together all of them. */
function sizesOf(builder: GraphBuilder, examples: Output, count: number): Output {
  const raised = builder.op('AddV2', [examples, builder.ints(...Array(count).keys())], { T: int })
  return builder.op('FloorDiv', [raised, builder.constant(Int32Array.of(count), [])], { T: int })
}
