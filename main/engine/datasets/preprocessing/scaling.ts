/**
 * Preprocessing that treats each value by itself, so that a table of 256 values per channel does it:
 *
 *     unit            x / 255
 *     standardised    (x / 255 − mean) / deviation, both over all values of the training images
 *     channel-means   (x / 255 − mean of its channel) / deviation; the deviation is common to the channels, so that
 *                     their contrasts keep their proportions
 */
import { consecutive, type ExampleSource, type PixelSource } from '../dataset'

export type Scaling = 'unit' | 'standardised' | 'channel-means'

/**
 * Statistics come from images, evenly spread, of this many values: all images of the published sets of 32×32 pixels,
 * and some 1,600 photographs of 224×224, whose decoding would take hours and change the third digit at most.
 */
const mostValues = 250_000_000
const imagesPerRead = 250

/** By byte; looked up, the six million values of the digits are summed in 20 ms, computed each time in 74. */
const units = Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / 255))

export interface Statistics { means: number[]; deviation: number }

/** Images whose statistics stand for all. */
function* sampled(source: PixelSource, most: number): Generator<Uint8Array> {
  const size = source.readPixels(consecutive(0, 1)).length
  const count = Math.min(source.count, Math.max(1, Math.floor(most / size)))
  for (let first = 0; first < count; first += imagesPerRead) {
    const some = consecutive(first, Math.min(imagesPerRead, count - first))
    yield source.readPixels(
      count === source.count ? some : some.map((index) => Math.floor((index * source.count) / count))
    )
  }
}

/** Mean and deviation of all values, in the order of the images. */
export function overallStatistics(source: PixelSource, most = mostValues): Statistics {
  let sum = 0
  let squares = 0
  let count = 0
  for (const pixels of sampled(source, most)) {
    for (const byte of pixels) {
      const value = units[byte]
      sum += value
      squares += value * value
    }
    count += pixels.length
  }
  const mean = sum / count
  return { means: [mean], deviation: Math.sqrt(squares / count - mean * mean) }
}

/** Mean of each channel, and the deviation of all values from their channel's mean. */
export function channelStatistics(source: PixelSource, channels: number, most = mostValues): Statistics {
  const sums = new Float64Array(channels)
  let squares = 0
  let count = 0
  for (const pixels of sampled(source, most)) {
    for (let i = 0; i < pixels.length; i++) {
      const value = units[pixels[i]]
      sums[i % channels] += value
      squares += value * value
    }
    count += pixels.length / channels
  }
  const means = [...sums].map((sum) => sum / count)
  const explained = means.reduce((sum, mean) => sum + mean * mean, 0)
  return { means, deviation: Math.sqrt(Math.max(0, (squares / count - explained) / channels)) }
}

/** [channels × 256]: what a byte of a channel becomes. Images without any contrast are only shifted. */
function tableOf(channels: number, { means, deviation }: Statistics): Float32Array {
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const mean = means[Math.floor(i / 256) % means.length]
    return (units[i % 256] - mean) / (deviation > 0 ? deviation : 1)
  })
}

/** What the scaling subtracts and divides by; `unit` needs no images. */
export function statisticsFor(scaling: Scaling, train: PixelSource, channels: number): Statistics {
  switch (scaling) {
    case 'unit': return { means: [0], deviation: 1 }
    case 'standardised': return overallStatistics(train)
    case 'channel-means': return channelStatistics(train, channels)
  }
}

/** @returns what turns a split of the data set into examples */
export function scaledBy(
  scaling: Scaling,
  train: PixelSource,
  channels: number
): (source: PixelSource) => ExampleSource {
  const table = tableOf(channels, statisticsFor(scaling, train, channels))
  return (source) => ({
    count: source.count,
    labels: source.labels,
    read(indices) {
      const pixels = source.readPixels(indices)
      const images = new Float32Array(pixels.length)
      for (let i = 0; i < pixels.length; i++) images[i] = table[(i % channels) * 256 + pixels[i]]
      return { count: indices.length, images, labels: indices.map((index) => source.labels[index]) }
    }
  })
}
