/** Values at a distance from one another, of the pass's precision: some of many, and many with zeros between. */
import type { Pair } from '../../../networks/kinds/window'
import { int, type Output } from '../builder'
import type { Pass } from '../pass'

export const reshaped = ({ builder, options: { precision } }: Pass, value: Output, ...shape: number[]): Output =>
  builder.op('Reshape', [value, builder.ints(...shape)], { T: { type: precision }, Tshape: int })

/** Along each of four axes one value of so many. */
export const everyFew = ({ builder, options: { precision } }: Pass, value: Output, steps: readonly number[]): Output =>
  builder.op('StridedSlice', [value, builder.ints(0, 0, 0, 0), builder.ints(0, 0, 0, 0), builder.ints(...steps)], {
    T: { type: precision }, Index: int, begin_mask: { int: 15 }, end_mask: { int: 15 }, ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 }, shrink_axis_mask: { int: 0 }
  })

/**
 * The other way: rows and columns of zeros between those of a value.
 * @param shape of one example
 * @returns [examples, height, width, last]
 */
export function spread(
  pass: Pass, value: Output, [rows, columns, last]: readonly [number, number, number], [down, across]: Pair,
  [height, width]: Pair
): Output {
  const { builder, options: { precision } } = pass
  const zeros = builder.constant(Int32Array.of(0, 0, 0, 0, 0, down - 1, 0, 0, 0, across - 1, 0, 0), [6, 2])
  const padded = builder.op('Pad', [reshaped(pass, value, -1, rows, 1, columns, 1, last), zeros], {
    T: { type: precision }, Tpaddings: int
  })
  const whole = reshaped(pass, padded, -1, rows * down, columns * across, last)
  return builder.op('Slice', [whole, builder.ints(0, 0, 0, 0), builder.ints(-1, height, width, last)], {
    T: { type: precision }, Index: int
  })
}
