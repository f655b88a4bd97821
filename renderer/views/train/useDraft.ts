/**
 * The form's draft: from a preset, an earlier run or an entry of the queue where the address asks for one, else from
 * what was there when the page was left.
 */
import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useRoute, type LocationQuery } from 'vue-router'
import {
  methodOf, trainMethodNames, type Preset, type RunConfiguration, type TrainMethodName
} from '../../../preload/contract'
import { draftFrom, judge, withEdit, type DraftValue } from '../../figures/draft'
import { forgetDraft, keepDraft, keptDraft } from '../../figures/keptDraft'
import {
  beginningWith, fromCheckpoint, fromRandomWeights, trainingDraftOf, type TrainingDraft
} from '../../figures/trainingForm'
import { useApplication } from '../../stores/application'
import { randomWeights } from '../../figures/originRows'
import { call, sentenceOf } from '../../transport/client'

const methodIn = (query: unknown): TrainMethodName | undefined => trainMethodNames.find((name) => name === query)

/** With the run that the address names to begin with. */
async function begunWith(draft: TrainingDraft, id: string): Promise<TrainingDraft> {
  const { detail } = await call('runs.detail', { id })
  return beginningWith(draft, { run: id, at: 'final' }, detail.configuration)
}

function edited(draft: TrainingDraft, key: string, value: DraftValue): TrainingDraft {
  if (key === 'name') return { ...draft, name: String(value) }
  if (key === 'fromAt') return fromCheckpoint(draft, String(value))
  if (key === 'fromRun') return fromRandomWeights(draft)
  if (key === 'method') return { ...draft, method: methodIn(value) ?? draft.method }
  return withEdit(draft, key, value)
}

/** Of an earlier run, or an entry of the queue; null where the address names none. */
function namedConfiguration({ from, entry }: LocationQuery): Promise<RunConfiguration | null> | null {
  if (typeof entry === 'string')
    return call('queue.entry', { entry: Number(entry) }).then(({ configuration }) => configuration)
  if (typeof from === 'string') return call('runs.detail', { id: from }).then(({ detail }) => detail.configuration)
  return null
}

interface Choice {
  draft: ShallowRef<TrainingDraft | null>
  preset: ShallowRef<Preset | null>
  /** Whether the paper's presets are taken whole, or scaled to minutes. */
  size: Ref<'full' | 'scaled'>
}

/** What was there when the page was left. */
function useKept({ draft, preset, size }: Choice) {
  const route = useRoute()
  /** Whether it is the one from before. */
  const isKept = ref(false)

  function keep(): void {
    if (draft.value === null) return
    keepDraft(window.localStorage, {
      address: route.fullPath, preset: preset.value?.id ?? null, size: size.value, draft: draft.value
    })
  }

  /** Of the address as it was, or of none: an address that asks for something else begins anew. */
  function takeUp(presets: readonly Preset[]): boolean {
    const kept = keptDraft(window.localStorage)
    isKept.value = kept !== null && (Object.keys(route.query).length === 0 || kept.address === route.fullPath)
    if (kept === null || !isKept.value) return false
    size.value = kept.size
    preset.value = presets.find(({ id }) => id === kept.preset) ?? null
    draft.value = kept.draft
    return true
  }

  return { isKept, keep, takeUp }
}

/** What is typed while the run is read stays. @param done told when the draft begins with it */
async function beginWith(
  id: string, { draft, preset }: Choice, failure: Ref<string | null>, done: () => void
): Promise<void> {
  const before = draft.value
  if (before === null) return
  try {
    const taken = await begunWith(before, id)
    if (draft.value !== before) return
    draft.value = taken
    preset.value = null
    failure.value = null
    done()
  } catch (error) {
    failure.value = sentenceOf(error)
  }
}

export function useDraft() {
  const application = useApplication()
  const route = useRoute()
  const choice: Choice = { draft: shallowRef(null), preset: shallowRef(null), size: ref('scaled') }
  const { draft, preset, size } = choice
  const { isKept, keep, takeUp } = useKept(choice)
  const failure = ref<string | null>(null)
  /** Only what a person chose or typed is kept: presets change with the program. */
  let isBegun = false

  const judgement = computed(() => (draft.value === null ? null : judge(methodOf(draft.value.method), draft.value)))

  const begunWithRun = (id: string): Promise<void> =>
    beginWith(id, choice, failure, () => { if (isBegun) keep() })

  function choose(chosen: Preset): void {
    const configuration = size.value === 'scaled' ? chosen.scaled ?? chosen.configuration : chosen.configuration
    draft.value = { ...draftFrom(configuration), name: draft.value?.name ?? '' }
    preset.value = chosen
    if (isBegun) keep()
  }

  function change(key: string, value: DraftValue): void {
    if (draft.value === null) return
    if (key === 'fromRun' && value !== randomWeights) return void begunWithRun(String(value))
    draft.value = edited(draft.value, key, value)
    if (key !== 'name') preset.value = null
    if (isBegun) keep()
  }

  async function begin(): Promise<void> {
    isBegun = false
    const query = route.query
    try {
      const presets = await application.loadPresets()
      failure.value = null
      if (takeUp(presets)) return
      const wanted = presets.find((candidate) => candidate.id === query.preset) ?? presets[0]
      // The form before would take what is typed while the answer is under way, and lose it.
      const asked = namedConfiguration(query)
      if (asked !== null) draft.value = null
      const named = await asked
      if (query !== route.query) return
      const taken = named === null ? null : trainingDraftOf(named)
      if (taken !== null) [draft.value, preset.value] = [taken, null]
      else if (wanted !== undefined) choose(wanted)
      const method = methodIn(query.method)
      if (method !== undefined && method !== draft.value?.method) change('method', method)
      if (typeof query.origin === 'string') await begunWithRun(query.origin)
    } catch (error) {
      failure.value = sentenceOf(error)
    } finally {
      isBegun = true
    }
  }

  /** As the address asks. */
  function startOver(): void {
    forgetDraft(window.localStorage)
    draft.value = null
    void begin()
  }

  /** By a person: a size that came back with the draft has been chosen before. */
  function setSize(chosen: 'full' | 'scaled'): void {
    size.value = chosen
    if (preset.value?.scaled) choose(preset.value)
  }
  watch(() => route.fullPath, () => { if (route.path === '/train') void begin() }, { immediate: true })
  return { draft, preset, size, failure, judgement, isKept, choose, change, setSize, startOver }
}
