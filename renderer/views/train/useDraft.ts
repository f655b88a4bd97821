/** The form's draft: from a preset, from an earlier run, or from what was there. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { methodOf, trainMethodNames, type Preset, type TrainMethodName } from '../../../preload/contract'
import { draftFrom, judge, withEdit, type DraftValue } from '../../figures/draft'
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

  const judgement = computed(() => (draft.value === null ? null : judge(methodOf(draft.value.method), draft.value)))

  function choose(chosen: Preset): void {
    const configuration = size.value === 'scaled' ? chosen.scaled ?? chosen.configuration : chosen.configuration
    draft.value = { ...draftFrom(configuration), name: draft.value?.name ?? '' }
    preset.value = chosen
  }

  function change(key: string, value: DraftValue): void {
    if (draft.value === null) return
    if (key === 'name') draft.value = { ...draft.value, name: String(value) }
    else if (key === 'method') draft.value = { ...draft.value, method: methodIn(value) ?? draft.value.method }
    else draft.value = withEdit(draft.value, key, value)
    if (key !== 'name') preset.value = null
  }

  async function takeUp(id: string): Promise<void> {
    const { detail: { configuration } } = await call('runs.detail', { id })
    // An imported network begins with its weights, which is pruning's; the form stays with the preset.
    if (configuration.method === 'imported' || typeof configuration.network !== 'string') return
    // Stages have a page of their own; here such a run is taken up with what it shares with the others.
    draft.value = { ...draftFrom(configuration), method: methodIn(configuration.method) ?? 'sgd' }
    preset.value = null
  }

  async function begin(): Promise<void> {
    try {
      const presets = await application.loadPresets()
      const wanted = presets.find((candidate) => candidate.id === route.query.preset) ?? presets[0]
      if (wanted !== undefined) choose(wanted)
      if (typeof route.query.from === 'string') await takeUp(route.query.from)
      const method = methodIn(route.query.method)
      if (method !== undefined && method !== draft.value?.method) change('method', method)
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  watch(() => route.fullPath, () => { if (route.path === '/train') void begin() }, { immediate: true })
  watch(size, () => { if (preset.value?.scaled) choose(preset.value) })
  return { draft, preset, size, failure, judgement, choose, change }
}
