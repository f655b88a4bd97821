/**
 * An element that has to be there. A missing one is a defect, told where it happens instead of as a NaN or an
 * "undefined" far from it.
 */
export function elementOf<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index]
  if (element === undefined) throw new Error(`element ${index} of ${list.length} is missing`)
  return element
}
