/** A question to the process that runs networks which takes a while: how far it is, its failure, and to stop it. */
import { onBeforeUnmount, ref } from 'vue'
import type { WorkbenchEvent } from '../../../preload/contract'
import { call, listen, sentenceOf } from '../../transport/client'

type Progress = Extract<WorkbenchEvent, { id: string; done: number; of: number }>

/** @param type the events that tell how far it is */
export function useNetworkWork(type: Progress['type']) {
  const failure = ref<string | null>(null)
  const busy = ref(false)
  /** Fraction that is done; null before the first part is. */
  const progress = ref<number | null>(null)
  let working: string | null = null

  /** @returns null when it failed, too */
  async function work<T>(id: string, ask: () => Promise<T>): Promise<T | null> {
    working = id
    busy.value = true
    progress.value = null
    failure.value = null
    try {
      return await ask()
    } catch (error) {
      failure.value = sentenceOf(error)
      return null
    } finally {
      working = null
      busy.value = false
    }
  }

  async function stop(): Promise<void> {
    try {
      await call('linear.stop', {})
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  const silence = listen((event) => {
    if (event.type === type && 'done' in event && 'id' in event && event.id === working)
      progress.value = event.done / event.of
  })
  onBeforeUnmount(() => {
    silence()
    if (busy.value) void stop()
  })
  return { failure, busy, progress, work, stop }
}
