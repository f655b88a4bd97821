/** The answer to the newest question; the one before stays until it comes. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { MethodPath, ReplyOf, RequestOf } from '../../preload/contract'
import { call, sentenceOf } from '../transport/client'
import { askNewest } from './newest'

export function useAnswer<M extends MethodPath>(
  method: M, asked: () => RequestOf<M>
): { answer: ShallowRef<ReplyOf<M> | null>; failure: Ref<string | null> } {
  const answer: ShallowRef<ReplyOf<M> | null> = shallowRef(null)
  const failure = ref<string | null>(null)
  const key = (): string => JSON.stringify(asked())

  async function ask(question: string): Promise<void> {
    try {
      // Of a question that is no longer the newest, too: whoever scrubs sees the snapshots on the way.
      answer.value = await call(method, asked())
      failure.value = null
    } catch (error) {
      if (question === key()) failure.value = sentenceOf(error)
    }
  }

  askNewest(key, ask)
  return { answer, failure }
}
