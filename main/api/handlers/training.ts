import { presets } from '../../engine/training/presets'
import { presentDataSets } from '../datasets'
import { estimate } from '../estimate'
import { startTraining, stopTraining } from '../training'
import type { Context, TopicHandlers } from './context'

export const trainingHandlers = ({ workbench, writable }: Context): TopicHandlers<'training'> => ({
  'training.presets': () => ({ presets: [...presets], present: presentDataSets(workbench) }),
  'training.estimate': ({ configuration }) => estimate(workbench, configuration),
  'training.start': async ({ configuration, name }) => {
    const own = writable()
    const { id } = await startTraining(own, configuration, name)
    own.spare.prepare()
    return { id }
  },
  'training.stop': ({ id }) => {
    stopTraining(writable(), id)
    return {}
  }
})
