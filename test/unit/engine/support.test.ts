import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitCounts } from '../../../main/engine/bits/bit-counts'
import { countDifferences, countFlips, countOn, packBits, unpackBits } from '../../../main/engine/bits/bits'
import { SupportStatistics } from '../../../main/engine/support/statistics'
import type { SupportLayout } from '../../../main/engine/support/layout'

const bitsOf = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(0, 1), { minLength: length, maxLength: length })
const someBits = fc.integer({ min: 1, max: 70 }).chain(bitsOf)
const packed = (bits: number[]): Uint8Array => {
  const target = new Uint8Array(Math.ceil(bits.length / 8))
  packBits(Uint8Array.from(bits), 0, bits.length, target, 0)
  return target
}

describe('bits', () => {
  it('are packed most significant first, padded with zeros', () => {
    expect([...packed([1, 0, 0, 0, 0, 0, 0, 1, 1, 1])]).toEqual([0b10000001, 0b11000000])
  })

  it('come back as they were, wherever they lie', () => {
    fc.assert(fc.property(someBits, fc.integer({ min: 0, max: 5 }), (bits, shift) => {
      const target = new Uint8Array(Math.ceil(bits.length / 8) + shift)
      packBits(Uint8Array.from([...Array<number>(shift).fill(1), ...bits]), shift, bits.length, target, shift)
      const values = new Float32Array(bits.length + shift)
      unpackBits(target, shift, bits.length, values, shift)
      expect([...values.subarray(shift)]).toEqual(bits)
    }))
  })

  it('are counted alike by bytes and by words, wherever they lie', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 90 })
    fc.assert(fc.property(bytes, bytes, fc.nat(5), fc.nat(5), (one, two, oneAt, twoAt) => {
      const length = Math.min(one.length, two.length)
      const moved = (values: Uint8Array, at: number): Uint8Array =>
        Uint8Array.from([...Array<number>(at).fill(255), ...values.subarray(0, length), 255])
      const single = (values: Uint8Array): number[] =>
        [...values.subarray(0, length)].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1))
      const [was, is] = [single(one), single(two)]
      expect(countFlips(moved(one, oneAt), oneAt, moved(two, twoAt), twoAt, length)).toEqual({
        onToOff: was.filter((bit, i) => bit > is[i]).length, offToOn: was.filter((bit, i) => bit < is[i]).length
      })
      expect(countDifferences(moved(one, oneAt), oneAt, moved(two, twoAt), twoAt, length)).toBe(
        was.filter((bit, i) => bit !== is[i]).length
      )
      expect(countOn(moved(one, oneAt), oneAt, length)).toBe(was.filter((bit) => bit === 1).length)
    }))
  })

  it('are counted as one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }).chain((length) => fc.tuple(bitsOf(length), bitsOf(length))),
        ([before, after]) => {
          const count = (test: (was: number, is: number) => boolean): number =>
            before.filter((was, i) => test(was, after[i])).length
          expect(countFlips(packed(before), 0, packed(after), 0, packed(after).length)).toEqual({
            onToOff: count((was, is) => was > is),
            offToOn: count((was, is) => was < is)
          })
        }
      )
    )
  })
})

describe('counts of bits over rows', () => {
  const bitOf = (words: Int32Array, position: number): number =>
    (new Uint8Array(words.buffer)[position >> 3] >> (7 - (position & 7))) & 1

  it('equal a count of single bits, however rows come together', () => {
    const rows = fc
      .integer({ min: 1, max: 3 })
      .chain((words) =>
        fc
          .array(fc.array(fc.array(fc.integer(), { minLength: words, maxLength: words }), { maxLength: 20 }), {
            minLength: 1,
            maxLength: 4
          })
          .map((groups) => ({ words, groups }))
      )
    fc.assert(fc.property(rows, ({ words, groups }) => {
      const counts = new BitCounts(words)
      for (const group of groups) counts.add(Int32Array.from(group.flat()))
      const single = groups.flat().map((row) => Int32Array.from(row))
      const expected = Array.from({ length: words * 32 }, (_, position) =>
        single.reduce((sum, row) => sum + bitOf(row, position), 0)
      )
      expect([...counts.totals()]).toEqual(expected)
    }))
  })

  it('go on beyond what a counter holds', () => {
    const counts = new BitCounts(1)
    const rows = new Int32Array(7000).fill(-1)
    for (let i = 0; i < 20; i++) counts.add(rows)
    expect(new Set(counts.totals())).toEqual(new Set([140_000]))
    counts.add(rows)
    expect(new Set(counts.totals())).toEqual(new Set([147_000]))
  })
})

describe('statistics', () => {
  const layout: SupportLayout = {
    layers: [
      { name: 'a', shape: [1, 1, 3], units: 3, byteOffset: 0, byteLength: 1 },
      { name: 'b', shape: [1, 1, 9], units: 9, byteOffset: 1, byteLength: 2 }
    ],
    bytesPerExample: 3,
    units: 12
  }
  const examples = fc.array(fc.tuple(bitsOf(3), bitsOf(9)), { minLength: 1, maxLength: 12 })
  const rows = (masks: [number[], number[]][]): Uint8Array =>
    Uint8Array.from(masks.flatMap(([a, b]) => [...packed(a), ...packed(b)]))

  it('equal a count of single bits, however the examples are batched', () => {
    fc.assert(fc.property(examples, fc.integer({ min: 1, max: 12 }), (masks, batch) => {
      const before = masks.map(([a, b]): [number[], number[]] => [a.toReversed(), b.toReversed()])
      const statistics = new SupportStatistics(layout, true)
      for (let from = 0; from < masks.length; from += batch) {
        const some = masks.slice(from, from + batch)
        statistics.add(rows(some), rows(before.slice(from, from + batch)), some.length)
      }
      statistics.result().forEach((layer, index) => {
        const now = masks.map((mask) => mask[index])
        const was = before.map((mask) => mask[index])
        const sum = (value: (example: number, unit: number) => number): number =>
          now.reduce(
            (total, bits, example) => total + bits.reduce((inner, _bit, unit) => inner + value(example, unit), 0),
            0
          )
        expect(layer.on).toBe(sum((example, unit) => now[example][unit]))
        const off = (example: number, unit: number): number => was[example][unit] & ~now[example][unit]
        const on = (example: number, unit: number): number => now[example][unit] & ~was[example][unit]
        const perUnit = (flips: (example: number, unit: number) => number): Uint32Array =>
          Uint32Array.from(now[0], (_bit, unit) =>
            now.reduce((total, _bits, example) => total + flips(example, unit), 0))
        expect(layer.flips).toEqual({
          onToOff: sum(off), offToOn: sum(on), onToOffPerUnit: perUnit(off), offToOnPerUnit: perUnit(on),
          perExample: Uint32Array.from(now, (bits, example) =>
            bits.reduce((total, _bit, unit) => total + off(example, unit) + on(example, unit), 0))
        })
        expect([...layer.onPerUnit]).toEqual(
          now[0].map((_bit, unit) => now.reduce((total, bits) => total + bits[unit], 0))
        )
      })
    }))
  })

  it('have no flips at the first alternation', () => {
    const statistics = new SupportStatistics(layout, false)
    statistics.add(rows([[[1, 0, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]]]), null, 1)
    expect(statistics.result().map(({ on, flips }) => ({ on, flips }))).toEqual([
      { on: 2, flips: null },
      { on: 9, flips: null }
    ])
  })
})
