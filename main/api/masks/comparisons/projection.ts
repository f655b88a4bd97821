/** Examples on a plane, by UMAP on the Hamming distances of their masks. */
import { UMAP } from 'umap-js'
import type { ReadableDatabase } from '../../../../db/database'
import { Failure } from '../../../../preload/schema/failure'
import { elementOf } from '../../../../preload/schema/element'
import type { Projection } from '../../../../preload/schema/patterns'
import type { SupportLayer } from '../../../../preload/schema/run'
import type { BitRows } from '../../../engine/bits/bit-rows'
import { countDifferences } from '../../../engine/bits/bits'
import { random } from '../../../engine/random'
import { SnapshotMasks } from '../snapshot-masks'
import type { TrainingLabels } from '../training-images'
import type { Tell } from '../tell'
import { bytesOf, rowsOf, sampleOf, type Compare } from './sample'

/** With itself 15, as UMAP's authors have it; of few examples fewer. */
const usualNeighbours = 14
const fewestExamples = 10

export interface ProjectionRequest {
  /** Null for the latest. */
  snapshot: number | null
  /** Null for all layers. */
  layer: string | null
  /** How many examples are put on the plane. */
  sample: number
}

/** Reads what is compared. @throws Failure when the run has no such snapshot or layer, or too few masks of it */
export function projectExamples(
  database: ReadableDatabase, { snapshot, layer: name, sample }: ProjectionRequest, labels: TrainingLabels
): Compare<Projection> {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = name === null ? null : masks.layer(name)
  if (masks.examples < fewestExamples) {
    throw new Failure(
      `A plane takes masks of ${fewestExamples} examples, and snapshot ${masks.record.index} holds ${masks.examples}.`
    )
  }
  const examples = sampleOf(masks.examples, sample, bytesOf(masks, layer))
  const rows = rowsOf(masks, examples, layer)
  const flips = flipsOf(database, masks, examples, layer, rows)
  return (tell) => {
    const { places, neighbours, kept } = placeRows(rows, tell)
    return {
      snapshot: masks.record.index,
      layer: name,
      examples: examples.length,
      of: masks.examples,
      units: layer?.units ?? masks.layers.reduce((sum, { units }) => sum + units, 0),
      listed: Array.from(examples, (example, place) => {
        const [x, y] = elementOf(places, place)
        return { example, label: labels?.[example] ?? null, flips: flips?.[place] ?? null, x, y }
      }),
      comparedWith: flips === null ? null : masks.record.comparedWith,
      neighbours,
      kept
    }
  }
}

/** Bits that differ from the snapshot before, for those of the examples whose masks it still has; null without any. */
function flipsOf(
  database: ReadableDatabase, masks: SnapshotMasks, examples: Int32Array, layer: SupportLayer | null, rows: BitRows
): number[] | null {
  if (masks.record.comparedWith === null) return null
  const before = new SnapshotMasks(database, masks.record.comparedWith)
  const both = examples.filter((example) => example < before.examples)
  if (both.length === 0) return null
  const earlier = rowsOf(before, both, layer)
  return Array.from(both, (_, row) =>
    countDifferences(rows.bytes, rows.startOf(row), earlier.bytes, earlier.startOf(row), rows.bytesPerRow))
}

export type Place = readonly [x: number, y: number]

/**
 * Neighbours are found exactly, by all pairs; UMAP then lays its graph of them out with numbers from a seed, so that
 * the same masks always give the same plane.
 */
export function placeRows(rows: BitRows, tell: Tell): { places: Place[]; neighbours: number; kept: number } {
  const neighbours = Math.min(usualNeighbours, rows.count - 2)
  // UMAP counts a row as the first neighbour of itself.
  const umap = new UMAP({ nNeighbors: neighbours + 1, random: random(0, 'plane').uniform })
  /** A step for every row of distances, and one for every round of the layout. */
  const rounds = 500
  const steps = rows.count + rounds
  const distances = distancesOf(rows, (row) => tell(row, steps))
  const { count } = rows
  const nearest = Array.from({ length: count }, (_, row) => [row, ...nearestTo(row, distances, count, neighbours)])
  const far = nearest.map((own, row) => own.map((other) => elementOf(distances, row * count + other)))
  umap.setPrecomputedKNN(nearest, far)
  const epochs = umap.initializeFit(nearest.map(() => []))
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step()
    tell(rows.count + Math.floor((rounds * epoch) / epochs), steps)
  }
  const places = turned(umap.getEmbedding().map(([x = 0, y = 0]): Place => [x, y]))
  return { places, neighbours, kept: keptShare(distances, places, neighbours) }
}

/**
 * Around their middle, with the direction of their largest variance across: a screen is wide, and directions mean
 * nothing. Of the two ways to do so, that in which fewer lie to the right, farther out.
 */
function turned(places: readonly Place[]): Place[] {
  const mean = (of: (place: Place) => number): number =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length
  const [middleX, middleY] = [mean(([x]) => x), mean(([, y]) => y)]
  const centred = places.map(([x, y]): Place => [x - middleX, y - middleY])
  const sumOf = (of: (place: Place) => number): number => centred.reduce((sum, place) => sum + of(place), 0)
  const [xx, xy, yy] = [sumOf(([x]) => x * x), sumOf(([x, y]) => x * y), sumOf(([, y]) => y * y)]
  // The eigenvector of the larger eigenvalue of [[xx, xy], [xy, yy]] has this angle.
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const rotated = centred.map(([x, y]): Place => [x * cosine + y * sine, y * cosine - x * sine])
  return rotated.reduce((sum, [x]) => sum + x ** 3, 0) < 0 ? rotated.map(([x, y]): Place => [-x, -y]) : rotated
}

/** By row and row. */
function distancesOf(rows: BitRows, told: (row: number) => void): Float64Array {
  const { count } = rows
  const distances = new Float64Array(count * count)
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < one; other++) {
      const distance = rows.distance(one, other)
      distances[one * count + other] = distance
      distances[other * count + one] = distance
    }
    told(one + 1)
  }
  return distances
}

/** The nearest other rows; of equally near ones the first. */
function nearestTo(row: number, distances: Float64Array, count: number, neighbours: number): number[] {
  // Distance and number in one number: distances stay below 2²⁸ bits and rows below 2¹³.
  const keys = distances.slice(row * count, (row + 1) * count).map((distance, other) => distance * count + other)
  keys[row] = Infinity
  return Array.from(keys.sort().subarray(0, neighbours), (key) => key % count)
}

/**
 * How much of the neighbourhoods the plane keeps: of every row's nearest ones there, the share that is no farther by
 * Hamming distance than its last nearest neighbour.
 */
function keptShare(distances: Float64Array, places: readonly Place[], neighbours: number): number {
  const count = places.length
  const apart = new Float64Array(count)
  let kept = 0
  places.forEach(([x, y], row) => {
    places.forEach(([otherX, otherY], other) => { apart[other] = (x - otherX) ** 2 + (y - otherY) ** 2 })
    const own = distances.subarray(row * count, (row + 1) * count)
    // Each row is the nearest to itself.
    const reachOf = (values: Float64Array): number => elementOf(values.slice().sort(), neighbours)
    const [reach, planeReach] = [reachOf(own), reachOf(apart)]
    let both = -1
    for (let other = 0; other < count; other++)
      if (elementOf(apart, other) <= planeReach && elementOf(own, other) <= reach) both++
    kept += Math.min(neighbours, both)
  })
  return kept / (count * neighbours)
}
