/** A value's shape per example: [height, width, channels], or [values] once positions are gone. */
export type Shape = readonly number[]

/** Number of elements of one example. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

/** Height × width; a flat value has one position. */
export const positionsOf = (shape: Shape): number => (shape.length === 3 ? shape[0] * shape[1] : 1)

/** What holds of each channel, for every value of an example: position by position, channels innermost. */
export const repeatedByPosition = <T>(shape: Shape, channels: readonly T[]): readonly T[] =>
  shape.length === 3 ? Array.from({ length: positionsOf(shape) }, () => channels).flat() : channels
