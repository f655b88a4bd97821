/**
 * What a data set is known again by: the mean magnitude of a few images of each split, spread over it. Means rather
 * than bytes, because whitening comes to other last digits on another machine.
 */
import type { DataSet, ExampleSource } from './dataset'

/** Of each split. */
const sampled = 32
/** Relative to the largest mean; images of another set, or in another order, are far beyond it. */
const tolerance = 1e-3

export const imageMeans = ({ train, test }: Pick<DataSet, 'train' | 'test'>): number[] =>
  [...meansOf(train), ...meansOf(test)]

function meansOf(source: ExampleSource): number[] {
  const count = Math.min(sampled, source.count)
  const { images } = source.read(Int32Array.from({ length: count }, (_, i) => Math.floor((i * source.count) / count)))
  const size = images.length / count
  return Array.from({ length: count }, (_, i) => {
    let sum = 0
    for (const value of images.subarray(i * size, (i + 1) * size)) sum += Math.abs(value)
    return sum / size
  })
}

export function areSameMeans(one: readonly number[], other: readonly number[]): boolean {
  const most = one.reduce((largest, mean) => Math.max(largest, mean), 0)
  return one.length === other.length &&
    one.every((mean, i) => Math.abs(mean - (other[i] ?? Infinity)) <= tolerance * most)
}
