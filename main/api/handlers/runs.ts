import { deleteRun, listRuns, renameStoredRun, runDetail } from '../runs'
import type { Context, TopicHandlers } from './context'

export const runHandlers = ({ workbench, follower }: Context): TopicHandlers<'runs'> => ({
  'runs.list': () => {
    follower.watchList()
    return { runs: listRuns(workbench) }
  },
  'runs.detail': ({ id }) => runDetail(workbench, id),
  'runs.follow': ({ id, cursor }) => {
    follower.follow(id, cursor)
    return {}
  },
  'runs.unfollow': ({ id }) => {
    follower.unfollow(id)
    return {}
  },
  'runs.rename': ({ id, name }) => {
    renameStoredRun(workbench, id, name)
    return {}
  },
  'runs.delete': ({ id }) => {
    deleteRun(workbench, id)
    return {}
  }
})
