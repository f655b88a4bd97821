/** The form's draft: from the defaults of a network, from a run to begin with, or from a DSD run to train again. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, type LocationQuery } from 'vue-router'
import {
  continuedSettings,
  defaultConfiguration,
  networkPresetNames,
  type DsdConfiguration,
  type RunConfiguration,
  type RunDetail
} from '../../../preload/contract'
import { withEdit, type DraftValue } from '../../figures/draft'
import { checkpointRows } from '../../../preload/schema/checkpoint-rows'
import type { Choice } from '../../figures/formRows'
import { judgePruning, pruningDraftFrom, type PruningDraft } from '../../figures/pruningDraft'
import { call, sentenceOf } from '../../transport/client'

const begun = defaultConfiguration('dsd', 'mnist-10k', 'vgg-mini')

/** With another beginning; what was edited of the settings that it brings is forgotten. */
function basedOn(draft: PruningDraft, part: Partial<DsdConfiguration>): PruningDraft {
  const values = Object.fromEntries(Object.entries(draft.values).filter(([key]) => !(key in part)))
  return { ...draft, values, base: { ...draft.base, ...part } }
}

const fromOrigin = ({ base: { pruning } }: PruningDraft, from: DsdConfiguration['pruning']['from']) => ({
  pruning: { ...pruning, from }
})

/** An imported network has no random weights: in its place comes the one that the form began with. */
function fromScratch(draft: PruningDraft): PruningDraft {
  const { denseEpochs, base: { network } } = draft
  const preset = typeof network === 'string' ? network : begun.network
  const scratch = basedOn(draft, { ...fromOrigin(draft, null), network: preset })
  return { ...scratch, denseEpochs: denseEpochs === 0 ? pruningDraftFrom(begun).denseEpochs : denseEpochs }
}

/** Of a run that is to be trained again, or of an entry of the queue. */
async function configurationAsked({ again, entry }: LocationQuery): Promise<RunConfiguration | null> {
  if (typeof again === 'string') return (await call('runs.detail', { id: again })).detail.configuration
  if (typeof entry === 'string') return (await call('queue.entry', { entry: Number(entry) })).configuration
  return null
}

/** True until the run that the address names has been read: what is typed before would be lost. */
async function during(flag: Ref<boolean>, work: () => Promise<void>): Promise<void> {
  flag.value = true
  try {
    await work()
  } finally {
    flag.value = false
  }
}

async function reported(failure: Ref<string | null>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    failure.value = null
  } catch (error) {
    failure.value = sentenceOf(error)
  }
}

export function useDraft() {
  const route = useRoute()
  const draft = shallowRef<PruningDraft | null>(null)
  const failure = ref<string | null>(null)
  const isBeginning = ref(false)
  const checkpoints = shallowRef<readonly Choice[]>([])
  const judgement = computed(() => (draft.value === null ? null : judgePruning(draft.value)))

  function change(key: string, value: DraftValue): void {
    if (draft.value !== null) draft.value = changed(draft.value, key, value)
  }

  function changed(current: PruningDraft, key: string, value: DraftValue): PruningDraft {
    const { from } = current.base.pruning
    switch (key) {
      case 'name': return { ...current, name: String(value) }
      case 'denseEpochs': return { ...current, denseEpochs: typeof value === 'number' ? value : null }
      case 'network': {
        const network = networkPresetNames.find((name) => name === value)
        return network === undefined ? current : basedOn(current, { network })
      }
      case 'fromAt': return basedOn(current, fromOrigin(current, from && { ...from, at: String(value) }))
      case 'fromRun':
        if (value === '') return fromScratch(current)
        if (value !== from?.run) void reported(failure, () => beginWith(String(value)))
        return current
      default: return withEdit(current, key, value)
    }
  }

  async function readOrigin(id: string): Promise<RunDetail> {
    const { detail } = await call('runs.detail', { id })
    checkpoints.value = checkpointRows(detail).map(({ at, title }) => ({ value: at, label: title }))
    return detail
  }

  async function beginWith(id: string): Promise<void> {
    const { configuration } = await readOrigin(id)
    if (draft.value === null) return
    const origin = { ...continuedSettings(configuration), ...fromOrigin(draft.value, { run: id, at: 'final' }) }
    draft.value = { ...basedOn(draft.value, origin), denseEpochs: 0 }
  }

  async function again(configuration: RunConfiguration): Promise<void> {
    if (configuration.method === 'imported') return
    draft.value = pruningDraftFrom(configuration)
    const { from } = draft.value.base.pruning
    if (from !== null) await readOrigin(from.run)
  }

  async function begin(): Promise<void> {
    draft.value ??= pruningDraftFrom(begun)
    const configuration = await configurationAsked(route.query)
    if (configuration !== null) await again(configuration)
    else if (typeof route.query.from === 'string') await beginWith(route.query.from)
  }

  function arrive(): void {
    if (route.path === '/prune') void reported(failure, () => during(isBeginning, begin))
  }
  watch(() => route.fullPath, arrive, { immediate: true })
  return { draft, isBeginning, failure, judgement, checkpoints, change }
}
