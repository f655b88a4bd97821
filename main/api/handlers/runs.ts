import { compareRuns } from '../run-comparison/compare'
import { runCurves } from '../run-comparison/curves'
import { runFile } from '../run-file'
import { curvePoints, deleteRun, renameStoredRun, runDetail } from '../runs'
import type { Context, TopicHandlers } from './context'

export const runHandlers = ({ workbench, writable, follower }: Context): TopicHandlers<'runs'> => ({
  'runs.list': async () => ({ runs: await follower.list() }),
  'runs.detail': ({ id }) => runDetail(workbench, id),
  'runs.follow': ({ id, cursor }) => {
    follower.follow(id, cursor)
    return {}
  },
  'runs.unfollow': ({ id }) => {
    follower.unfollow(id)
    return {}
  },
  'runs.compare': ({ ids }) => compareRuns(workbench, ids),
  'runs.curves': async (request) => ({ curves: await runCurves(workbench, request) }),
  'runs.curvePoints': ({ id, after }) => ({ points: curvePoints(workbench, id, after) }),
  'runs.file': ({ id }) => runFile(workbench, id),
  'runs.rename': ({ id, name }) => {
    renameStoredRun(writable(), id, name)
    return {}
  },
  'runs.delete': ({ id }) => {
    deleteRun(writable(), id)
    return {}
  }
})
