/** The form's draft: from the defaults of a network, from a run to begin with, or from a DSD run to train again. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { continuedSettings, type ReplyOf, type RunDetail } from '../../../preload/contract'
import { checkpointRows } from '../../figures/evaluation'
import { draftFrom, judge, type TrainingDraft } from '../../figures/trainingDraft'
import { call, sentenceOf } from '../../transport/client'
import type { Option } from './settings'

type Defaults = ReplyOf<'pruning.defaults'>

/** What a choice of connections brings with it: the masks that its counts are taken of. */
function masksOf({ variants }: Defaults, choice: TrainingDraft['choice']): Partial<TrainingDraft> {
  const { form, gate, batchBeta, floor, triggerKind, gap, consistency, consistencySchedule, rule, beta, keepMasks } =
    draftFrom(variants[choice])
  return { form, gate, batchBeta, floor, triggerKind, gap, consistency, consistencySchedule, rule, beta, keepMasks }
}

export function useDraft() {
  const route = useRoute()
  const draft = ref<TrainingDraft | null>(null)
  const failure = ref<string | null>(null)
  const checkpoints = shallowRef<readonly Option[]>([])
  let defaults: Defaults | null = null

  const judgement = computed(() =>
    draft.value === null ? { configuration: null, sentences: {}, other: null } : judge(draft.value)
  )

  function change(part: Partial<TrainingDraft>): void {
    if (draft.value === null) return
    const { choice } = part
    const masks =
      choice !== undefined && choice !== draft.value.choice && defaults !== null ? masksOf(defaults, choice) : {}
    const begun = part.fromRun === undefined || part.fromRun === draft.value.fromRun ? null : part.fromRun
    draft.value = { ...draft.value, ...part, ...masks }
    if (begun === '') draft.value = fromScratch(draft.value)
    else if (begun !== null) void guarded(() => beginWith(begun))
  }

  /** An imported network has no random weights: in its place comes the one that the form began with. */
  function fromScratch(begun: TrainingDraft): TrainingDraft {
    const { denseEpochs, network } = begun
    const preset = typeof network === 'string' ? network : defaults?.baseline.network ?? 'vgg-mini'
    return { ...begun, network: preset, denseEpochs: denseEpochs === 0 ? 4 : denseEpochs }
  }

  async function readOrigin(id: string): Promise<RunDetail> {
    const { detail } = await call('runs.detail', { id })
    checkpoints.value = checkpointRows(detail).map(({ at, title }) => ({ value: at, label: title }))
    return detail
  }

  async function beginWith(id: string): Promise<void> {
    const { configuration } = await readOrigin(id)
    if (draft.value !== null)
      draft.value = {
        ...draft.value,
        ...continuedSettings(configuration),
        fromRun: id,
        fromAt: 'final',
        denseEpochs: 0
      }
  }

  async function again(id: string): Promise<void> {
    const { detail } = await call('runs.detail', { id })
    if (detail.configuration.method === 'imported') return
    draft.value = { ...draftFrom(detail.configuration), method: 'dsd' }
    if (draft.value.fromRun !== '') await readOrigin(draft.value.fromRun)
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  async function begin(): Promise<void> {
    defaults = await call('pruning.defaults', { dataset: 'mnist-10k', network: 'vgg-mini', like: null })
    draft.value ??= draftFrom(defaults.variants.magnitude)
    if (typeof route.query.again === 'string') await again(route.query.again)
    else if (typeof route.query.from === 'string') await beginWith(route.query.from)
  }

  watch(() => route.fullPath, () => { if (route.path === '/prune') void guarded(begin) }, { immediate: true })
  return { draft, failure, judgement, checkpoints, change }
}
