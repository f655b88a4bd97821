/** Parameters of a network as one vector, one after the other, and what is done with such vectors. */
import { valuesOf, type Weights } from '../../networks/weights'

export const joined = (weights: Weights, names: readonly string[]): Float64Array =>
  Float64Array.from(names.flatMap((name) => [...valuesOf(weights, name)]))

/** The reverse of `joined`. @param like has the lengths */
export function parted(values: Float64Array, names: readonly string[], like: Weights): Map<string, Float32Array> {
  let from = 0
  return new Map(names.map((name) => {
    const { length } = valuesOf(like, name)
    from += length
    return [name, Float32Array.from(values.subarray(from - length, from))]
  }))
}

export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}

/** one + factor · other */
export const plus = (one: Float64Array, other: Float64Array, factor: number): Float64Array =>
  one.map((value, i) => value + factor * other[i])
