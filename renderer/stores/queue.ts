import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { emptyQueue, type MethodPath, type Queue, type QueuePlace, type RequestOf } from '../../preload/contract'
import { call, listen, sentenceOf } from '../transport/client'
import { useConnection } from './connection'

type Change = Extract<
  MethodPath, 'queue.move' | 'queue.cancel' | 'queue.pause' | 'queue.resume' | 'queue.at-once' | 'queue.acknowledge'
>

/** The store's queue of trainings, as the service tells of it. */
export const useQueue = defineStore('queue', () => {
  const queue = shallowRef<Queue>(emptyQueue)
  const failure = ref<string | null>(null)
  const entries = computed(() => queue.value.entries)

  async function load(): Promise<void> {
    try {
      queue.value = (await call('queue.list', {})).queue
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  /** The change itself is told as every other process' is. */
  async function change<M extends Change>(method: M, request: RequestOf<M>): Promise<void> {
    try {
      await call(method, request)
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  function begin(): void {
    listen((event) => {
      if (event.type === 'queue-changed') queue.value = event.queue
    })
    useConnection().onRestored(() => void load())
    void load()
  }

  return {
    queue, entries, failure, begin,
    move: (moved: readonly number[], place: QueuePlace) => change('queue.move', { entries: [...moved], place }),
    cancel: (cancelled: readonly number[]) => change('queue.cancel', { entries: [...cancelled] }),
    setPaused: (paused: boolean) => change(paused ? 'queue.pause' : 'queue.resume', {}),
    setAtOnce: (atOnce: number) => change('queue.at-once', { atOnce }),
    acknowledge: () => change('queue.acknowledge', {})
  }
})
