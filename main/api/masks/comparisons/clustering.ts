/** Average linkage (UPGMA), and an order that keeps what was joined side by side. */
import { elementOf } from '../../../../preload/schema/element'

/** Two clusters that become one. Things are numbered from 0; the merge of number i makes the cluster `count` + i. */
export interface Merge {
  first: number
  second: number
  /** The mean distance between a thing of the one and a thing of the other. */
  distance: number
}

/**
 * By nearest-neighbour chains (Murtagh), in O(count²): two clusters that are each other's nearest are merged at once.
 * Average linkage never brings a merged cluster nearer to a third than both its parts were, so that the tree is that of
 * merging the nearest two of all each time.
 * @param distances count × count, symmetric
 */
export function averageLinkage(distances: Float64Array, count: number): Merge[] {
  const between = distances.slice()
  /** Of each place, the cluster that stands there, and its size; a merge leaves the place of its second empty. */
  const cluster = Array.from({ length: count }, (_, thing) => thing)
  const size = new Float64Array(count).fill(1)
  const chain: number[] = []
  const merges: Merge[] = []
  while (merges.length < count - 1) {
    if (chain.length === 0) chain.push(size.findIndex((things) => things > 0))
    const tip = elementOf(chain, chain.length - 1)
    const before = chain[chain.length - 2]
    const nearest = nearestTo(tip, before, between, size)
    if (nearest !== before) {
      chain.push(nearest)
      continue
    }
    chain.length -= 2
    const [kept, emptied] = [Math.min(tip, nearest), Math.max(tip, nearest)]
    merges.push({
      first: elementOf(cluster, kept),
      second: elementOf(cluster, emptied),
      distance: elementOf(between, kept * count + emptied)
    })
    join(kept, emptied, between, size)
    cluster[kept] = count + merges.length - 1
  }
  return merges
}

/** Among equally near ones the one before in the chain, or else chains would not end. */
function nearestTo(tip: number, before: number | undefined, between: Float64Array, size: Float64Array): number {
  const count = size.length
  let nearest = before ?? -1
  let least = before === undefined ? Infinity : elementOf(between, tip * count + before)
  for (let place = 0; place < count; place++) {
    if (size[place] === 0 || place === tip) continue
    const distance = elementOf(between, tip * count + place)
    if (distance < least) [nearest, least] = [place, distance]
  }
  return nearest
}

/** The mean distance to a union is that to its parts, weighted by their sizes (Lance and Williams). */
function join(kept: number, emptied: number, between: Float64Array, size: Float64Array): void {
  const count = size.length
  const [keptSize, emptiedSize] = [elementOf(size, kept), elementOf(size, emptied)]
  const whole = keptSize + emptiedSize
  for (let place = 0; place < count; place++) {
    if (size[place] === 0 || place === kept || place === emptied) continue
    const sum = keptSize * elementOf(between, kept * count + place) +
      emptiedSize * elementOf(between, emptied * count + place)
    between[kept * count + place] = sum / whole
    between[place * count + kept] = sum / whole
  }
  size[kept] = whole
  size[emptied] = 0
}

/**
 * An order of things in which every cluster lies together. Of the four ways to put two clusters side by side the one is
 * taken whose ends that touch are nearest.
 * @param distances count × count, symmetric
 */
export function clusteredOrder(distances: Float64Array, count: number): number[] {
  const orders: number[][] = Array.from({ length: count }, (_, thing) => [thing])
  for (const { first, second } of averageLinkage(distances, count))
    orders.push(sideBySide(elementOf(orders, first), elementOf(orders, second), distances, count))
  return orders.at(-1) ?? []
}

function sideBySide(
  one: readonly number[], other: readonly number[], distances: Float64Array, count: number
): number[] {
  const turned = (order: readonly number[]): number[] => [...order].reverse()
  const ways = [[one, other], [turned(one), other], [one, turned(other)], [turned(one), turned(other)]] as const
  const gap = ([left, right]: (typeof ways)[number]): number =>
    elementOf(distances, elementOf(left, left.length - 1) * count + elementOf(right, 0))
  return ways.reduce((best, way) => (gap(way) < gap(best) ? way : best)).flat()
}
