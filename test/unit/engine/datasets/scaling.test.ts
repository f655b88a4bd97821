import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consecutive, pixelsInMemory, type PixelSource } from '../../../../main/engine/datasets/dataset'
import {
  channelStatistics,
  overallStatistics,
  scaledBy,
  type Scaling
} from '../../../../main/engine/datasets/preprocessing/scaling'

const source = (pixels: number[], size: number): PixelSource =>
  pixelsInMemory(Uint8Array.from(pixels), new Int32Array(pixels.length / size), size)
const scaled = (scaling: Scaling, pixels: PixelSource, channels: number): number[] =>
  [...scaledBy(scaling, pixels, channels)(pixels).read(consecutive(0, pixels.count)).images]

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

/** Two images of 2 × 3 values with three channels. */
const images = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 12, maxLength: 12 })
  .filter((pixels) => new Set(pixels).size > 4)

describe('preprocessing value by value', () => {
  it('by unit gives 0 to 1', () => {
    expect(scaled('unit', source([0, 51, 255], 3), 3)).toEqual([0, Math.fround(0.2), 1])
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
