import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { installTransport } from '../transport/client'
import { Listeners } from '../transport/listeners'
import { openSocketLink, type Link, type LinkState } from '../transport/socket'
import { takeToken } from '../transport/token'
import { useShownStore } from './shownStore'

/**
 * `desktop`: the window talks to its own process, no network between; `uninvited`: a browser page without its token.
 */
export type ConnectionState = LinkState | 'desktop' | 'uninvited'

/** Beside the page, wherever a proxy puts that. */
function socketAddress(token: string): string {
  const address = new URL(`api?token=${encodeURIComponent(token)}`, window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

export const useConnection = defineStore('connection', () => {
  const state = ref<ConnectionState>('connecting')
  const everConnected = ref(false)
  /** What is shown may be out of date: a run that was running may have ended. */
  const stale = computed(() => state.value === 'lost' || state.value === 'refused')
  const restoredListeners = new Listeners<[]>()
  let link: Link | null = null

  function change(next: LinkState): void {
    const restored = next === 'connected' && everConnected.value
    // An attempt after a loss is still a loss to the person who waits.
    state.value = next === 'connecting' && stale.value ? state.value : next
    if (next === 'connected') everConnected.value = true
    if (restored) restoredListeners.tell()
  }

  function establish(): void {
    if (window.maskscope) {
      state.value = 'desktop'
      installTransport(window.maskscope, useShownStore().name)
      return
    }
    const token = takeToken()
    if (token === null) {
      state.value = 'uninvited'
      return
    }
    link = openSocketLink(socketAddress(token), change)
    installTransport(link, useShownStore().name)
  }

  /**
   * Called after a lost connection came back: whoever shows live data asks again. It ends with the component that asks,
   * or by the function returned.
   */
  function onRestored(listener: () => void): () => void {
    return restoredListeners.add(listener)
  }

  return { state, everConnected, stale, establish, onRestored, retry: () => link?.retry() }
})
