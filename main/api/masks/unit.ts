/** The card of one unit: when, for which classes and for which examples it is on. */
import type { ReadableDatabase } from '../../../db/database'
import type { KeptBlocks } from '../../../db/kept-blocks'
import { readFlipsOfUnit, readOnOfUnit } from '../../../db/snapshot-counts'
import { elementOf } from '../../../preload/schema/element'
import type { UnitCard, UnitMoment } from '../../../preload/schema/masks'
import type { SnapshotRecord } from '../../../preload/schema/run'
import { entropyOf, positionOf } from './counts'
import { SnapshotMasks } from './snapshot-masks'
import { quietly, type Tell } from './tell'
import type { TrainingLabels } from './training-images'

export interface UnitRequest {
  /** Null for the latest. */
  snapshot: number | null
  layer: string
  /** Index in height × width × channels order. */
  unit: number
  /** Those that turn it on are listed of these alone; null for all. */
  among: readonly number[] | null
  /** Of so many of the first examples; null for all. */
  within: number | null
  /** Most examples that are listed, after `skip` of them. */
  skip: number
  limit: number
}

/**
 * @param means `kept`: changes of this run that were unpacked before
 * @throws Failure when the run has no such snapshot, layer or unit
 */
export function unitCard(
  database: ReadableDatabase,
  { snapshot, layer: name, unit, among, within, skip, limit }: UnitRequest,
  labels: TrainingLabels,
  { tell = quietly, kept }: { tell?: Tell; kept?: KeptBlocks } = {}
): UnitCard {
  const masks = new SnapshotMasks(database, snapshot, kept)
  const layer = masks.layerOf({ layer: name, unit })
  const states = new UnitStates(masks, (at, known) => masks.unit(layer, unit, at, within ?? Infinity, tell, known))
  const state = states.at(states.chosen)
  const history = historyOf(database, states, name, unit)
  const on = state.reduce((sum, one) => sum + one, 0)
  const wanted = among === null ? null : new Set(among)
  const turningOn = [...state.keys()].filter((one) => state[one] === 1 && (wanted === null || wanted.has(one)))
  const turnedOn = latestFlipsFirst(states, turningOn, skip + limit)
  const own = labels === null || labels.length < masks.examples ? null : labels
  return {
    snapshot: masks.record.index,
    layer: name,
    unit,
    position: positionOf(layer, unit),
    examples: state.length,
    stored: masks.examples,
    on,
    history,
    deadSince: unbroken(history, masks.record.index, (moment) => moment.on === 0),
    alwaysOnSince: unbroken(history, masks.record.index, (moment) => moment.on === moment.examples),
    ...byClass(state, own),
    entropy: entropyOf([on, state.length - on], state.length),
    turnedOn: turnedOn.slice(skip, skip + limit).map(({ example, flippedAt }) => ({
      example, label: own?.[example] ?? null, flippedAt
    })),
    notListed: Math.max(0, turningOn.length - skip - limit)
  }
}

/** One unit by snapshot, in the order of their weights: 0 or 1 for every example whose mask is stored; read once. */
class UnitStates {
  readonly records: readonly SnapshotRecord[]
  /** The place of the snapshot that was asked for. */
  readonly chosen: number
  readonly #read: (snapshot: number, known: ReadonlyMap<number, Uint8Array>) => Uint8Array
  /** By snapshot. */
  readonly #states = new Map<number, Uint8Array>()

  /** @param read of one snapshot, from those that are known of others */
  constructor(
    masks: SnapshotMasks, read: (snapshot: number, known: ReadonlyMap<number, Uint8Array>) => Uint8Array
  ) {
    this.records = masks.records
    this.chosen = masks.records.findIndex(({ index }) => index === masks.record.index)
    this.#read = read
  }

  at(place: number): Uint8Array {
    const { index } = elementOf(this.records, place)
    const state = this.#states.get(index) ?? this.#read(index, this.#states)
    this.#states.set(index, state)
    return state
  }
}

/** Of all snapshots, from what is stored of each; flips that are not stored are counted up to the chosen snapshot. */
function historyOf(database: ReadableDatabase, states: UnitStates, layer: string, unit: number): UnitMoment[] {
  const on = readOnOfUnit(database, layer, unit)
  const flips = readFlipsOfUnit(database, layer, unit)
  return states.records.map(({ index, examples, comparedWith }, at) => {
    const before = states.records.findIndex((record) => record.index === comparedWith)
    const counted = (): UnitMoment['flips'] =>
      before < 0 || at > states.chosen ? null : flipsOf(states.at(before), states.at(at))
    return { snapshot: index, examples, on: on.get(index) ?? 0, flips: flips.get(index) ?? counted() }
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

/**
 * Those that flipped last first, then by number. Earlier snapshots are read until `wanted` that flipped are found: the
 * rest come after them.
 */
function latestFlipsFirst(
  states: UnitStates, examples: readonly number[], wanted: number
): { example: number; flippedAt: number | null }[] {
  const found: { example: number; flippedAt: number | null }[] = []
  let rest = [...examples]
  for (let at = states.chosen; at > 0 && rest.length > 0 && found.length < wanted; at--) {
    const [before, now] = [states.at(at - 1), states.at(at)]
    const flipped = (example: number): boolean =>
      before[example] !== undefined && now[example] !== undefined && before[example] !== now[example]
    const flippedAt = elementOf(states.records, at).index
    found.push(...rest.filter(flipped).map((example) => ({ example, flippedAt })))
    rest = rest.filter((example) => !flipped(example))
  }
  return found.length >= wanted ? found : [...found, ...rest.map((example) => ({ example, flippedAt: null }))]
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
