/** Errors of many examples with changed masks, which take a while; those measured so far stay to be compared. */
import { onBeforeUnmount, ref } from 'vue'
import type { ChangedError, RequestOf } from '../../../../preload/contract'
import { call, listen, sentenceOf } from '../../../transport/client'

export interface MeasuredError { title: string; error: ChangedError }

/** As many as are of use beside each other. */
const mostKept = 8

export function useChangedErrors() {
  const measured = ref<MeasuredError[]>([])
  const failure = ref<string | null>(null)
  const busy = ref(false)
  /** Fraction of the examples done; null before the first are. */
  const progress = ref<number | null>(null)
  let working: string | null = null

  async function measure(title: string, request: RequestOf<'linear.error'>): Promise<void> {
    working = request.id
    busy.value = true
    progress.value = null
    failure.value = null
    try {
      const { error } = await call('linear.error', request)
      if (error !== null) measured.value = [{ title, error }, ...measured.value].slice(0, mostKept)
    } catch (error) {
      failure.value = sentenceOf(error)
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
    if (event.type === 'changed-error-progress' && event.id === working) progress.value = event.done / event.of
  })
  onBeforeUnmount(() => {
    silence()
    if (busy.value) void stop()
  })
  return { measured, failure, busy, progress, measure, stop }
}
