import { emptyTrash, restoreRuns, trashContent } from '../trash'
import type { Context, TopicHandlers } from './context'

export const trashHandlers = ({ workbench, writable }: Context): TopicHandlers<'trash'> => ({
  'trash.list': () => trashContent(workbench),
  'trash.restore': async ({ ids }) => ({ refused: await restoreRuns(writable(), ids) }),
  'trash.empty': () => ({ freedBytes: emptyTrash(writable()) })
})
