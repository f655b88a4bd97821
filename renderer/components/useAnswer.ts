/**
 * The answer to the newest question; the one before stays until it comes. One question is on its way at a time: where
 * more come meanwhile, as while a person scrubs through snapshots, only the newest is asked after it.
 */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { MethodPath, ReplyOf, RequestOf } from '../../preload/contract'
import { call, sentenceOf } from '../transport/client'

export function useAnswer<M extends MethodPath>(
  method: M, asked: () => RequestOf<M>
): { answer: ShallowRef<ReplyOf<M> | null>; failure: Ref<string | null> } {
  const answer: ShallowRef<ReplyOf<M> | null> = shallowRef(null)
  const failure = ref<string | null>(null)
  const key = (): string => JSON.stringify(asked())
  let isAsking = false

  async function ask(question: string): Promise<void> {
    try {
      // Of a question that is no longer the newest, too: whoever scrubs sees the snapshots on the way.
      answer.value = await call(method, asked())
      failure.value = null
    } catch (error) {
      if (question === key()) failure.value = sentenceOf(error)
    }
  }

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
  return { answer, failure }
}
