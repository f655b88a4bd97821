/**
 * What the query of the page's address holds. Whatever a person chooses of a page lives there and nowhere else, so that
 * a reload, Back, a copied link and a second window show the same.
 */
import { computed, shallowRef, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

/** Undefined is taken out of the address. */
export type AddressChange = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Address {
  readonly query: ComputedRef<LocationQuery>
  /** @param way whether Back returns to what was chosen before */
  change(part: AddressChange, way: 'push' | 'replace'): void
}

/**
 * Changes that the router has not arrived at: it takes a moment, and what is chosen within it would else be shown late
 * and undo the change before.
 */
const pending = shallowRef<AddressChange>({})
let changes = 0

export function useAddress(): Address {
  const route = useRoute()
  const router = useRouter()
  const query = computed(() => {
    const entries = Object.entries({ ...route.query, ...pending.value })
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as LocationQuery
  })

  async function go(way: 'push' | 'replace'): Promise<void> {
    const own = ++changes
    await router[way]({ path: route.path, query: query.value }).catch(() => undefined)
    if (own === changes) pending.value = {}
  }

  function change(part: AddressChange, way: 'push' | 'replace'): void {
    pending.value = { ...pending.value, ...part }
    void go(way)
  }
  return { query, change }
}
