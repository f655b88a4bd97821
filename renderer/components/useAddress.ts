/**
 * What the query of the page's address holds. Whatever a person chooses of a page lives there and nowhere else, so that
 * a reload, Back, a copied link and a second window show the same.
 */
import { computed, shallowRef, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

/** Undefined is taken out of the address. */
export type AddressChange = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * `push`: Back returns to what was chosen before. `pass`: it does not, and of many changes in a row, as while a person
 * scrubs through snapshots, the address holds the first at once and then the last alone: for the router to go to each
 * took a fifth of the time of showing it.
 */
export type AddressWay = 'push' | 'replace' | 'pass'

export interface Address {
  readonly query: ComputedRef<LocationQuery>
  change(part: AddressChange, way: AddressWay): void
}

/** Milliseconds without another, after which a change that passes is in the address. */
const rest = 200

/**
 * Changes that the router has not arrived at: it takes a moment, and what is chosen within it would else be shown late
 * and undo the change before.
 */
const pending = shallowRef<{ readonly path: string; readonly change: AddressChange } | null>(null)
let passed = -Infinity
let timer = 0

export function useAddress(): Address {
  const route = useRoute()
  const router = useRouter()
  /** Those of a page that has been left meanwhile are of no other. */
  const pendingHere = (): AddressChange => (pending.value?.path === route.path ? pending.value.change : {})
  const query = computed(() => {
    const entries = Object.entries({ ...route.query, ...pendingHere() })
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as LocationQuery
  })

  async function go(way: 'push' | 'replace'): Promise<void> {
    const { value: carried } = pending
    await router[way]({ path: route.path, query: query.value }).catch(() => undefined)
    // What was chosen meanwhile is still on its way.
    if (pending.value === carried) pending.value = null
  }

  /** Unless the page has been left meanwhile. */
  function goIfHere(path: string): void {
    if (route.path === path) void go('replace')
    else pending.value = null
  }

  function change(part: AddressChange, way: AddressWay): void {
    pending.value = { path: route.path, change: { ...pendingHere(), ...part } }
    window.clearTimeout(timer)
    const isFirst = performance.now() - passed > rest
    if (way === 'pass') passed = performance.now()
    if (way !== 'pass') void go(way)
    else if (isFirst) void go('replace')
    else timer = window.setTimeout(goIfHere, rest, route.path)
  }
  return { query, change }
}
