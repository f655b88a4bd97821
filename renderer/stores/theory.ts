import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ExperimentName } from '../../preload/schema/theory'
import type { Asked } from '../../preload/schema/theory/asked'
import { withoutTables, type TheoryResult, type TheoryResultSummary } from '../../preload/schema/theory/result'
import { progressAfter, type TheoryProgress } from '../figures/theory'
import { call, listen, sentenceOf, Stopped } from '../transport/client'
import { useTheoryDrafts } from './theoryDrafts'

/** With a result that the store keeps since now, in the place of one of the same id. */
const withKept = (
  results: readonly TheoryResultSummary[] | null, result: TheoryResult
): readonly TheoryResultSummary[] =>
  [withoutTables(result), ...(results ?? []).filter(({ id }) => id !== result.id)]

/** The schema of the contract takes what JSON has, and parameters are nothing else. */
const requestOf = ({ experiment, parameters, seeds }: Asked) =>
  ({ experiment, parameters: parameters as Record<string, string>, seeds: [...seeds] })

/** Experiments on the theory: what the store has, and what is computed, which goes on though its page is left. */
export const useTheory = defineStore('theory', () => {
  /** Newest first; null until they were read. */
  const results = shallowRef<readonly TheoryResultSummary[] | null>(null)
  const failure = ref<string | null>(null)
  const running = shallowRef<Asked | null>(null)
  const waiting = shallowRef<readonly Asked[]>([])
  const progress = shallowRef<TheoryProgress | null>(null)
  /** Why the last of an experiment came to nothing. */
  const refusals = ref<Partial<Record<ExperimentName, string>>>({})
  let ending = new AbortController()

  async function load(): Promise<void> {
    try {
      const reply = await call('theory.results', {})
      results.value = reply.results
      failure.value = null
      // What this page, or another, asked for before it was loaded anew: it is waited for again, and can be stopped.
      if (running.value === null) start(reply.underWay)
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  /** One after the other, behind those that wait already. */
  function start(asked: readonly Asked[]): void {
    waiting.value = [...waiting.value, ...asked]
    if (running.value === null) void next()
  }

  async function next(): Promise<void> {
    const [asked, ...others] = waiting.value
    waiting.value = others
    running.value = asked ?? null
    progress.value = null
    if (asked === undefined) return
    await compute(asked)
    await next()
  }

  async function compute(asked: Asked): Promise<void> {
    const { experiment } = asked
    refusals.value = { ...refusals.value, [experiment]: undefined }
    ending = new AbortController()
    try {
      const { result } = await call('theory.run', requestOf(asked), ending.signal)
      add(result)
      useTheoryDrafts().forget(experiment)
    } catch (error) {
      if (!(error instanceof Stopped)) refusals.value = { ...refusals.value, [experiment]: sentenceOf(error) }
    }
  }

  /** What is computed, and what waits behind it. */
  function stop(): void {
    waiting.value = []
    ending.abort()
  }

  async function remove(id: string): Promise<void> {
    await call('theory.delete', { result: id })
    results.value = (results.value ?? []).filter((result) => result.id !== id)
  }

  listen((event) => {
    const own = running.value
    if (event.type === 'theory-progress' && own !== null && event.result.startsWith(`${own.experiment}-`))
      progress.value = progressAfter(progress.value, event.done, event.of, performance.now() / 1000)
  })

  const add = (result: TheoryResult): void => { results.value = withKept(results.value, result) }
  const isBusy = computed(() => running.value !== null)
  return { results, failure, running, waiting, progress, refusals, isBusy, load, add, start, stop, remove }
})
