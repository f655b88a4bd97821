import { describe, expect, it } from 'vitest'
import { placeRows, type Place } from '../../../../../main/api/masks/comparisons/projection'
import { BitRows } from '../../../../../main/engine/bits/bit-rows'
import { random } from '../../../../../main/engine/random'

const perCluster = 40
const bytesPerRow = 50

/** Masks of two clusters: of each a mask of its own, of which every row flips a tenth of the bits. */
function twoClusters(): BitRows {
  const stream = random(1, 'clusters')
  const rows = new BitRows(2 * perCluster, bytesPerRow)
  const centres = [0, 1].map(() => Array.from({ length: bytesPerRow * 8 }, () => stream.uniform() < 0.5))
  for (let row = 0; row < rows.count; row++) {
    const packed = new Uint8Array(bytesPerRow)
    centres[row % 2].forEach((isOn, bit) => {
      if (isOn !== stream.uniform() < 0.1) packed[bit >> 3] |= 128 >> (bit & 7)
    })
    rows.set(row, packed)
  }
  return rows
}

function nearestInPlane(places: readonly Place[], row: number, wanted: number): number[] {
  const apart = ([x, y]: Place): number => (x - places[row][0]) ** 2 + (y - places[row][1]) ** 2
  return [...places.keys()].filter((other) => other !== row)
    .sort((one, other) => apart(places[one]) - apart(places[other])).slice(0, wanted)
}

describe('examples on a plane', () => {
  const rows = twoClusters()
  const { places, neighbours, kept } = placeRows(rows, () => undefined)

  it('have those of their own cluster next to them', () => {
    const own = places.flatMap((_, row) =>
      nearestInPlane(places, row, 10).map((other) => Number(other % 2 === row % 2)))
    // By chance it would be half of them.
    expect(own.reduce((sum, one) => sum + one, 0) / own.length).toBeGreaterThan(0.95)
  })

  it('have nearer masks next to them than chance would put there', () => {
    const all = [...places.keys()]
    const mean = (of: (row: number) => number[]): number => {
      const distances = all.flatMap((row) => of(row).map((other) => rows.distance(row, other)))
      return distances.reduce((sum, distance) => sum + distance, 0) / distances.length
    }
    // Within a cluster about 72 of 400 bits differ, between clusters 200: 136 on average.
    expect(mean((row) => nearestInPlane(places, row, 10))).toBeLessThan(80)
    expect(mean((row) => all.filter((other) => other !== row))).toBeGreaterThan(125)
  })

  it('are told how much of their neighbourhoods is kept', () => {
    // The same share, counted from the places: a neighbour is no farther than the last of the nearest.
    const shares = [...places.keys()].map((row) => {
      const reach = [...places.keys()].filter((other) => other !== row)
        .map((other) => rows.distance(row, other)).sort((one, other) => one - other)[neighbours - 1]
      return nearestInPlane(places, row, neighbours).filter((other) => rows.distance(row, other) <= reach).length
    })
    expect(neighbours).toBe(14)
    expect(kept).toBeCloseTo(shares.reduce((sum, one) => sum + one, 0) / (shares.length * neighbours), 12)
    // By chance 14 of 79.
    expect(kept).toBeGreaterThan(0.3)
  })

  it('always lie in the same places, and tell how far they are', () => {
    const told: number[] = []
    const again = placeRows(twoClusters(), (done, of) => told.push(done / of))
    expect(again.places).toEqual(places)
    expect(told).toEqual([...told].sort((one, other) => one - other))
    expect(told.at(-1)).toBe(1)
  })

  it('are placed where all masks are equal too', () => {
    const same = placeRows(new BitRows(12, 4), () => undefined)
    expect(same.places.flat().every(Number.isFinite)).toBe(true)
    expect(same.kept).toBe(1)
  })
})
