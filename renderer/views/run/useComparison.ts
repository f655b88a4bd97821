/** A question that goes through many masks: asked, followed, stopped; what was asked before is forgotten. */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type {
  ChannelCoactivation, ClassOverlap, Companions, Comparison, Neighbours, Projection, RequestOf, UnitCard
} from '../../../preload/contract'
import { call, listen, sentenceOf } from '../../transport/client'
import { rest } from './useRested'

interface Results {
  projection: Projection
  overlap: ClassOverlap
  coactivation: ChannelCoactivation
  neighbours: Neighbours
  companions: Companions
  wholeUnit: UnitCard
}

export type ComparisonState =
  | { kind: 'asked'; progress: number }
  | { kind: 'stopped' }
  | { kind: 'failed'; sentence: string }
  | { kind: 'there' }

export interface Compared<C extends Comparison> {
  result: ShallowRef<Results[C] | null>
  state: Ref<ComparisonState>
  stop(): void
  again(): void
}

async function resultOf<C extends Comparison>(
  comparison: C, request: RequestOf<`masks.${C}`>
): Promise<Results[C] | null> {
  const reply = await call(`masks.${comparison}`, request) as unknown as Record<C, Results[C] | null>
  return reply[comparison]
}

/** @param asked null for nothing: then there is no result, and none is waited for */
export function useComparison<C extends Comparison>(
  comparison: C, asked: () => RequestOf<`masks.${C}`> | null
): Compared<C> {
  const result: ShallowRef<Results[C] | null> = shallowRef(null)
  const state = ref<ComparisonState>({ kind: 'asked', progress: 0 })
  const key = computed(() => JSON.stringify(asked()))
  let round = 0
  let changed = -Infinity
  let timer = 0

  const stop = (): void => {
    if (state.value.kind === 'asked') void call('masks.stop', { comparison }).catch(() => undefined)
  }

  async function ask(): Promise<void> {
    const own = ++round
    const request = asked()
    result.value = null
    if (request === null) {
      stop()
      state.value = { kind: 'there' }
      return
    }
    state.value = { kind: 'asked', progress: 0 }
    try {
      const found = await resultOf(comparison, request)
      if (own !== round) return
      result.value = found
      state.value = { kind: found === null ? 'stopped' : 'there' }
    } catch (error) {
      if (own === round) state.value = { kind: 'failed', sentence: sentenceOf(error) }
    }
  }

  const silence = listen((event) => {
    if (event.type !== 'comparison-progress' || event.comparison !== comparison || event.id !== asked()?.id) return
    if (state.value.kind === 'asked') state.value = { kind: 'asked', progress: event.done / event.of }
  })
  /** At once where it has not changed for a while; a question that is left is forgotten at once. */
  function askSoon(): void {
    const now = performance.now()
    const rested = now - changed > rest
    changed = now
    window.clearTimeout(timer)
    if (rested) return void ask()
    round++
    result.value = null
    if (asked() !== null) state.value = { kind: 'asked', progress: 0 }
    timer = window.setTimeout(() => void ask(), rest)
  }

  onBeforeUnmount(() => {
    round++
    window.clearTimeout(timer)
    silence()
    stop()
  })
  watch(key, askSoon, { immediate: true })
  return { result, state, stop, again: () => void ask() }
}
