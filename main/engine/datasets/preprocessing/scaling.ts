/**
 * Preprocessing that treats each value by itself, so that a table of 256 values per channel does it:
 *
 *     (byte / scale − mean) / std
 *
 * The numbers of most are known (`scaleOf`); those of two are statistics of the training images, of byte / 255:
 *
 *     standardised    mean and deviation over all values
 *     channel-means   the mean of each channel; the deviation is common to the channels, so that their contrasts keep
 *                     their proportions
 */
import { scaleOf, type Preprocessing, type PreprocessingScale } from '../../../../preload/schema/configuration'
import { consecutive, type ExampleSource, type PixelSource } from '../dataset'

export type Scaling = Exclude<Preprocessing, 'contrast-whitened'>

/**
 * Statistics come from images, evenly spread, of this many values: all images of the published sets of 32×32 pixels,
 * and some 1,600 photographs of 224×224, whose decoding would take hours and change the third digit at most.
 */
const mostValues = 250_000_000
const imagesPerRead = 250

/** What a byte becomes before its mean is subtracted, in float32 as other programs have it. */
const unitsOf = (scale: number): Float64Array =>
  Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / scale))
const units = unitsOf(255)

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

/**
 * How often each byte occurs in each channel, [channels × 256]: all that statistics need. The six million values of the
 * digits are counted in 8 ms; summed one by one, they took 75.
 */
function byteCounts(source: PixelSource, channels: number, most: number): Float64Array {
  const counts = new Float64Array(channels * 256)
  for (const pixels of sampled(source, most)) {
    for (let i = 0; i < pixels.length;) {
      for (let channel = 0; channel < channels; channel++, i++) counts[channel * 256 + pixels[i]]++
    }
  }
  return counts
}

/** Mean and variance of values of which `counts` [256] holds how often each byte occurs. */
function statisticsOf(counts: Float64Array): { mean: number; variance: number } {
  const sum = (term: (byte: number) => number): number => counts.reduce((all, n, byte) => all + n * term(byte), 0)
  const count = sum(() => 1)
  const mean = sum((byte) => units[byte]) / count
  return { mean, variance: sum((byte) => (units[byte] - mean) ** 2) / count }
}

/** Mean and deviation of all values. */
export const overallStatistics = (source: PixelSource, most = mostValues): Statistics =>
  overall(byteCounts(source, 1, most))

function overall(counts: Float64Array): Statistics {
  const { mean, variance } = statisticsOf(counts)
  return { means: [mean], deviation: Math.sqrt(variance) }
}

/** Mean of each channel, and the deviation of all values from their channel's mean. */
export const channelStatistics = (source: PixelSource, channels: number, most = mostValues): Statistics =>
  byChannel(byteCounts(source, channels, most))

function byChannel(counts: Float64Array): Statistics {
  const channels = counts.length / 256
  const each = Array.from({ length: channels }, (_, c) => statisticsOf(counts.subarray(c * 256, (c + 1) * 256)))
  const variance = each.reduce((sum, channel) => sum + channel.variance, 0) / channels
  return { means: each.map(({ mean }) => mean), deviation: Math.sqrt(variance) }
}

const overChannels = (counts: Float64Array): Float64Array =>
  Float64Array.from({ length: 256 }, (_, byte) => {
    let sum = 0
    for (let i = byte; i < counts.length; i += 256) sum += counts[i]
    return sum
  })

/** Images without any contrast are only shifted. */
const scaleBy = ({ means, deviation }: Statistics): PreprocessingScale =>
  ({ scale: 255, mean: means, std: [deviation > 0 ? deviation : 1] })

/** @returns the numbers of a scaling; the training images are read once, and only where numbers are theirs */
export function scalesFrom(train: PixelSource, channels: number): (scaling: Scaling) => PreprocessingScale {
  let counted: Float64Array | null = null
  const counts = (): Float64Array => (counted ??= byteCounts(train, channels, mostValues))
  return (scaling) => {
    if (scaling === 'standardised') return scaleBy(overall(overChannels(counts())))
    if (scaling === 'channel-means') return scaleBy(byChannel(counts()))
    const told = scaleOf(scaling)
    if (told === null) throw new Error(`the preprocessing ${scaling} has no numbers`)
    return told
  }
}

/** [channels × 256]: what a byte of a channel becomes. */
function tableOf(channels: number, { scale, mean, std }: PreprocessingScale): Float32Array {
  const scaled = unitsOf(scale)
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const channel = Math.floor(i / 256)
    return (scaled[i % 256] - mean[channel % mean.length]) / std[channel % std.length]
  })
}

/** @returns what turns a split of the data set into examples */
export function scaledBy(
  numbers: PreprocessingScale,
  channels: number
): (source: PixelSource) => ExampleSource {
  const table = tableOf(channels, numbers)
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
