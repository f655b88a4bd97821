import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { DataSetName, Preset, ReplyOf } from '../../preload/contract'
import { call, sentenceOf } from '../transport/client'

/** Who answers the page, and the starting points for a training. */
export const useApplication = defineStore('application', () => {
  const about = shallowRef<ReplyOf<'application.about'> | null>(null)
  const presets = shallowRef<readonly Preset[]>([])
  /** Data sets whose files are in the store. */
  const present = shallowRef<readonly DataSetName[]>([])
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
      const reply = await call('training.presets', {})
      present.value = reply.present
      presets.value = reply.presets
      return presets.value
    } finally {
      // Asked again by the next page, since data sets may have been fetched in between.
      presetsAsked = null
    }
  }

  function loadPresets(): Promise<readonly Preset[]> {
    presetsAsked ??= askPresets()
    return presetsAsked
  }

  return { about, presets, present, failure, loadAbout, loadPresets }
})
