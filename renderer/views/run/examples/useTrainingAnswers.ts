/** What the network answers to the training examples, which takes a while: asked for, followed, stopped. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { RequestOf, TrainingAnswers } from '../../../../preload/contract'
import { call, listen, sentenceOf } from '../../../transport/client'

export type AnswersState =
  /** Nothing takes answers. */
  | { kind: 'unasked' }
  | { kind: 'asked'; progress: number }
  | { kind: 'stopped' }
  | { kind: 'failed'; sentence: string }
  | { kind: 'there' }

export interface AskedAnswers {
  answers: ShallowRef<TrainingAnswers | null>
  state: Ref<AnswersState>
  stop(): void
  again(): void
}

/** @param asked null while nothing takes answers */
export function useTrainingAnswers(asked: () => RequestOf<'linear.answers'> | null): AskedAnswers {
  const answers: ShallowRef<TrainingAnswers | null> = shallowRef(null)
  const state = ref<AnswersState>({ kind: 'unasked' })
  let round = 0

  const stop = (): void => {
    if (state.value.kind === 'asked') void call('linear.stop', {}).catch(() => undefined)
  }

  async function ask(): Promise<void> {
    const own = ++round
    const request = asked()
    // Those of another snapshot say nothing of this one.
    if (answers.value?.snapshot !== request?.snapshot) answers.value = null
    if (request === null) {
      stop()
      state.value = { kind: 'unasked' }
      return
    }
    state.value = { kind: 'asked', progress: 0 }
    try {
      const found = (await call('linear.answers', request)).answers
      if (own !== round) return
      if (found !== null) answers.value = found
      state.value = { kind: found === null ? 'stopped' : 'there' }
    } catch (error) {
      if (own === round) state.value = { kind: 'failed', sentence: sentenceOf(error) }
    }
  }

  const silence = listen((event) => {
    if (event.type === 'answers-progress' && event.id === asked()?.id && state.value.kind === 'asked')
      state.value = { kind: 'asked', progress: event.done / event.of }
  })
  onBeforeUnmount(() => {
    round++
    silence()
    stop()
  })
  watch(() => JSON.stringify(asked()), () => void ask(), { immediate: true })
  return { answers, state, stop, again: () => void ask() }
}
