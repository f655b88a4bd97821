import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitRows } from '../../../main/engine/bits/bit-rows'

const ones = (bytes: Iterable<number>): number =>
  [...bytes].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

describe('rows of bits', () => {
  /** Up to 13 words, so that blocks of eight, single words and bytes that are filled up all occur. */
  const rows = fastCheck.integer({ min: 1, max: 53 }).chain((length) =>
    fastCheck.array(fastCheck.uint8Array({ minLength: length, maxLength: length }), { minLength: 2, maxLength: 5 }))

  it('have the bits and the distances that counting one by one gives', () => {
    fastCheck.assert(fastCheck.property(rows, (packed) => {
      const own = new BitRows(packed.length, packed[0].length)
      packed.forEach((row, at) => own.set(at, row))
      packed.forEach((row, one) => {
        expect(own.on(one)).toBe(ones(row))
        packed.forEach((other, at) =>
          expect(own.distance(one, at)).toBe(ones(row.map((byte, place) => byte ^ other[place]))))
      })
    }))
  })
})
