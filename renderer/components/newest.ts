/**
 * One question on its way at a time: where more come meanwhile, as while a person scrubs through snapshots, only the
 * newest is asked after it.
 */
import { watch } from 'vue'

/**
 * Asks at once, and again whenever the key changes.
 * @param ask never rejects; it is told the key by which it is asked
 */
export function askNewest(key: () => string, ask: (question: string) => Promise<void>): void {
  let isAsking = false
  watch(key, async () => {
    if (isAsking) return
    isAsking = true
    let question: string
    do {
      question = key()
      await ask(question)
    } while (question !== key())
    isAsking = false
  }, { immediate: true })
}
