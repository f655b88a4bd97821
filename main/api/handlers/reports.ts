import { repeatRun } from '../repeat'
import { makeReport } from '../report/report'
import { runDetail } from '../runs'
import type { Context, TopicHandlers } from './context'

export const reportHandlers = ({ workbench }: Context): TopicHandlers<'reports'> => ({
  'reports.make': async ({ ids, format, filter }) => ({ text: await makeReport(workbench, { ids, filter }, format) }),
  'reports.repeat': ({ id }) => {
    const { commands, lacking } = repeatRun(workbench, runDetail(workbench, id).detail)
    return { commands: commands.map((words) => [...words]), lacking }
  }
})
