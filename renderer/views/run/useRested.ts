/**
 * A value that follows when it has stopped changing: what a person scrubs past need not be asked for, and takes time
 * from what is looked at.
 */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Milliseconds without a change. */
export const rest = 150

export function useRested<T>(value: () => T): Readonly<ShallowRef<T>> {
  const rested = shallowRef(value()) as ShallowRef<T>
  let timer = 0
  watch(value, () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => { rested.value = value() }, rest)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  return rested
}
