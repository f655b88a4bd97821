import { annotateRuns } from '../annotations'
import { compareRuns } from '../run-comparison/compare'
import { runCurves } from '../run-comparison/curves'
import { runFile } from '../run-file'
import { runSettings } from '../run-settings'
import { curvePoints, runDetail } from '../runs'
import { deleteRuns } from '../trash'
import type { Context, TopicHandlers } from './context'

export const runHandlers = ({ workbench, writable, follower }: Context): TopicHandlers<'runs'> => ({
  'runs.list': async () => ({ runs: await follower.list() }),
  'runs.detail': ({ id }) => runDetail(workbench, id),
  'runs.settings': async ({ ids }) => ({ runs: await runSettings(workbench, ids) }),
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
  'runs.annotate': async ({ ids, change }) => {
    const { refused } = await annotateRuns(writable(), ids, change)
    return { refused }
  },
  'runs.delete': async ({ ids }) => ({ refused: await deleteRuns(writable(), ids) })
})
