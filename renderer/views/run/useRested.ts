/**
 * A value that does not follow every change: at once where it has not changed for a while, otherwise when it has
 * stopped changing. What a person scrubs past need not be asked for, and takes time from what is looked at.
 */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Milliseconds without a change. */
export const rest = 200

export function useRested<T>(value: () => T): Readonly<ShallowRef<T>> {
  const rested = shallowRef(value()) as ShallowRef<T>
  let changed = -Infinity
  let timer = 0
  watch(value, (newest) => {
    const now = performance.now()
    const isRested = now - changed > rest
    changed = now
    window.clearTimeout(timer)
    if (isRested) rested.value = newest
    else timer = window.setTimeout(() => { rested.value = value() }, rest)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  return rested
}
