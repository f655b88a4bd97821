/** The card of one unit: when, for which classes and for which examples it is on, and what is on with it. */
import type { ReadableDatabase } from '../../../db/database'
import { readOnOfUnit, readOnPerUnit } from '../../../db/snapshots'
import { elementOf } from '../../../preload/schema/element'
import type { UnitCard, UnitMoment } from '../../../preload/schema/masks'
import type { SupportLayer } from '../../../preload/schema/run'
import { UnitCounts, entropyOf, positionOf } from './counts'
import { SnapshotMasks, type MaskPiece } from './snapshot-masks'
import type { TrainingLabels } from './training-images'

const companionsListed = 8

export interface UnitRequest {
  /** Null for the latest. */
  snapshot: number | null
  layer: string
  /** Index in height × width × channels order. */
  unit: number
  /** Most examples that are listed, after `skip` of them. */
  skip: number
  limit: number
}

/** @throws Failure when the run has no such snapshot, layer or unit */
export function unitCard(
  database: ReadableDatabase,
  { snapshot, layer: name, unit, skip, limit }: UnitRequest,
  labels: TrainingLabels
): UnitCard {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = masks.layerOf({ layer: name, unit })
  const states = statesOf(masks, layer, unit)
  const state = elementOf(states, states.length - 1)
  const history = historyOf(database, masks, layer, unit, states)
  const on = state.on.reduce((sum, one) => sum + one, 0)
  const turnedOn = examplesOn(states)
  const own = labels === null || labels.length < masks.examples ? null : labels
  return {
    snapshot: masks.record.index,
    layer: name,
    unit,
    position: positionOf(layer, unit),
    examples: masks.examples,
    on,
    history,
    deadSince: unbroken(history, masks.record.index, (moment) => moment.on === 0),
    alwaysOnSince: unbroken(history, masks.record.index, (moment) => moment.on === moment.examples),
    ...byClass(state.on, own),
    entropy: entropyOf([on, masks.examples - on], masks.examples),
    companions: companionsOf(database, masks, layer, unit, state.on),
    turnedOn: turnedOn.slice(skip, skip + limit).map(({ example, flippedAt }) => ({
      example, label: own?.[example] ?? null, flippedAt
    })),
    notListed: Math.max(0, turnedOn.length - skip - limit)
  }
}

/** One unit in one snapshot: 0 or 1 for every example whose mask is stored. */
interface UnitState { snapshot: number; on: Uint8Array }

/** Of the snapshots up to the chosen one, in the order of their weights. */
function statesOf(masks: SnapshotMasks, layer: SupportLayer, unit: number): UnitState[] {
  const last = masks.records.findIndex(({ index }) => index === masks.record.index)
  return masks.records.slice(0, last + 1).map(({ index }) => ({ snapshot: index, on: masks.unit(layer, unit, index) }))
}

/** Of all snapshots: how often it was on, from what is stored of each; flips where masks of both are here. */
function historyOf(
  database: ReadableDatabase,
  masks: SnapshotMasks,
  layer: SupportLayer,
  unit: number,
  states: readonly UnitState[]
): UnitMoment[] {
  const on = readOnOfUnit(database, layer.name, unit)
  return masks.records.map(({ index, examples }, at) => {
    const [before, now] = [states[at - 1], states[at]]
    return {
      snapshot: index, examples, on: on.get(index) ?? 0,
      flips: before === undefined || now === undefined ? null : flipsOf(before.on, now.on)
    }
  })
}

function flipsOf(before: Uint8Array, now: Uint8Array): UnitMoment['flips'] {
  const examples = Math.min(before.length, now.length)
  if (examples === 0) return null
  let [onToOff, offToOn] = [0, 0]
  for (let example = 0; example < examples; example++) {
    if (before[example] === now[example]) continue
    if (now[example] === 1) offToOn++
    else onToOff++
  }
  return { examples, onToOff, offToOn }
}

/** Those that flipped last first, then by number. */
function examplesOn(states: readonly UnitState[]): { example: number; flippedAt: number | null }[] {
  const now = elementOf(states, states.length - 1)
  const flippedAt = (example: number): number => {
    for (let at = states.length - 1; at > 0; at--) {
      const before = states[at - 1]?.on[example]
      if (before !== undefined && states[at]?.on[example] !== undefined && before !== states[at]?.on[example]) return at
    }
    return 0
  }
  const found: { example: number; at: number }[] = []
  now.on.forEach((state, example) => { if (state === 1) found.push({ example, at: flippedAt(example) }) })
  found.sort((one, other) => other.at - one.at || one.example - other.example)
  return found.map(({ example, at }) => ({ example, flippedAt: at === 0 ? null : elementOf(states, at).snapshot }))
}

/** The first snapshot from which on, up to the chosen one, every one is so; null where the chosen one is not. */
function unbroken(
  history: readonly UnitMoment[], chosen: number, isSo: (moment: UnitMoment) => boolean
): number | null {
  let since: number | null = null
  for (let at = history.findIndex(({ snapshot }) => snapshot === chosen); at >= 0; at--) {
    const moment = elementOf(history, at)
    if (!isSo(moment)) break
    since = moment.snapshot
  }
  return since
}

/** I(m; label) = H(m) − Σ p(label) H(m | label), in bits. */
function byClass(on: Uint8Array, labels: TrainingLabels): Pick<UnitCard, 'classes' | 'mutualInformation'> {
  if (labels === null) return { classes: null, mutualInformation: null }
  const classes = new Map<number, { examples: number; on: number }>()
  on.forEach((state, example) => {
    const label = elementOf(labels, example)
    const own = classes.get(label) ?? { examples: 0, on: 0 }
    own.examples++
    own.on += state
    classes.set(label, own)
  })
  const total = on.length
  const all = on.reduce((sum, state) => sum + state, 0)
  let information = entropyOf([all, total - all], total)
  for (const own of classes.values())
    information -= (own.examples / total) * entropyOf([own.on, own.examples - own.on], own.examples)
  const listed = [...classes].sort(([one], [other]) => one - other).map(([label, own]) => ({ label, ...own }))
  // Rounding may leave a hair below zero.
  return { classes: listed, mutualInformation: Math.max(0, information) }
}

/** The units most often on with this one, by |A ∩ B| / |A ∪ B| over the examples whose masks are stored. */
function companionsOf(
  database: ReadableDatabase, masks: SnapshotMasks, own: SupportLayer, unit: number, on: Uint8Array
): UnitCard['companions'] {
  const turnedOn = Int32Array.from(on.keys()).filter((example) => on[example] === 1)
  const both = countsOf(masks, masks.rows(turnedOn))
  return mostOverlapping(masks, own, unit, allCounts(database, masks), both, turnedOn.length)
}

/** In how many of the rows each bit of a whole mask is on. */
function countsOf({ bytesPerExample }: SnapshotMasks, pieces: Iterable<MaskPiece>): Uint32Array {
  const counts = new UnitCounts({ byteLength: bytesPerExample, units: bytesPerExample * 8 })
  for (const { count, packed } of pieces) counts.add(packed, count)
  return counts.totals()
}

/** Counted while masks were written, where all of them are still stored. */
function allCounts(database: ReadableDatabase, masks: SnapshotMasks): Uint32Array {
  if (masks.examples !== masks.record.examples) return countsOf(masks, masks.pieces())
  const counts = new Uint32Array(masks.bytesPerExample * 8)
  for (const { name, byteOffset } of masks.layers) {
    const stored = Uint8Array.from(readOnPerUnit(database, masks.record.index, name))
    counts.set(new Uint32Array(stored.buffer), byteOffset * 8)
  }
  return counts
}

function mostOverlapping(
  masks: SnapshotMasks, own: SupportLayer, unit: number, all: Uint32Array, both: Uint32Array, ownOn: number
): UnitCard['companions'] {
  // Those found so far, the best first; 26,656 units are not worth an object each.
  const best: UnitCard['companions'] = []
  for (const layer of masks.layers) {
    for (let other = 0; other < layer.units; other++) {
      const bit = layer.byteOffset * 8 + other
      const [on, shared] = [all[bit] ?? 0, both[bit] ?? 0]
      if (shared === 0 || (layer === own && other === unit)) continue
      const overlap = shared / (on + ownOn - shared)
      if (best.length === companionsListed && overlap <= (best.at(-1)?.overlap ?? 0)) continue
      const place = best.findIndex((one) => one.overlap < overlap)
      best.splice(place < 0 ? best.length : place, 0, {
        layer: layer.name, unit: other, position: positionOf(layer, other), on, both: shared, overlap
      })
      if (best.length > companionsListed) best.pop()
    }
  }
  return best
}
