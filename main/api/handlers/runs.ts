import { deleteRun, listRuns, renameStoredRun, runDetail } from '../runs'
import type { Context, TopicHandlers } from './context'

export const runHandlers = ({ workbench, writable, follower }: Context): TopicHandlers<'runs'> => ({
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
    renameStoredRun(writable(), id, name)
    return {}
  },
  'runs.delete': ({ id }) => {
    deleteRun(writable(), id)
    return {}
  }
})
