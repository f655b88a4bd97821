/** The form's draft: from a preset, from an earlier run, or from what was there. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import {
  trainMethodNames,
  type AlternationSettings,
  type Preset,
  type TrainMethodName
} from '../../../preload/contract'
import { draftFrom, judge, plainAlternation, warnings, type TrainingDraft } from '../../figures/trainingDraft'
import { useApplication } from '../../stores/application'
import { call, sentenceOf } from '../../transport/client'

function alternationOf(presets: readonly Preset[]): AlternationSettings {
  for (const { configuration } of presets)
    if (configuration.method === 'i-alternation') return configuration.alternation
  return plainAlternation
}

function methodIn(query: unknown): TrainMethodName | null {
  return trainMethodNames.find((name) => name === query) ?? null
}

export function useDraft() {
  const application = useApplication()
  const route = useRoute()
  const draft = ref<TrainingDraft | null>(null)
  const preset = shallowRef<Preset | null>(null)
  /** Whether the paper's presets are taken whole, or scaled to minutes. */
  const size = ref<'full' | 'scaled'>('scaled')
  const failure = ref<string | null>(null)

  const judgement = computed(() =>
    draft.value === null ? { configuration: null, sentences: {}, other: null } : judge(draft.value)
  )
  const doubts = computed(() => (draft.value === null ? {} : warnings(draft.value)))

  function choose(chosen: Preset): void {
    const configuration = size.value === 'scaled' ? chosen.scaled ?? chosen.configuration : chosen.configuration
    draft.value = { ...draftFrom(configuration, alternationOf(application.presets)), name: draft.value?.name ?? '' }
    preset.value = chosen
  }

  function change(part: Partial<TrainingDraft>): void {
    if (draft.value === null) return
    draft.value = { ...draft.value, ...part }
    if (!('name' in part)) preset.value = null
  }

  async function begin(): Promise<void> {
    try {
      const presets = await application.loadPresets()
      const wanted = presets.find((candidate) => candidate.id === route.query.preset) ?? presets[0]
      if (wanted !== undefined) choose(wanted)
      if (typeof route.query.from === 'string') {
        const { detail } = await call('runs.detail', { id: route.query.from })
        const { configuration } = detail
        // An imported network begins with its weights, which is pruning's; the form stays with the preset.
        if (configuration.method !== 'imported' && typeof configuration.network === 'string') {
          const taken = draftFrom(configuration, alternationOf(presets))
          // Stages have a page of their own; here such a run is taken up with what it shares with the others.
          draft.value = taken.method === 'dsd' ? { ...taken, method: 'sgd' } : taken
          preset.value = null
        }
      }
      const method = methodIn(route.query.method)
      if (method !== null && method !== draft.value?.method) change({ method })
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  watch(() => route.fullPath, () => { if (route.path === '/train') void begin() }, { immediate: true })
  watch(size, () => { if (preset.value?.scaled) choose(preset.value) })
  return { draft, preset, size, failure, judgement, doubts, choose, change }
}
