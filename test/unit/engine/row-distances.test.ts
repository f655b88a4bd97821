import fastCheck from 'fast-check'
import { expect, it } from 'vitest'
import { RowDistances } from '../../../main/engine/bits/row-distances'

it('counts the bits that differ from each row, of any length', () => {
  const length = fastCheck.integer({ min: 1, max: 70 })
  const rows = length.chain((bytes) => fastCheck.array(
    fastCheck.uint8Array({ minLength: bytes, maxLength: bytes }), { minLength: 2, maxLength: 6 }
  ))
  fastCheck.assert(fastCheck.property(rows, ([own, ...others]) => {
    const distances = new RowDistances(own, others.length)
    others.forEach((row, at) => { distances.rows.set(row, at * own.length) })
    const differing = (row: Uint8Array): number => own.reduce((sum, byte, at) =>
      sum + (byte ^ row[at]).toString(2).replaceAll('0', '').length, 0)
    expect(others.map((_, row) => distances.of(row))).toEqual(others.map(differing))
  }))
})
