/** The answer to the newest question; the one before stays until it comes. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { MethodPath, ReplyOf, RequestOf } from '../../../preload/contract'
import { call, sentenceOf } from '../../transport/client'

export function useAnswer<M extends MethodPath>(
  method: M, asked: () => RequestOf<M>
): { answer: ShallowRef<ReplyOf<M> | null>; failure: Ref<string | null> } {
  const answer: ShallowRef<ReplyOf<M> | null> = shallowRef(null)
  const failure = ref<string | null>(null)
  watch(() => JSON.stringify(asked()), async (question) => {
    const isNewest = (): boolean => JSON.stringify(asked()) === question
    try {
      const found = await call(method, asked())
      if (!isNewest()) return
      answer.value = found
      failure.value = null
    } catch (error) {
      if (isNewest()) failure.value = sentenceOf(error)
    }
  }, { immediate: true })
  return { answer, failure }
}
