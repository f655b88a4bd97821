import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { TrainingConfiguration } from '../../preload/contract'
import { router } from '../router'
import { call, sentenceOf } from '../transport/client'
import { useApplication } from './application'

export interface PlannedTraining { readonly configuration: TrainingConfiguration; readonly name: string | null }

/** Whether a training begins at once, or when those before it in the queue have ended. */
export type When = 'now' | 'in turn'

/**
 * Starting trainings, from whichever page asks: each is an entry of the store's queue, whose page turns into its run's.
 */
export const useTraining = defineStore('training', () => {
  const starting = ref(false)
  const failure = ref<string | null>(null)

  async function begin(wanted: () => Promise<PlannedTraining>, when: When): Promise<void> {
    if (starting.value) return
    starting.value = true
    failure.value = null
    try {
      const { entries: [entry] } = await call('queue.add', { trainings: [await wanted()], group: null, when })
      await router.push(`/queue/${entry}`)
    } catch (error) {
      failure.value = sentenceOf(error)
    } finally {
      starting.value = false
    }
  }

  function start(planned: PlannedTraining, when: When = 'now'): Promise<void> {
    return begin(() => Promise.resolve(planned), when)
  }

  function startDemo(): Promise<void> {
    return begin(async () => {
      const application = useApplication()
      // The presets never change: those of an earlier page do.
      const [demo] = application.presets.length > 0 ? application.presets : await application.loadPresets()
      if (demo === undefined) throw new Error('Maskscope has no demo preset to start.')
      return { configuration: demo.configuration, name: null }
    }, 'now')
  }

  return { starting, failure, start, startDemo }
})
