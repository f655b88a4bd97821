/** Taking the masks of a checkpoint, which runs many examples in a process of its own. */
import { onBeforeUnmount, ref } from 'vue'
import type { SnapshotExamples, SnapshotRecord } from '../../../preload/contract'
import { useOpenRun } from '../../stores/openRun'
import { call, listen, sentenceOf } from '../../transport/client'

export function useTakeSnapshot(run: () => string) {
  const store = useOpenRun()
  const failure = ref<string | null>(null)
  const busy = ref(false)
  /** Fraction of the examples done; null before the first are. */
  const progress = ref<number | null>(null)
  let working: { id: string; at: string } | null = null

  /** @returns null where it was refused or stopped */
  async function take(at: string, of: SnapshotExamples): Promise<SnapshotRecord | null> {
    const wanted = { id: run(), at }
    working = wanted
    busy.value = true
    progress.value = null
    failure.value = null
    try {
      const { snapshot } = await call('snapshots.take', { ...wanted, of })
      if (snapshot !== null) store.addSnapshot(wanted.id, snapshot)
      return snapshot
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
      if (working !== null) await call('snapshots.stop', { id: working.id })
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  const silence = listen((event) => {
    if (event.type === 'snapshot-progress' && event.id === working?.id && event.at === working.at)
      progress.value = event.done / event.of
  })
  onBeforeUnmount(silence)
  return { failure, busy, progress, take, stop }
}
