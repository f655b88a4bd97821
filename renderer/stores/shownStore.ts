import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import {
  exampleStore, readOnlyReason, storeNameSchema, storeParameter, type ShownStore, type StoreName
} from '../../preload/contract'
import { call } from '../transport/client'

function storeInAddress(): StoreName | undefined {
  const given = new URLSearchParams(window.location.search).get(storeParameter)
  return storeNameSchema.safeParse(given).data
}

/** Which store the page shows. It stands in the address, so that a reload, Back and a copied link show the same. */
export const useShownStore = defineStore('shown-store', () => {
  const name = storeInAddress()
  /** Why nothing can be changed in it; null in the own store. */
  const readOnly = name === undefined ? null : readOnlyReason(name)
  const shown = shallowRef<ShownStore | null>(null)
  let isNew = name !== undefined && name !== exampleStore && /^(#\/(runs)?)?$/.test(window.location.hash)

  async function load(): Promise<void> {
    if (name === undefined) return
    // What cannot be opened is told where its runs would be.
    shown.value = await call('stores.shown', {}).catch(() => null)
  }

  /** Loads the page anew, so that nothing of the store before is left in it. */
  function show(next: StoreName | undefined): void {
    const query = next === undefined ? '' : `?${new URLSearchParams({ [storeParameter]: next }).toString()}`
    window.location.assign(`${window.location.pathname}${query}#/runs`)
  }

  /** A run file that was opened by itself shows its run first; true once, and not after a reload of another page. */
  function opensOnItsRun(): boolean {
    const opens = isNew
    isNew = false
    return opens
  }

  return { name, readOnly, shown, load, show, opensOnItsRun }
})
