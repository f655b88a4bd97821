/** What both programs are given: images of the data set, and noise, in which nothing is dark and nothing alike. */
import { consecutive, type DataSet } from '../../engine/datasets/dataset'
import { random } from '../../engine/random'

/** Of each kind. */
const most = 8
const seed = 1

/** @returns prepared as the run's are, images of the training set and noise by turns */
export function checkImages({ train }: Pick<DataSet, 'train'>): Float32Array[] {
  const count = Math.min(most, train.count)
  const { images } = train.read(consecutive(0, count))
  const size = images.length / count
  const [smallest, largest] = images.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]
  )
  const { uniform } = random(seed, 'noise for the check of an import')
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => [
    images.slice(i * size, (i + 1) * size),
    Float32Array.from({ length: size }, () => smallest + (largest - smallest) * uniform())
  ])
}
