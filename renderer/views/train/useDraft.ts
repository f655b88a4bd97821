/**
 * The form's draft: from a preset, an earlier run or an entry of the queue where the address asks for one, else from
 * what was there when the page was left.
 */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import {
  methodOf, trainMethodNames, type Preset, type RunConfiguration, type TrainMethodName
} from '../../../preload/contract'
import { draftFrom, judge, withEdit, type DraftValue } from '../../figures/draft'
import { forgetDraft, keepDraft, keptDraft } from '../../figures/keptDraft'
import type { TrainingDraft } from '../../figures/trainingForm'
import { useApplication } from '../../stores/application'
import { call, sentenceOf } from '../../transport/client'

const methodIn = (query: unknown): TrainMethodName | undefined => trainMethodNames.find((name) => name === query)

export function useDraft() {
  const application = useApplication()
  const route = useRoute()
  const draft = shallowRef<TrainingDraft | null>(null)
  const preset = shallowRef<Preset | null>(null)
  /** Whether the paper's presets are taken whole, or scaled to minutes. */
  const size = ref<'full' | 'scaled'>('scaled')
  const failure = ref<string | null>(null)
  let isBegun = false
  /** Whether it is the one from before. */
  const isKept = ref(false)

  const judgement = computed(() => (draft.value === null ? null : judge(methodOf(draft.value.method), draft.value)))

  function choose(chosen: Preset): void {
    const configuration = size.value === 'scaled' ? chosen.scaled ?? chosen.configuration : chosen.configuration
    draft.value = { ...draftFrom(configuration), name: draft.value?.name ?? '' }
    preset.value = chosen
    keep()
  }

  /** Only what a person chose or typed: presets change with the program. */
  function keep(): void {
    if (draft.value === null || !isBegun) return
    keepDraft(window.localStorage, {
      address: route.fullPath, preset: preset.value?.id ?? null, size: size.value, draft: draft.value
    })
  }

  function change(key: string, value: DraftValue): void {
    if (draft.value === null) return
    if (key === 'name') draft.value = { ...draft.value, name: String(value) }
    else if (key === 'method') draft.value = { ...draft.value, method: methodIn(value) ?? draft.value.method }
    else draft.value = withEdit(draft.value, key, value)
    if (key !== 'name') preset.value = null
    keep()
  }

  function takeUp(configuration: RunConfiguration): void {
    // An imported network begins with its weights, which is pruning's; the form stays with the preset.
    if (configuration.method === 'imported' || typeof configuration.network !== 'string') return
    // Stages have a page of their own; here such a run is taken up with what it shares with the others.
    draft.value = { ...draftFrom(configuration), method: methodIn(configuration.method) ?? 'sgd' }
    preset.value = null
  }

  /** Of the address as it was, or of none: an address that asks for something else begins anew. */
  function takeUpKept(presets: readonly Preset[]): boolean {
    const kept = keptDraft(window.localStorage)
    if (kept === null || (Object.keys(route.query).length > 0 && kept.address !== route.fullPath)) return false
    size.value = kept.size
    preset.value = presets.find(({ id }) => id === kept.preset) ?? null
    draft.value = kept.draft
    isKept.value = true
    return true
  }

  async function takeUpEntry(entry: number): Promise<void> {
    const { configuration } = await call('queue.entry', { entry })
    if (configuration !== null) takeUp(configuration)
  }

  async function begin(): Promise<void> {
    isBegun = false
    try {
      const presets = await application.loadPresets()
      failure.value = null
      isKept.value = false
      if (takeUpKept(presets)) return
      const wanted = presets.find((candidate) => candidate.id === route.query.preset) ?? presets[0]
      if (wanted !== undefined) choose(wanted)
      const { from, entry } = route.query
      if (typeof from === 'string') takeUp((await call('runs.detail', { id: from })).detail.configuration)
      if (typeof entry === 'string') await takeUpEntry(Number(entry))
      const method = methodIn(route.query.method)
      if (method !== undefined && method !== draft.value?.method) change('method', method)
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

  watch(() => route.fullPath, () => { if (route.path === '/train') void begin() }, { immediate: true })
  /** By a person: a size that came back with the draft has been chosen before. */
  function setSize(chosen: 'full' | 'scaled'): void {
    size.value = chosen
    if (preset.value?.scaled) choose(preset.value)
  }
  return { draft, preset, size, failure, judgement, isKept, choose, change, setSize, startOver }
}
