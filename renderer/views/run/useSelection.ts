/**
 * What a person looks at of a run: snapshot, layer, channel, unit, example, class, a set of examples. It lives in the
 * address alone, so that a reload, Back, a copied link and a second window show the same, and every page of the run
 * shares it.
 */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { decodeExamples, encodeExamples } from '../../figures/exampleSet'

export interface Selection {
  /** Null stays with the latest while more arrive. */
  readonly snapshot: number | null
  readonly layer: string | null
  readonly channel: number | null
  /** Index in height × width × channels order. */
  readonly unit: number | null
  readonly example: number | null
  /** A class. */
  readonly label: number | null
  /** A set of examples, by rising number; never an empty one. */
  readonly examples: readonly number[] | null
}

function numberIn(query: LocationQuery, name: string): number | null {
  const value = query[name]
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null
}

export function selectionIn(query: LocationQuery): Selection {
  return {
    snapshot: numberIn(query, 'snapshot'),
    layer: typeof query.layer === 'string' ? query.layer : null,
    channel: numberIn(query, 'channel'),
    unit: numberIn(query, 'unit'),
    example: numberIn(query, 'example'),
    label: numberIn(query, 'label'),
    examples: typeof query.examples === 'string' ? decodeExamples(query.examples) : null
  }
}

/** A wider choice ends the narrower ones inside it: another layer has other channels, another channel other units. */
export function narrowed(selection: Selection, change: Partial<Selection>): Selection {
  const next = { ...selection, ...change }
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

const names = new Set(Object.keys(selectionIn({})))

/** What a view keeps in the address beside the selection. */
export const besideSelection = (query: LocationQuery): LocationQuery =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !names.has(name)))

export interface Selecting {
  readonly selection: ComputedRef<Selection>
  /** Back returns to what was selected before. */
  select(change: Partial<Selection>): void
  /** Steps leave no trail. */
  step(change: Partial<Selection>): void
}

export function useSelection(): Selecting {
  const route = useRoute()
  const router = useRouter()
  const selection = computed(() => selectionIn(route.query))
  const target = (change: Partial<Selection>) => ({
    path: route.path,
    query: { ...queryOf(narrowed(selection.value, change)), ...besideSelection(route.query) }
  })
  return {
    selection,
    select: (change) => void router.push(target(change)),
    step: (change) => void router.replace(target(change))
  }
}
