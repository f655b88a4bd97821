/** Models that take images of any height and width: they are read for those of the data set. */
import type { Fault } from './fault'

/** Height and width. */
export type Sides = readonly [height: number, width: number]

/** A length that a file leaves open. */
export type Length = number | null

export interface Sized { shape: number[]; note: string }

/**
 * Fills in height and width where a file leaves them open.
 * @param shape of an image, three lengths. @param last whether channels come last; null where nobody says it
 * @param what the input, for the sentence
 * @returns null where nothing is open, or something else than height and width
 * @throws Failure where the data set does not say them
 */
export function sizedFor(
  shape: readonly Length[], last: boolean | null, sides: Sides | null, what: string, fault: Fault
): Sized | null {
  if (shape.length !== 3 || shape.every((length) => length !== null)) return null
  const [first, , third] = shape
  const isLast = last ?? (first === null || (third !== null && third < first))
  if ((isLast ? third : first) === null) return null
  if (sides === null)
    throw fault(
      `${what} takes images of any height and width, and the images of the data set are of no size of their own; ` +
        'export the model for one size'
    )
  const [height, width] = isLast ? [0, 1] : [1, 2]
  const filled = shape.map((length, axis) => length ?? (axis === height ? sides[0] : sides[1]))
  return {
    shape: filled,
    note: `images, which may be of any height and width, are ${filled[height]}×${filled[width]}, as in the data set`
  }
}
