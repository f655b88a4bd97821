/** Comparisons on a small run, recounted bit by bit. */
import { afterAll, describe, expect, it } from 'vitest'
import { MaskComparer } from '../../../../../main/api/masks/comparisons/comparer'
import { allOrSample, sampleOf } from '../../../../../main/api/masks/comparisons/sample'
import { countsIn } from '../../../../../preload/schema/numbers'
import { channelOverlap } from '../../../../../preload/schema/patterns'
import { alternationStart, beginRun, recordSnapshot, scheduledStart, smallLayout } from '../../../../fixtures/small-run'
import { temporaryFolder } from '../../../../fixtures/temporary'

const store = temporaryFolder()
/** The last class has one example, and so no pair of its own. */
const labels = Array.from({ length: 60 }, (_, example) => (example === 59 ? 7 : example % 3))
const run = beginRun(store, { labels })
/** The first has fewer examples, as one of the probe set. */
const before = recordSnapshot(run.recorder, scheduledStart(1, 0, 30))
const masks = recordSnapshot(run.recorder, alternationStart(2, 60))
afterAll(() => run.recorder.end('finished', null))
const comparer = new MaskComparer({ folder: store, file: null })

const width = smallLayout.bytesPerExample
const examples = masks.length / width
const bit = (of: Uint8Array, example: number, byteOffset: number, unit: number): number =>
  (of[example * width + byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1
const numbers = (length: number): number[] => Array.from({ length }, (_, number) => number)
const unitsOf = (layer: string | null): { byteOffset: number; unit: number }[] => smallLayout.layers
  .filter(({ name }) => layer === null || name === layer)
  .flatMap(({ byteOffset, units }) => numbers(units).map((unit) => ({ byteOffset, unit })))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const quietly = (): void => undefined

describe('the overlap of classes', () => {
  it.each([null, 'support1', 'support2'])('is the mean over pairs of examples: %s', async (layer) => {
    const overlapOf = (one: number, other: number): number => {
      const pairs = unitsOf(layer).map(({ byteOffset, unit }) =>
        bit(masks, one, byteOffset, unit) + bit(masks, other, byteOffset, unit))
      return pairs.filter((on) => on === 2).length / pairs.filter((on) => on > 0).length
    }
    const told = await comparer.overlap(run.id, { snapshot: null, layer, sample: 20 }, quietly)
    expect(told).toMatchObject({ snapshot: 2, layer, examples, of: examples })
    expect(told.classes).toEqual([
      { label: 0, examples: 20 }, { label: 1, examples: 20 }, { label: 2, examples: 19 }, { label: 7, examples: 1 }
    ])
    told.classes.forEach(({ label }, row) => told.classes.forEach(({ label: otherLabel }, column) => {
      const pairs = numbers(examples).flatMap((one) => numbers(examples).flatMap((other) =>
        (one !== other && labels[one] === label && labels[other] === otherLabel ? [overlapOf(one, other)] : [])))
      const found = told.overlap[row][column]
      if (pairs.length === 0) expect(found).toBeNull()
      // A few dozen terms in float64, in another order.
      else expect(found).toBeCloseTo(sum(pairs) / pairs.length, 12)
    }))
  })
})

describe('the co-activation of channels', () => {
  it.each(['support1', 'support2'])('is counted over examples and positions: %s', async (layer) => {
    const { shape: [, , channels], byteOffset, units } = smallLayout.layers.find(({ name }) => name === layer)!
    const told = await comparer.coactivation(run.id, { snapshot: null, layer, sample: 20 }, quietly)
    expect(told).toMatchObject({ examples, of: examples, channels, positions: units / channels })
    expect([...told.order].sort()).toEqual(numbers(channels))
    const both = countsIn(told.both)
    told.order.forEach((one, row) => told.order.forEach((other, column) => {
      const cases = numbers(examples).flatMap((example) => numbers(units / channels).map((position) =>
        [one, other].map((channel) => bit(masks, example, byteOffset, position * channels + channel))))
      const shared = cases.filter(([a, b]) => a + b === 2).length
      expect(both[row * channels + column]).toBe(shared)
      expect(channelOverlap(both, channels, row, column)).toBe(shared / cases.filter(([a, b]) => a + b > 0).length)
    }))
  })
})

describe('the plane', () => {
  it('holds a sample of the examples, with their flips where the masks before are stored', async () => {
    const told: number[] = []
    const asked = { snapshot: null, layer: 'support2', sample: 40 }
    const plane = await comparer.projection(run.id, asked, (done) => told.push(done))
    expect(plane).toMatchObject({ examples: 40, of: 60, units: 36, comparedWith: 1 })
    expect(plane.listed.map(({ example }) => example)).toEqual([...sampleOf(60, 40, width)])
    for (const { example, flips } of plane.listed) {
      const expected = sum(unitsOf('support2').map(({ byteOffset, unit }) =>
        Number(bit(before, example, byteOffset, unit) !== bit(masks, example, byteOffset, unit))))
      expect(flips).toBe(example < 30 ? expected : null)
    }
    expect(told.length).toBeGreaterThan(0)
    // It is there already.
    told.length = 0
    expect(await comparer.projection(run.id, asked, (done) => told.push(done))).toEqual(plane)
    expect(told).toEqual([])
  })

  it('has no flips at the first snapshot, and takes some examples', async () => {
    const first = await comparer.projection(run.id, { snapshot: 1, layer: null, sample: 500 }, quietly)
    expect(first).toMatchObject({ examples: 30, comparedWith: null })
    const few = beginRun(store)
    recordSnapshot(few.recorder, alternationStart(1, 4))
    few.recorder.end('finished', null)
    await expect(comparer.projection(few.id, { snapshot: null, layer: null, sample: 500 }, quietly)).rejects.toThrow(
      'A plane takes masks of 10 examples, and snapshot 1 holds 4.'
    )
  })
})

describe('a sample', () => {
  it('holds every smaller one, and is smaller where masks are very long', () => {
    const [small, large] = [500, 1000].map((wanted) => sampleOf(8000, wanted, 3332))
    expect(new Set(large).size).toBe(1000)
    expect([...small].every((example) => large.includes(example))).toBe(true)
    expect(large).toEqual(large.slice().sort())
    expect([...sampleOf(30, 500, 3332)]).toEqual(numbers(30))
    expect(sampleOf(8000, 1000, 2_000_000).length).toBeLessThan(200)
  })

  it('is all of them where their pairs are few', () => {
    const most = { pairs: 100, pairBytes: 2000 }
    expect([...allOrSample(10, 5, 40, most)]).toEqual(numbers(10))
    for (const [stored, bytes] of [[15, 1], [10, 50]])
      expect([...allOrSample(stored, 5, bytes, most)]).toEqual([...sampleOf(stored, 5, bytes)])
  })
})
