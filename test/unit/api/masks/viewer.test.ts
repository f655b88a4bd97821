/** Figures of stored masks on a small run, recounted bit by bit by loops that know nothing of words or pieces. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MaskComparer } from '../../../../main/api/masks/comparisons/comparer'
import { MaskViewer } from '../../../../main/api/masks/viewer'
import { SupportStatistics } from '../../../../main/engine/support/statistics'
import { countDifferences } from '../../../../main/engine/bits/bits'
import { allCommonUnits, overlapOfPair } from '../../../../preload/schema/masks'
import {
  alternationStart, beginRun, randomMasks, recordSnapshot, scheduledStart, smallLayout
} from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'

const store = temporaryFolder()
const run = beginRun(store)
/** The second has fewer examples, as one of the probe set; the third again all. */
const stored = [
  recordSnapshot(run.recorder, scheduledStart(1, 0, 20)),
  recordSnapshot(run.recorder, scheduledStart(2, 10, 8)),
  recordSnapshot(run.recorder, { ...alternationStart(1, 20), index: 3, iteration: 20 })
]
run.recorder.end('finished', null)
const viewer = new MaskViewer(run.store.place)
const comparer = new MaskComparer(run.store.place)
const told = (): void => undefined
const width = smallLayout.bytesPerExample
const [first, second] = smallLayout.layers

const bit = (snapshot: number, example: number, byteOffset: number, unit: number): number =>
  (stored[snapshot - 1][example * width + byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1
const examplesIn = (snapshot: number): number => stored[snapshot - 1].length / width
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const each = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i))
/** Of so few examples a count per unit is a byte; one per example is four. */
const counts = (bytes: Uint8Array): number[] => [...bytes]
const longCounts = (bytes: Uint8Array): number[] => [...new Uint32Array(Uint8Array.from(bytes).buffer)]

describe('a layer', () => {
  it.each([first, second])('$name: on, before and flipped, of the examples that both have', async (layer) => {
    const units = await viewer.layer(run.id, { snapshot: 2, layer: layer.name, label: null })
    const on = (snapshot: number) =>
      each(layer.units, (unit) => sum(each(examplesIn(snapshot), (e) => bit(snapshot, e, layer.byteOffset, unit))))
    expect(counts(units.on)).toEqual(on(2))
    expect(counts(units.before!.on)).toEqual(on(1))
    const flips = (from: number, to: number) => each(layer.units, (unit) => sum(each(8, (e) =>
      Number(bit(1, e, layer.byteOffset, unit) === from && bit(2, e, layer.byteOffset, unit) === to))))
    expect(counts(units.flips!.onToOff)).toEqual(flips(1, 0))
    expect(counts(units.flips!.offToOn)).toEqual(flips(0, 1))
    expect(units.flips!.examples).toBe(8)
  })

  it('has nothing before its first snapshot', async () => {
    expect(await viewer.layer(run.id, { snapshot: 1, layer: 'support1', label: null })).toMatchObject({
      before: null, flips: null, shape: first.shape
    })
  })

  it('of every class together is the layer', async () => {
    const ask = (label: number | null) => viewer.layer(run.id, { snapshot: 2, layer: 'support2', label })
    const whole = await ask(null)
    expect(whole.labels!.every((label) => label < 10)).toBe(true)
    // The snapshot before has more examples, and more classes among them.
    const classes = await Promise.all(each(10, ask))
    const added = (of: (units: typeof whole) => Uint8Array) =>
      classes.map((units) => counts(of(units))).reduce((total, own) => total.map((count, unit) => count + own[unit]))
    expect(sum(classes.map(({ examples }) => examples))).toBe(8)
    expect(added(({ on }) => on)).toEqual(counts(whole.on))
    expect(added(({ before }) => before!.on)).toEqual(counts(whole.before!.on))
    // A class none of whose examples is in both snapshots has no flips.
    const none = new Uint8Array(second.units)
    expect(added(({ flips }) => flips?.offToOn ?? none)).toEqual(counts(whole.flips!.offToOn))
  })
})

describe('a unit', () => {
  it('has its own figures, whichever it is', async () => {
    const unit = fastCheck.record({
      layer: fastCheck.constantFrom(first, second),
      unit: fastCheck.nat(35),
      snapshot: fastCheck.integer({ min: 1, max: 3 })
    })
    await fastCheck.assert(fastCheck.asyncProperty(unit, async ({ layer, unit: index, snapshot }) => {
      const address = { snapshot, layer: layer.name, unit: index }
      const card = await viewer.unit(run.id, { ...address, among: null, within: null, skip: 0, limit: 100 })
      const states = (at: number) => each(examplesIn(at), (e) => bit(at, e, layer.byteOffset, index))
      expect(card.history.map(({ on }) => on)).toEqual([1, 2, 3].map((at) => sum(states(at))))
      expect(card.turnedOn.map(({ example }) => example).sort((a, b) => a - b)).toEqual(
        states(snapshot).flatMap((state, example) => (state === 1 ? [example] : []))
      )
      expect(sum(card.classes!.map(({ on }) => on))).toBe(card.on)
      expect(card.mutualInformation).toBeLessThanOrEqual(card.entropy + 1e-12)
      const companions = await comparer.companions(run.id, address, told)
      for (const other of companions) {
        const { byteOffset } = smallLayout.layers.find(({ name }) => name === other.layer)!
        const both = sum(states(snapshot).map((state, e) => state & bit(snapshot, e, byteOffset, other.unit)))
        expect([other.both, other.overlap]).toEqual([both, both / (card.on + other.on - both)])
      }
    }), { numRuns: 40 })
  })

  it('is listed in parts that go together', async () => {
    const asked = { snapshot: 3, layer: 'support1', unit: 4, among: null, within: null }
    const whole = await viewer.unit(run.id, { ...asked, skip: 0, limit: 100 })
    const parts = await Promise.all([0, 3].map((skip) => viewer.unit(run.id, { ...asked, skip, limit: 3 })))
    expect(parts.flatMap(({ turnedOn }) => turnedOn)).toEqual(whole.turnedOn.slice(0, 6))
    expect(parts[0].notListed).toBe(whole.on - 3)
  })

  it('lists the examples of a set alone, and its figures are of all', async () => {
    const asked = { snapshot: 3, layer: 'support1', unit: 4, within: null, skip: 0 }
    const whole = await viewer.unit(run.id, { ...asked, among: null, limit: 100 })
    const set = [900, 1, 3, 3, 5, 8, 13]
    const { turnedOn, ...figures } = await viewer.unit(run.id, { ...asked, among: set, limit: 100 })
    expect(turnedOn).toEqual(whole.turnedOn.filter(({ example }) => set.includes(example)))
    expect(turnedOn.length).toBeGreaterThan(1)
    expect(figures).toEqual({ ...whole, turnedOn: undefined })
    expect((await viewer.unit(run.id, { ...asked, among: set, limit: 1 })).notListed).toBe(turnedOn.length - 1)
  })

  it('is told of the first examples alone, and of all with progress', async () => {
    const asked = { snapshot: 3, layer: 'support1', unit: 4, among: null, skip: 0, limit: 100 }
    const whole = await viewer.unit(run.id, { ...asked, within: null })
    const part = await viewer.unit(run.id, { ...asked, within: 6 })
    expect([part.examples, part.stored, whole.examples, whole.stored]).toEqual([6, 20, 20, 20])
    expect(part.turnedOn).toEqual(whole.turnedOn.filter(({ example }) => example < 6))
    expect(part.on).toBe(part.turnedOn.length)
    const steps: number[][] = []
    expect(await comparer.wholeUnit(run.id, asked, (...step) => steps.push(step))).toEqual(whole)
    expect(steps[0]).toEqual([20, 20])
  })
})

describe('the examples', () => {
  const asked = { snapshot: 3, unit: null, on: false }
  const flipsOf = (example: number) => sum(smallLayout.layers.map(({ byteOffset, units }) => sum(each(units, (unit) =>
    Number(bit(2, example, byteOffset, unit) !== bit(3, example, byteOffset, unit))))))

  it('are told with their units on, and with the flips of those that both snapshots have', async () => {
    const all = { comparedWith: 2, examples: 20, turnsOn: null }
    expect(await viewer.examples(run.id, asked)).toMatchObject({ ...all, on: null })
    const list = await viewer.examples(run.id, { ...asked, on: true })
    expect(longCounts(list.flips!)).toEqual(each(8, flipsOf))
    expect(longCounts(list.on!)).toEqual(each(20, (e) => sum(smallLayout.layers.map(({ byteOffset, units }) =>
      sum(each(units, (unit) => bit(3, e, byteOffset, unit)))))))
    const labels = await Promise.all(each(20, async (e) => (await viewer.example(run.id, 3, e)).label))
    expect(longCounts(list.labels!)).toEqual(labels)
  })

  it('turn a unit on or do not', async () => {
    const { turnsOn } = await viewer.examples(run.id, { ...asked, unit: { layer: 'support2', unit: 7 } })
    expect([...turnsOn!]).toEqual(each(20, (example) => bit(3, example, second.byteOffset, 7)))
    await expect(viewer.examples(run.id, { ...asked, unit: { layer: 'support2', unit: 36 } })).rejects.toThrow(
      'Layer support2 has the units 0 to 35, and no unit 36.'
    )
  })

  it('have their masks beside those before, as far as these are stored', async () => {
    const one = await viewer.example(run.id, 3, 5)
    expect([...one.bits]).toEqual([...stored[2].subarray(5 * width, 6 * width)])
    expect([...one.before!.bits]).toEqual([...stored[1].subarray(5 * width, 6 * width)])
    expect(sum(one.layers.map(({ flips }) => flips!.onToOff + flips!.offToOn))).toBe(flipsOf(5))
    expect(await viewer.example(run.id, 3, 12)).toMatchObject({ before: null })
    await expect(viewer.example(run.id, 2, 12)).rejects.toThrow(
      'Snapshot 2 holds masks of the examples 0 to 7, not of 12.'
    )
  })
})

describe('an example', () => {
  it.each([null, first, second])('has the others by distance, nearest first: %j', async (layer) => {
    const asked = { snapshot: 3, layer: layer?.name ?? null, example: 4, among: null, limit: 30 }
    const found = await comparer.neighbours(run.id, asked, told)
    const layers = layer === null ? smallLayout.layers : [layer]
    const distance = (other: number) => sum(layers.map(({ byteOffset, units }) => sum(each(units, (unit) =>
      Number(bit(3, 4, byteOffset, unit) !== bit(3, other, byteOffset, unit))))))
    expect(found.nearest).toHaveLength(19)
    for (const { example, distance: told } of found.nearest) expect(told).toBe(distance(example))
    const distances = found.nearest.map((one) => one.distance)
    expect(distances).toEqual([...distances].sort((a, b) => a - b))
    const set = [900, 4, 11, 2, 2, 17]
    const amongSet = await comparer.neighbours(run.id, { ...asked, among: set }, told)
    expect(amongSet.nearest).toEqual(found.nearest.filter(({ example }) => set.includes(example)))
    expect([amongSet.examples, found.examples]).toEqual([4, 20])
    const two = await comparer.neighbours(run.id, { ...asked, limit: 2 }, told)
    expect(two.nearest).toEqual(found.nearest.slice(0, 2))
  })
})

describe('two examples', () => {
  it('have units in common, and units of their own, in every layer', async () => {
    const pair = await viewer.pair(run.id, { snapshot: 3, first: 4, second: 11 })
    expect(pair).toMatchObject({ snapshot: 3, first: { example: 4 }, second: { example: 11 } })
    expect([...pair.second.bits]).toEqual([...stored[2].subarray(11 * width, 12 * width)])
    const whole = { units: 0, both: 0, onlyFirst: 0, onlySecond: 0 }
    pair.layers.forEach(({ layer, ...told }, at) => {
      const { name, units, byteOffset } = smallLayout.layers[at]
      const unitsWith = (one: number, other: number) => sum(each(units, (unit) =>
        Number(bit(3, 4, byteOffset, unit) === one && bit(3, 11, byteOffset, unit) === other)))
      const expected = {
        units, both: unitsWith(1, 1), onlyFirst: unitsWith(1, 0), onlySecond: unitsWith(0, 1)
      }
      expect([layer, told]).toEqual([name, expected])
      for (const part of ['units', 'both', 'onlyFirst', 'onlySecond'] as const) whole[part] += expected[part]
    })
    expect(allCommonUnits(pair.layers)).toEqual(whole)
    expect(overlapOfPair(whole)).toBe(whole.both / (whole.both + whole.onlyFirst + whole.onlySecond))
    expect(overlapOfPair({ units: 5, both: 0, onlyFirst: 0, onlySecond: 0 })).toBeNull()
    await expect(viewer.pair(run.id, { snapshot: 2, first: 4, second: 11 })).rejects.toThrow(
      'Snapshot 2 holds masks of the examples 0 to 7, not of 11.'
    )
  })
})

describe('bits that differ', () => {
  it('are counted alike by words and by bytes', () => {
    const bytes = fastCheck.uint8Array({ minLength: 40, maxLength: 40 })
    fastCheck.assert(fastCheck.property(bytes, bytes, fastCheck.nat(7), fastCheck.nat(32), (one, other, at, length) => {
      const expected = sum(each(length, (i) => (one[at + i] ^ other[at + i]).toString(2).replaceAll('0', '').length))
      expect(countDifferences(one, at, other, at, length)).toBe(expected)
    }))
  })
})

describe('patterns', () => {
  it('count equal masks once, and tell who shares them', async () => {
    const twins = beginRun(store)
    const packed = randomMasks(1, 4)
    packed.copyWithin(2 * width, 0, width)
    twins.recorder.snapshotBegan(alternationStart(1, 4))
    twins.recorder.masks(1, 0, packed)
    const statistics = new SupportStatistics(smallLayout, false)
    statistics.add(packed, null, 4)
    twins.recorder.snapshotEnded(1, 0, statistics.result())
    twins.recorder.end('finished', null)
    const { whole, layers } = viewer.patterns(twins.id, null)
    // Two of four share one: H(½, ¼, ¼) = 1.5 bits.
    expect(whole).toEqual({
      units: 111, distinct: 3, entropy: 1.5, largest: [2, 1, 1], sizes: [{ size: 2, masks: 1 }, { size: 1, masks: 2 }]
    })
    expect(layers.map(({ units }) => units)).toEqual([75, 36])
    const { groups, distinct } = await viewer.groups(twins.id, { snapshot: null, layer: null })
    expect(distinct).toBe(3)
    expect(groups).toMatchObject([{ size: 2, examples: [0, 2] }])
    expect(groups[0].on).toBe(sum(smallLayout.layers.flatMap(({ byteOffset, units }) =>
      each(units, (unit) => (packed[byteOffset + (unit >> 3)] >> (7 - (unit & 7))) & 1))))
    expect(sum(groups[0].classes!.map(({ examples }) => examples))).toBe(2)
  })
})
