/** Stopping, pausing and resuming the training of a run, and what became of the wish. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { RunSummary } from '../../../preload/contract'
import { useConnection } from '../../stores/connection'
import { useQueue } from '../../stores/queue'
import { call, sentenceOf } from '../../transport/client'

type Wish = 'stop' | 'pause' | 'resume'

export interface TrainingControl {
  /** What was last asked, until it shows. */
  asked: Ref<Wish | null>
  /** Whether anything can be asked now. */
  idle: ComputedRef<boolean>
  failure: Ref<string | null>
  ask(wish: Wish): Promise<void>
}

export function useTrainingControl(summary: Readonly<Ref<RunSummary>>): TrainingControl {
  const connection = useConnection()
  const queue = useQueue()
  const asked = ref<Wish | null>(null)
  const failure = ref<string | null>(null)
  /** That of the queue by which the run goes on; it tells why it could not. */
  const entry = ref<number | null>(null)

  function fail(sentence: string): void {
    failure.value = sentence
    asked.value = null
    entry.value = null
  }

  async function ask(wish: Wish): Promise<void> {
    const request = { id: summary.value.id }
    asked.value = wish
    failure.value = null
    try {
      if (wish === 'resume') ({ entry: entry.value } = await call('training.resume', request))
      else await call(`training.${wish}`, request)
    } catch (error) {
      fail(sentenceOf(error))
    }
  }

  watch(() => summary.value.status, () => { asked.value = null })
  watch(() => queue.entries.find(({ number }) => number === entry.value)?.state, (state) => {
    if (state?.kind === 'ended' && state.sentence !== null) fail(state.sentence)
  })
  return { asked, idle: computed(() => asked.value === null && !connection.stale), failure, ask }
}
