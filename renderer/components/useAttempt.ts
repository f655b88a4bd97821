/** Something a button asks for, which takes a while, and may be refused or stopped. */
import { ref, type Ref } from 'vue'
import { sentenceOf, Stopped } from '../transport/client'

export interface Attempts {
  busy: Ref<boolean>
  /** Why the last one failed; whoever tries again decides when it is forgotten. */
  failure: Ref<string | null>
  attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Ends what is being attempted; that is no failure. */
  stop(): void
}

export function useAttempt(): Attempts {
  const busy = ref(false)
  const failure = ref<string | null>(null)
  let ending = new AbortController()
  async function attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    busy.value = true
    ending = new AbortController()
    try {
      await work(ending.signal)
    } catch (error) {
      if (!(error instanceof Stopped)) failure.value = sentenceOf(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, attempt, stop: () => ending.abort() }
}
