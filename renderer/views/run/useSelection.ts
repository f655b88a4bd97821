/**
 * What a person looks at of a run: snapshot, layer, channel, unit, example, another beside it, class, a set of
 * examples. It lives in the address alone, so that a reload, Back, a copied link and a second window show the same, and
 * every page of the run shares it.
 */
import { computed, type ComputedRef } from 'vue'
import type { LocationQuery } from 'vue-router'
import type { UnitAddress } from '../../../preload/contract'
import { useAddress, type AddressChange } from '../../components/useAddress'
import { decodeExamples, encodeExamples } from '../../figures/exampleSet'

export interface Selection {
  /** Null stays with the latest while more arrive. */
  readonly snapshot: number | null
  readonly layer: string | null
  readonly channel: number | null
  /** Index in height × width × channels order. */
  readonly unit: number | null
  readonly example: number | null
  /** Another example, beside the one. */
  readonly with: number | null
  /** A class. */
  readonly label: number | null
  /** A set of examples, by rising number; never an empty one. */
  readonly examples: readonly number[] | null
}

function numberIn(query: LocationQuery, name: string): number | null {
  const value = query[name]
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null
}

/** Nothing stands beside no example, nor an example beside itself. */
const paired = (selection: Selection): Selection =>
  selection.example === null || selection.example === selection.with ? { ...selection, with: null } : selection

export function selectionIn(query: LocationQuery): Selection {
  return paired({
    snapshot: numberIn(query, 'snapshot'),
    layer: typeof query.layer === 'string' ? query.layer : null,
    channel: numberIn(query, 'channel'),
    unit: numberIn(query, 'unit'),
    example: numberIn(query, 'example'),
    with: numberIn(query, 'with'),
    label: numberIn(query, 'label'),
    examples: typeof query.examples === 'string' ? decodeExamples(query.examples) : null
  })
}

/** A wider choice ends the narrower ones inside it: another layer has other channels, another channel other units. */
export function narrowed(selection: Selection, change: Partial<Selection>): Selection {
  const next = paired({ ...selection, ...change })
  if (next.layer !== selection.layer) return { ...next, ...inside(change) }
  if (next.channel !== selection.channel) return { ...next, unit: change.unit ?? null }
  return next
}

const inside = ({ channel = null, unit = null }: Partial<Selection>) => ({ channel, unit })

export function queryOf({ examples, ...single }: Selection): Record<string, string> {
  const written = { ...single, examples: examples === null || examples.length === 0 ? null : encodeExamples(examples) }
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))
  )
}

/** Every part of a selection, so that those that it has not leave the address. */
const changeTo = (selection: Selection): AddressChange =>
  ({ ...Object.fromEntries(Object.keys(selection).map((name) => [name, undefined])), ...queryOf(selection) })

export interface Selecting {
  readonly selection: ComputedRef<Selection>
  /** The unit that is selected, with its layer. */
  readonly selectedUnit: ComputedRef<UnitAddress | null>
  /** Back returns to what was selected before. */
  select(change: Partial<Selection>): void
  /** Steps leave no trail. */
  step(change: Partial<Selection>): void
}

export function useSelection(): Selecting {
  const { query, change: write } = useAddress()
  const selection = computed(() => selectionIn(query.value))
  const changed = (change: Partial<Selection>): AddressChange => changeTo(narrowed(selection.value, change))
  const selectedUnit = computed(() => {
    const { layer, unit } = selection.value
    return layer === null || unit === null ? null : { layer, unit }
  })
  return {
    selection,
    selectedUnit,
    select: (change) => write(changed(change), 'push'),
    step: (change) => write(changed(change), 'pass')
  }
}
