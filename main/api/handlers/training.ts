import { presets } from '../../engine/training/presets'
import { presentDataSets } from '../datasets'
import { estimate } from '../estimate'
import { whatComputes } from '../probe'
import { resumeInQueue } from '../queue/queue'
import { stopTraining } from '../training'
import type { Context, TopicHandlers } from './context'

export const trainingHandlers = ({ workbench, writable }: Context): TopicHandlers<'training'> => ({
  'training.presets': () => ({ presets: [...presets], present: presentDataSets(workbench) }),
  'training.estimate': ({ configuration }) => estimate(workbench, configuration),
  'training.computing': () => whatComputes(),
  'training.stop': ({ id }) => {
    stopTraining(writable(), id)
    return {}
  },
  'training.pause': ({ id }) => {
    stopTraining(writable(), id, 'hurried')
    return {}
  },
  'training.resume': ({ id }) => ({ entry: resumeInQueue(writable(), id) })
})
