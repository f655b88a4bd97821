/** Labelled images as a network sees them: preprocessed, row-major NHWC float32. */
import type { DataSetName } from '../../../preload/schema/configuration'

export interface Examples {
  count: number
  /** [count, height, width, channels]. */
  images: Float32Array
  /** [count], class indices from 0. */
  labels: Int32Array
}

export interface DataSetDescription {
  name: DataSetName
  title: string
  shape: [number, number, number]
  classes: number
  trainExamples: number
  testExamples: number
  /** Where the examples come from and what is done to them, in one or two sentences. */
  explanation: string
}

export interface DataSet extends DataSetDescription {
  train: Examples
  test: Examples
}

/** The examples with these indices, in this order. */
export function select(examples: Examples, indices: Int32Array): Examples {
  const size = examples.images.length / examples.count
  const images = new Float32Array(indices.length * size)
  const labels = new Int32Array(indices.length)
  indices.forEach((index, i) => {
    images.set(examples.images.subarray(index * size, (index + 1) * size), i * size)
    labels[i] = examples.labels[index]
  })
  return { count: indices.length, images, labels }
}

/** The first `count` examples, or all when there are fewer. */
export function firstOf(examples: Examples, count: number): Examples {
  if (count >= examples.count) return examples
  const size = examples.images.length / examples.count
  return { count, images: examples.images.subarray(0, count * size), labels: examples.labels.subarray(0, count) }
}
