/** What the chosen checkpoint of a run gives under every rule, and evaluating it under more. */
import { ref, shallowRef, watch } from 'vue'
import type { EvaluationRule, RuleEvaluation } from '../../../../preload/contract'
import { useAttempt } from '../../../components/useAttempt'
import { useOpenRun } from '../../../stores/openRun'
import { call, listen, sentenceOf } from '../../../transport/client'

export function useCheckpointRules(chosen: () => { id: string; at: string }) {
  const store = useOpenRun()
  const rules = shallowRef<readonly RuleEvaluation[] | null>(null)
  const { busy, failure, attempt, stop } = useAttempt()
  /** Fraction of the test examples run; null before the first are. */
  const progress = ref<number | null>(null)
  let working: { id: string; at: string } | null = null

  const same = (one: { id: string; at: string }, other: { id: string; at: string }): boolean =>
    one.id === other.id && one.at === other.at

  async function load(): Promise<void> {
    const wanted = chosen()
    try {
      const reply = await call('evaluation.rules', wanted)
      if (!same(wanted, chosen())) return
      rules.value = reply.rules
      failure.value = null
    } catch (error) {
      if (same(wanted, chosen())) failure.value = sentenceOf(error)
    }
  }

  async function run(asked: readonly EvaluationRule[], sweep: readonly EvaluationRule[]): Promise<void> {
    const wanted = chosen()
    working = wanted
    progress.value = null
    failure.value = null
    await attempt(async (signal) => {
      const request = { ...wanted, rules: [...asked], sweep: [...sweep] }
      store.addEvaluation(wanted.id, (await call('evaluation.run', request, signal)).evaluation)
      await load()
    })
    working = null
  }

  listen((event) => {
    if (event.type === 'evaluation-progress' && working !== null && same(event, working))
      progress.value = event.done / event.of
  })
  watch(chosen, (now, before) => {
    if (before !== undefined && same(now, before)) return
    rules.value = null
    void load()
  }, { immediate: true })
  return { rules, failure, busy, progress, load, run, stop }
}
