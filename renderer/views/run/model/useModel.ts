/** The network of a run, and what is counted of it at the snapshot that is looked at. */
import { shallowRef, ref, watch, type Ref, type ShallowRef } from 'vue'
import type { Model, ModelMoment, RunDetail } from '../../../../preload/contract'
import { call, sentenceOf } from '../../../transport/client'

export interface ModelFigures {
  readonly model: ShallowRef<Model | null>
  /** Of the snapshot before, while the one that is asked for is being counted. */
  readonly moment: ShallowRef<ModelMoment | null>
  readonly failure: Ref<string | null>
}

/** @param snapshot its number; null of a run that has none */
export function useModel(detail: () => RunDetail, snapshot: () => number | null): ModelFigures {
  const model = shallowRef<Model | null>(null)
  const moment = shallowRef<ModelMoment | null>(null)
  const failure = ref<string | null>(null)
  /** Of snapshots, which no longer change. */
  const counted = new Map<string, ModelMoment>()

  /** Asks, and forgets the answer when something else is wanted by then. */
  async function ask<T>(key: string, wanted: () => string, question: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await question()
      if (wanted() === key) failure.value = null
      return wanted() === key ? answer : null
    } catch (error) {
      if (wanted() === key) failure.value = sentenceOf(error)
      return null
    }
  }

  const id = (): string => detail().summary.id
  watch(id, async (now) => {
    const found = await ask(now, id, () => call('model.network', { id: now }))
    if (found !== null) model.value = found
  }, { immediate: true })

  // Without snapshots the latest weights are counted, which a training goes on to change until its end.
  const asked = (): string => JSON.stringify([id(), snapshot(), snapshot() === null ? detail().summary.status : ''])
  watch(asked, async (key) => {
    const known = counted.get(key)
    const found = known ??
      await ask(key, asked, () => call('model.moment', { id: id(), snapshot: snapshot() }))
    if (found === null) return
    if (found.snapshot !== null) counted.set(key, found)
    moment.value = found
  }, { immediate: true })
  return { model, moment, failure }
}
