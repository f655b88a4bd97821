import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../../../../main/engine/random'
import { averageLinkage, clusteredOrder } from '../../../../../main/api/masks/comparisons/clustering'

/**
 * Symmetric. Drawn, and not shrunk to small numbers: of those the means of two different sets are equal now and then,
 * and among equal ones there is more than one right tree.
 */
const matrices = fastCheck.record({ count: fastCheck.integer({ min: 1, max: 9 }), seed: fastCheck.nat() })
  .map(({ count, seed }) => {
    const stream = random(seed, 'distances')
    const distances = new Float64Array(count * count)
    for (let one = 0; one < count; one++) {
      for (let other = 0; other < one; other++)
        distances[one * count + other] = distances[other * count + one] = stream.uniform()
    }
    return { distances, count }
  })

interface Cluster { things: number[]; distance: number }

/** Merges the nearest two clusters of all, by the mean over pairs, until one is left. */
function bruteForce(distances: Float64Array, count: number): Cluster[] {
  let clusters = Array.from({ length: count }, (_, thing) => [thing])
  const merged: Cluster[] = []
  const apart = (one: number[], other: number[]): number =>
    one.flatMap((a) => other.map((b) => distances[a * count + b])).reduce((sum, value) => sum + value, 0) /
    (one.length * other.length)
  while (clusters.length > 1) {
    const pairs = clusters.flatMap((one, at) => clusters.slice(0, at).map((other) => ({ one, other })))
    const nearest = pairs.reduce((best, pair) =>
      (apart(pair.one, pair.other) < apart(best.one, best.other) ? pair : best))
    merged.push({
      things: [...nearest.one, ...nearest.other].sort((a, b) => a - b), distance: apart(nearest.one, nearest.other)
    })
    clusters = [...clusters.filter((own) => own !== nearest.one && own !== nearest.other), merged.at(-1)!.things]
  }
  return merged
}

function clustersOf(distances: Float64Array, count: number): Cluster[] {
  const things: number[][] = Array.from({ length: count }, (_, thing) => [thing])
  return averageLinkage(distances, count).map(({ first, second, distance }) => {
    things.push([...things[first], ...things[second]].sort((a, b) => a - b))
    return { things: things.at(-1)!, distance }
  })
}

const byThings = (clusters: Cluster[]): Map<string, number> =>
  new Map(clusters.map(({ things, distance }) => [things.join(), distance]))

describe('average linkage', () => {
  it('is the tree of merging the nearest two of all each time', () => {
    fastCheck.assert(fastCheck.property(matrices, ({ distances, count }) => {
      const [found, expected] = [clustersOf, bruteForce].map((cluster) => byThings(cluster(distances, count)))
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
      // Means are updated from means instead of summed anew.
      for (const [things, distance] of found) expect(distance).toBeCloseTo(expected.get(things)!, 12)
    }))
  })

  it('orders things so that every cluster lies together', () => {
    fastCheck.assert(fastCheck.property(matrices, ({ distances, count }) => {
      const order = clusteredOrder(distances, count)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, thing) => thing))
      for (const { things } of clustersOf(distances, count)) {
        const places = things.map((thing) => order.indexOf(thing))
        expect(Math.max(...places) - Math.min(...places)).toBe(things.length - 1)
      }
    }))
  })

  it('ends where many distances are equal, and puts what is alike side by side', () => {
    // Things of three kinds, mixed: 0 between things of a kind, 1 between kinds.
    const kinds = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]
    const distances = Float64Array.from({ length: 100 }, (_, at) =>
      Number(kinds[Math.floor(at / 10)] !== kinds[at % 10]))
    const ordered = clusteredOrder(distances, 10).map((thing) => kinds[thing])
    expect(ordered.filter((kind, at) => kind !== ordered[at - 1])).toHaveLength(3)
    expect(clusteredOrder(new Float64Array(0), 0)).toEqual([])
  })
})
