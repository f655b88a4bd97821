/**
 * A question whose answer takes a while: asked, followed, stopped, asked again. What was asked before is forgotten at
 * once; while what is asked changes quickly, it is asked when that has ended.
 */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { WorkbenchEvent } from '../../../preload/contract'
import { listen, sentenceOf } from '../../transport/client'
import { rest } from './useRested'

export type LongState =
  | { kind: 'unasked' }
  | { kind: 'asked'; progress: number }
  | { kind: 'stopped' }
  | { kind: 'failed'; sentence: string }
  | { kind: 'there' }

export interface LongQuestion<Q extends { id: string }, T> {
  /** Null for nothing: then there is no result, and none is waited for. */
  asked: () => Q | null
  /** Resolves to null where it was stopped. */
  ask: (question: Q) => Promise<T | null>
  stop: () => Promise<unknown>
  /** Which fraction is done, by an event of this question; null by any other. */
  progressIn: (event: WorkbenchEvent & { id: string }) => number | null
  /** Whether what was found stays until the next answer comes. */
  stays?: (found: T, question: Q | null) => boolean
}

export interface LongAnswer<T> {
  result: ShallowRef<T | null>
  state: Ref<LongState>
  stop(): void
  again(): void
}

export function useLongQuestion<Q extends { id: string }, T>(
  { asked, ask, stop: end, progressIn, stays = () => false }: LongQuestion<Q, T>
): LongAnswer<T> {
  const result: ShallowRef<T | null> = shallowRef(null)
  const state = ref<LongState>({ kind: 'unasked' })
  const key = computed(() => JSON.stringify(asked()))
  let round = 0
  let changed = -Infinity
  let timer = 0

  const stop = (): void => {
    if (state.value.kind === 'asked') void end().catch(() => undefined)
  }

  /** What is on its way is no longer waited for. */
  function leave(): void {
    round++
    const question = asked()
    if (result.value !== null && !stays(result.value, question)) result.value = null
    if (question === null) stop()
    state.value = question === null ? { kind: 'unasked' } : { kind: 'asked', progress: 0 }
  }

  async function begin(): Promise<void> {
    leave()
    const [own, question] = [round, asked()]
    if (question === null) return
    try {
      const found = await ask(question)
      if (own !== round) return
      if (found !== null) result.value = found
      state.value = { kind: found === null ? 'stopped' : 'there' }
    } catch (error) {
      if (own === round) state.value = { kind: 'failed', sentence: sentenceOf(error) }
    }
  }

  /** At once where what is asked has not changed for a while. */
  function beginSoon(): void {
    const now = performance.now()
    const isRested = now - changed > rest
    changed = now
    window.clearTimeout(timer)
    if (isRested) return void begin()
    leave()
    timer = window.setTimeout(() => void begin(), rest)
  }

  const silence = listen((event) => {
    if (!('id' in event) || event.id !== asked()?.id || state.value.kind !== 'asked') return
    const progress = progressIn(event)
    if (progress !== null) state.value = { kind: 'asked', progress }
  })
  onBeforeUnmount(() => {
    round++
    window.clearTimeout(timer)
    silence()
    stop()
  })
  watch(key, beginSoon, { immediate: true })
  return { result, state, stop, again: () => void begin() }
}
