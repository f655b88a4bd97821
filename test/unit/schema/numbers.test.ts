import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packedCounts, unpackedCounts } from '../../../preload/schema/numbers'

describe('packed counts', () => {
  it('are the counts again, wherever in memory they come to lie', () => {
    const most = fastCheck.constantFrom(0, 1, 255, 256, 65_535, 65_536, 2 ** 32 - 1)
    const counts = most.chain((largest) => fastCheck.record({
      largest: fastCheck.constant(largest),
      values: fastCheck.array(fastCheck.nat(largest), { minLength: 1, maxLength: 20 }),
      offset: fastCheck.nat(5)
    }))
    fastCheck.assert(fastCheck.property(counts, ({ largest, values, offset }) => {
      const packed = packedCounts(Uint32Array.from(values), largest)
      const moved = new Uint8Array(packed.length + offset).subarray(offset)
      moved.set(packed)
      expect([...unpackedCounts(moved, values.length)]).toEqual(values)
    }))
  })

  it.each([[255, 1], [256, 2], [65_535, 2], [65_536, 4]])('of up to %d take %d bytes each', (most, bytes) => {
    expect(packedCounts(Uint32Array.of(0, most, 1), most)).toHaveLength(3 * bytes)
  })
})
