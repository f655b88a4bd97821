import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Preset, ReplyOf } from '../../preload/contract'
import { call, sentenceOf } from '../transport/client'

/** What does not change while the page is open: who answers it, and the starting points for a training. */
export const useApplication = defineStore('application', () => {
  const about = shallowRef<ReplyOf<'application.about'> | null>(null)
  const presets = shallowRef<readonly Preset[]>([])
  const failure = ref<string | null>(null)
  let presetsAsked: Promise<readonly Preset[]> | null = null

  async function loadAbout(): Promise<void> {
    try {
      about.value = await call('application.about', {})
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  async function askPresets(): Promise<readonly Preset[]> {
    try {
      presets.value = (await call('training.presets', {})).presets
      return presets.value
    } catch (error) {
      presetsAsked = null
      throw error
    }
  }

  function loadPresets(): Promise<readonly Preset[]> {
    presetsAsked ??= askPresets()
    return presetsAsked
  }

  return { about, presets, failure, loadAbout, loadPresets }
})
