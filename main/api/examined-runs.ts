/** Runs that a page asks about are opened here only when a process that can be ended has read them first. */
import { z } from 'zod'
import type { MethodPath } from '../../preload/contract'
import { runIdSchema } from '../../preload/schema/run'
import type { ReadableWorkbench } from './workbench'

/** What requests call the runs that they are about. */
const aboutRunsSchema = z.object({ id: runIdSchema.optional(), ids: z.array(runIdSchema).default([]) })

/** What opens no file of a run; and the settings of many, which stand in a row that the list has read already. */
const without: readonly MethodPath[] = ['runs.unfollow', 'runs.settings', 'trash.restore']

/** What is wrong with one, whoever opens it is told. */
export async function examineRuns(workbench: ReadableWorkbench, method: MethodPath, request: unknown): Promise<void> {
  const about = aboutRunsSchema.safeParse(request)
  if (!about.success || without.includes(method)) return
  const { id, ids } = about.data
  const named = [...ids, ...id === undefined ? [] : [id]]
  await Promise.all(named.map((one) => workbench.catalogue.examine(one)))
}
