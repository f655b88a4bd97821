/** The form's draft: from a preset, from an earlier run, or from what was there. */
import { computed, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { methodNames, type AlternationSettings, type MethodName, type Preset } from '../../../preload/contract'
import { draftFrom, judge, plainAlternation, warnings, type TrainingDraft } from '../../figures/trainingDraft'
import { useApplication } from '../../stores/application'
import { call, sentenceOf } from '../../transport/client'

function alternationOf(presets: readonly Preset[]): AlternationSettings {
  for (const { configuration } of presets) if (configuration.method === 'i-alternation') return configuration.alternation
  return plainAlternation
}

function methodIn(query: unknown): MethodName | null {
  return methodNames.find((name) => name === query) ?? null
}

export function useDraft() {
  const application = useApplication()
  const route = useRoute()
  const draft = ref<TrainingDraft | null>(null)
  const preset = ref<string | null>(null)
  const failure = ref<string | null>(null)

  const judgement = computed(() => (draft.value === null ? { configuration: null, sentences: {}, other: null } : judge(draft.value)))
  const doubts = computed(() => (draft.value === null ? {} : warnings(draft.value)))

  function choose(chosen: Preset): void {
    draft.value = { ...draftFrom(chosen.configuration, alternationOf(application.presets)), name: draft.value?.name ?? '' }
    preset.value = chosen.name
  }

  function change(part: Partial<TrainingDraft>): void {
    if (draft.value === null) return
    draft.value = { ...draft.value, ...part }
    if (!('name' in part)) preset.value = null
  }

  async function begin(): Promise<void> {
    try {
      const presets = await application.loadPresets()
      const wanted = presets.find((candidate) => candidate.name === route.query.preset) ?? presets[0]
      if (wanted !== undefined) choose(wanted)
      if (typeof route.query.from === 'string') {
        const { detail } = await call('runs.detail', { id: route.query.from })
        draft.value = draftFrom(detail.configuration, alternationOf(presets))
        preset.value = null
      }
      const method = methodIn(route.query.method)
      if (method !== null && method !== draft.value?.method) change({ method })
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  watch(() => route.fullPath, () => { if (route.path === '/train') void begin() }, { immediate: true })
  return { draft, preset, failure, judgement, doubts, choose, change }
}
