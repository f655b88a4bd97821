/** Labelled images: as a network sees them (preprocessed, row-major NHWC float32), and as the files hold them. */
import type { DataSetName } from '../../../preload/schema/configuration'

export interface Examples {
  count: number
  /** [count, height, width, channels]. */
  images: Float32Array
  /** [count], class indices from 0. */
  labels: Int32Array
}

/** Examples that are read by batch, from memory or from a file: what is in memory does not grow with `count`. */
export interface ExampleSource {
  readonly count: number
  /** [count]. */
  readonly labels: Int32Array
  /** The examples with these indices, in this order. */
  read(indices: Int32Array): Examples
}

/** Images before preprocessing. */
export interface PixelSource {
  readonly count: number
  /** [count], class indices from 0. */
  readonly labels: Int32Array
  /** Bytes 0–255 of the images with these indices, [indices, height, width, channels]. */
  readPixels(indices: Int32Array): Uint8Array
}

export type ImageShape = [height: number, width: number, channels: number]

export interface DataSetDescription {
  name: DataSetName
  title: string
  shape: ImageShape
  classes: number
  trainExamples: number
  testExamples: number
  /** Where the examples come from, in one or two sentences. */
  explanation: string
}

export interface DataSet extends DataSetDescription {
  train: ExampleSource
  test: ExampleSource
}

export { sizeOf } from '../networks/shapes'

/** first, first + 1, …: `count` indices. */
export const consecutive = (first: number, count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => first + i)

/** @param size values per image */
export function pixelsInMemory(pixels: Uint8Array, labels: Int32Array, size: number): PixelSource {
  return {
    count: labels.length,
    labels,
    readPixels(indices) {
      const chosen = new Uint8Array(indices.length * size)
      indices.forEach((index, i) => { chosen.set(pixels.subarray(index * size, (index + 1) * size), i * size) })
      return chosen
    }
  }
}

/** Bytes that a sample may take. */
const mostSampleBytes = 2e8

/** Images that stand for all, evenly spread and at most so many, in memory. @param size values per image */
export function sampleOf(source: PixelSource, most: number, size: number): PixelSource {
  const count = Math.min(source.count, most, Math.max(1, Math.floor(mostSampleBytes / size)))
  const chosen = Int32Array.from({ length: count }, (_, i) => Math.floor((i * source.count) / count))
  return pixelsInMemory(source.readPixels(chosen), chosen.map((index) => source.labels[index]), size)
}

export function inMemory({ count, images, labels }: Examples): ExampleSource {
  const size = images.length / count
  return {
    count,
    labels,
    read(indices) {
      const chosen = new Float32Array(indices.length * size)
      indices.forEach((index, i) => { chosen.set(images.subarray(index * size, (index + 1) * size), i * size) })
      return { count: indices.length, images: chosen, labels: indices.map((index) => labels[index]) }
    }
  }
}

/** The first `count` examples, or all when there are fewer. */
export function firstOf(source: ExampleSource, count: number): ExampleSource {
  if (count >= source.count) return source
  return { count, labels: source.labels.subarray(0, count), read: (indices) => source.read(indices) }
}
