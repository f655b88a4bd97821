/** Errors of many examples with changed masks, which take a while; those measured so far stay to be compared. */
import { ref } from 'vue'
import type { ChangedError, RequestOf } from '../../../../preload/contract'
import { call } from '../../../transport/client'
import { useNetworkWork } from '../useNetworkWork'

export interface MeasuredError { title: string; error: ChangedError }

/** As many as are of use beside each other. */
const mostKept = 8

export function useChangedErrors() {
  const measured = ref<MeasuredError[]>([])
  const { work, ...state } = useNetworkWork('changed-error-progress')

  async function measure(title: string, request: RequestOf<'linear.error'>): Promise<void> {
    const error = (await work(request.id, () => call('linear.error', request)))?.error ?? null
    if (error !== null) measured.value = [{ title, error }, ...measured.value].slice(0, mostKept)
  }
  return { ...state, measured, measure }
}
