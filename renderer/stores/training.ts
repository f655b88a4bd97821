import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { TrainingConfiguration } from '../../preload/contract'
import { router } from '../router'
import { call, sentenceOf } from '../transport/client'
import { useApplication } from './application'

/** Starting and stopping trainings, from whichever page asks. */
export const useTraining = defineStore('training', () => {
  const starting = ref(false)
  const failure = ref<string | null>(null)

  async function begin(
    wanted: () => Promise<{ configuration: TrainingConfiguration; name: string | null }>
  ): Promise<void> {
    if (starting.value) return
    starting.value = true
    failure.value = null
    try {
      const { id } = await call('training.start', await wanted())
      await router.push(`/run/${id}/overview`)
    } catch (error) {
      failure.value = sentenceOf(error)
    } finally {
      starting.value = false
    }
  }

  function start(configuration: TrainingConfiguration, name: string | null): Promise<void> {
    return begin(() => Promise.resolve({ configuration, name }))
  }

  function startDemo(): Promise<void> {
    return begin(async () => {
      const application = useApplication()
      // The presets never change: those of an earlier page do.
      const [demo] = application.presets.length > 0 ? application.presets : await application.loadPresets()
      if (demo === undefined) throw new Error('Maskscope has no demo preset to start.')
      return { configuration: demo.configuration, name: null }
    })
  }

  return { starting, failure, start, startDemo }
})
