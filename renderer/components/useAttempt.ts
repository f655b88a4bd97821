/** Something a button asks for, which takes a while and may be refused. */
import { ref, type Ref } from 'vue'
import { sentenceOf } from '../transport/client'

export interface Attempts {
  busy: Ref<boolean>
  /** Why the last one failed; whoever tries again decides when it is forgotten. */
  failure: Ref<string | null>
  attempt(work: () => Promise<void>): Promise<void>
}

export function useAttempt(): Attempts {
  const busy = ref(false)
  const failure = ref<string | null>(null)
  async function attempt(work: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await work()
    } catch (error) {
      failure.value = sentenceOf(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, attempt }
}
