import { comparedTrainings, continuedTrainings } from '../compared-trainings'
import { compactRun } from '../compact'
import { runDetail } from '../runs'
import type { Context, TopicHandlers } from './context'

export const pruningHandlers = ({ workbench }: Context): TopicHandlers<'pruning'> => ({
  'pruning.defaults': ({ dataset, network, like }) => comparedTrainings(dataset, network, like),
  'pruning.continued': ({ id, like }) => ({
    variants: continuedTrainings(id, runDetail(workbench, id).detail.configuration, like)
  }),
  'pruning.compact': async ({ id, at, neverOn }, signal) => ({
    report: await compactRun(workbench, id, at, neverOn, { signal })
  })
})
