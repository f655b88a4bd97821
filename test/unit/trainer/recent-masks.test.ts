/** Masks in memory are those that were estimated, or none. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecentMasks } from '../../../main/trainer/recent-masks'

const masksOf = (examples: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: examples * bytes }, (_, i) => (i * 2_654_435_761) >>> 24)

function filled(recent: RecentMasks, snapshot: number, packed: Uint8Array, bytes: number, batch: number): void {
  recent.begin(snapshot, packed.length / bytes)
  for (let first = 0; first * bytes < packed.length; first += batch)
    recent.add(snapshot, first, packed.subarray(first * bytes, (first + batch) * bytes))
}

describe('recent masks', () => {
  it('are those that came, in any order of examples', () => {
    const cases = fastCheck.record({
      examples: fastCheck.integer({ min: 1, max: 40 }), bytes: fastCheck.integer({ min: 1, max: 9 }),
      batch: fastCheck.integer({ min: 1, max: 7 }), wanted: fastCheck.array(fastCheck.nat(), { maxLength: 20 })
    })
    fastCheck.assert(fastCheck.property(cases, ({ examples, bytes, batch, wanted }) => {
      const recent = new RecentMasks(bytes)
      const packed = masksOf(examples, bytes)
      filled(recent, 3, packed, bytes, batch)
      const indices = Int32Array.from(wanted, (any) => any % examples)
      const expected = Array.from(indices).flatMap((i) => [...packed.subarray(i * bytes, (i + 1) * bytes)])
      expect([...recent.read(3, indices) ?? []]).toEqual(expected)
      expect([...recent.read(3, indices, new Uint8Array(500)) ?? []]).toEqual(expected)
    }))
  })

  it('are none of another snapshot, and none before all have come', () => {
    const recent = new RecentMasks(2)
    filled(recent, 1, masksOf(4, 2), 2, 4)
    expect(recent.read(2, Int32Array.of(0))).toBeNull()
    recent.begin(2, 4)
    recent.add(2, 0, masksOf(3, 2))
    expect(recent.read(1, Int32Array.of(0))).toBeNull()
    expect(recent.read(2, Int32Array.of(0))).toBeNull()
    recent.add(2, 3, masksOf(1, 2))
    expect(recent.read(2, Int32Array.of(0))).toHaveLength(2)
  })

  it('are none where they would take more than 64 MiB', () => {
    const recent = new RecentMasks(2 ** 20)
    filled(recent, 1, new Uint8Array(65 * 2 ** 20), 2 ** 20, 5)
    expect(recent.read(1, Int32Array.of(0))).toBeNull()
    filled(recent, 2, new Uint8Array(64 * 2 ** 20), 2 ** 20, 5)
    expect(recent.read(2, Int32Array.of(0))).toHaveLength(2 ** 20)
  })
})
