import { runModel } from '../model'
import type { Context, TopicHandlers } from './context'

export const modelHandlers = ({ workbench }: Context): TopicHandlers<'model'> => ({
  'model.network': ({ id }) => runModel(workbench, id),
  'model.moment': ({ id, snapshot }) => workbench.masks.ask('moment', id, snapshot)
})
