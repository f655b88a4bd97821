import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consecutive, pixelsInMemory, type PixelSource } from '../../../../main/engine/datasets/dataset'
import {
  channelStatistics,
  overallStatistics,
  scaledBy,
  scalesFrom,
  type Scaling
} from '../../../../main/engine/datasets/preprocessing/scaling'

const source = (pixels: number[], size: number): PixelSource =>
  pixelsInMemory(Uint8Array.from(pixels), new Int32Array(pixels.length / size), size)
const scaled = (scaling: Scaling, pixels: PixelSource, channels: number): number[] =>
  [...scaledBy(scalesFrom(pixels, channels)(scaling), channels)(pixels).read(consecutive(0, pixels.count)).images]

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

/** Two images of 2 × 3 values with three channels. */
const images = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 12, maxLength: 12 })
  .filter((pixels) => new Set(pixels).size > 4)

describe('preprocessing value by value', () => {
  it('by unit gives 0 to 1', () => {
    expect(scaled('unit', source([0, 51, 255], 3), 3)).toEqual([0, Math.fround(0.2), 1])
  })

  it('by numbers, of the preprocessing’s name or its own', () => {
    const pixels = source([0, 51, 255, 10, 20, 30], 3)
    const bytes = [...pixels.readPixels(consecutive(0, 2))]
    const expectEach = (scaling: Scaling, rule: (byte: number, channel: number) => number): void =>
      expect(scaled(scaling, pixels, 3)).toEqual(bytes.map((byte, i) => expect.closeTo(rule(byte, i % 3), 4)))
    expectEach('raw', (byte) => byte)
    expectEach('symmetric', (byte) => byte / 127.5 - 1)
    expectEach('imagenet', (byte, channel) =>
      (byte / 255 - [0.485, 0.456, 0.406][channel]) / [0.229, 0.224, 0.225][channel])
    expectEach('mean=0.5,std=0.25:0.5:1,scale=255', (byte, channel) => (byte / 255 - 0.5) / [0.25, 0.5, 1][channel])
    expectEach('mean=103.939:116.779:123.68,std=1,scale=1', (byte, channel) =>
      byte - [103.939, 116.779, 123.68][channel])
  })

  it('reads the training images once for all, and not where numbers are told', () => {
    let reads = 0
    const counted: PixelSource = {
      ...source([1, 2, 3, 4, 5, 6], 3),
      readPixels: (indices) => {
        reads += 1
        return Uint8Array.from({ length: indices.length * 3 }, (_, i) => i + 1)
      }
    }
    const numbersOf = scalesFrom(counted, 3)
    numbersOf('imagenet')
    expect(reads).toBe(0)
    const overall = numbersOf('standardised')
    const once = reads
    expect(numbersOf('channel-means').mean.map((mean) => Math.round(mean * 2550) / 10)).toEqual([2.5, 3.5, 4.5])
    expect(reads).toBe(once)
    expect(overall.mean[0]).toBeCloseTo(3.5 / 255, 6)
    expect(overall).toEqual({
      scale: 255, mean: overallStatistics(counted).means, std: [overallStatistics(counted).deviation]
    })
  })

  it('standardised has mean 0 and deviation 1 over all training values, for any images', () => {
    fc.assert(fc.property(images, (pixels) => {
      const values = scaled('standardised', source(pixels, 6), 3)
      expect(mean(values)).toBeCloseTo(0, 5)
      expect(deviation(values)).toBeCloseTo(1, 5)
    }), { numRuns: 50 })
  })

  it('by channel means gives every channel mean 0, keeping the channels’ contrasts to one another', () => {
    fc.assert(fc.property(images, (pixels) => {
      const values = scaled('channel-means', source(pixels, 6), 3)
      const channel = (all: number[], c: number): number[] => all.filter((_, i) => i % 3 === c)
      for (const c of [0, 1, 2]) expect(mean(channel(values, c))).toBeCloseTo(0, 5)
      const ratios = [0, 1, 2].map((c) => [deviation(channel(values, c)), deviation(channel(pixels, c))])
      const scale = Math.max(...ratios.map(([after, before]) => (before > 0 ? after / before : 0)))
      for (const [after, before] of ratios) expect(after).toBeCloseTo(before * scale, 4)
    }), { numRuns: 50 })
  })

  it('only shifts images without any contrast', () => {
    expect(scaled('standardised', source([9, 9, 9], 3), 3)).toEqual([0, 0, 0])
    expect(scaled('channel-means', source([9, 9, 9], 3), 3)).toEqual([0, 0, 0])
  })

  it('takes very large sets by a sample of evenly spread images', () => {
    // Images 0, 2, 5 and 7 of ten, of two values each.
    const pixels = source(Array.from({ length: 20 }, (_, i) => (Math.floor(i / 2) === 9 ? 200 : Math.floor(i / 2))), 2)
    expect(overallStatistics(pixels, 8).means[0]).toBeCloseTo((0 + 2 + 5 + 7) / 4 / 255, 6)
    expect(channelStatistics(pixels, 2, 8).means[1]).toBeCloseTo((0 + 2 + 5 + 7) / 4 / 255, 6)
  })
})
