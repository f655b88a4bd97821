/** The checkpoints of the run that a training begins with. */
import { shallowRef, watch } from 'vue'
import type { Origin } from '../../../preload/contract'
import { checkpointRows } from '../../../preload/schema/checkpoint-rows'
import type { Choice } from '../../figures/formRows'
import { call } from '../../transport/client'

export function useCheckpoints(from: () => Origin | null) {
  const checkpoints = shallowRef<readonly Choice[]>([])
  const only = ({ at }: Origin): readonly Choice[] => [{ value: at, label: at }]
  watch(() => from()?.run, async (id) => {
    const origin = from()
    if (id === undefined || origin === null) return
    checkpoints.value = only(origin)
    // Of a run that is gone the one that was chosen is shown; that it is gone the training says.
    const reply = await call('runs.detail', { id }).catch(() => null)
    if (reply === null || from()?.run !== id) return
    checkpoints.value = checkpointRows(reply.detail).map(({ at, title }) => ({ value: at, label: title }))
  }, { immediate: true })
  return checkpoints
}
