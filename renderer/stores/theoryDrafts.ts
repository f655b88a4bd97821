import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ExperimentName } from '../../preload/schema/theory'
import type { TheoryDraft } from '../figures/theoryDraft'

/** What a person has set, of experiments whose settings are not those of the result that is shown. */
export const useTheoryDrafts = defineStore('theory-drafts', () => {
  const drafts = shallowRef<Partial<Record<ExperimentName, TheoryDraft>>>({})
  const change = (experiment: ExperimentName, draft: TheoryDraft): void => {
    drafts.value = { ...drafts.value, [experiment]: draft }
  }
  /** The settings are those of the result that is shown, again. */
  const forget = (experiment: ExperimentName): void => {
    drafts.value = { ...drafts.value, [experiment]: undefined }
  }
  return { drafts, change, forget }
})
