import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { TrainingConfiguration } from '../../preload/contract'
import { call, sentenceOf } from '../transport/client'
import { useRuns } from './runs'

export interface PlannedTraining { readonly configuration: TrainingConfiguration; readonly name: string }

/** Trainings one after the other, while this window is open: side by side they would take each other's cores. */
export const useSeries = defineStore('series', () => {
  const runs = useRuns()
  const waiting = shallowRef<readonly PlannedTraining[]>([])
  const current = ref<string | null>(null)
  const starting = ref(false)
  const failure = ref<string | null>(null)
  const busy = computed(() => starting.value || current.value !== null)

  async function next(): Promise<void> {
    const [first, ...rest] = waiting.value
    if (first === undefined || busy.value) return
    waiting.value = rest
    starting.value = true
    try {
      current.value = (await call('training.start', first)).id
    } catch (error) {
      failure.value = sentenceOf(error)
      waiting.value = []
    } finally {
      starting.value = false
    }
  }

  function add(planned: readonly PlannedTraining[]): void {
    failure.value = null
    waiting.value = [...waiting.value, ...planned]
    void next()
  }

  function cancelRest(): void {
    waiting.value = []
  }

  /** The list tells of a run that has just been started a moment later; one that is gone was deleted. */
  const state = computed(() => {
    const entry = current.value === null ? undefined : runs.byId.get(current.value)
    return entry === undefined ? null : entry.state === 'readable' ? entry.status : 'damaged'
  })

  watch(state, (now, before) => {
    if (now === 'running' || (now === null && before === null) || current.value === null) return
    if (now !== 'finished') {
      if (waiting.value.length > 0)
        failure.value = `The trainings that were to follow were left out, because ${current.value} did not finish.`
      waiting.value = []
    }
    current.value = null
    void next()
  }, { flush: 'sync' })

  return { waiting, current, busy, failure, add, cancelRest }
})
