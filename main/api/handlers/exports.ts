import { exportModel } from '../export'
import { exportHistory } from '../export-history'
import type { Context, TopicHandlers } from './context'

export const exportHandlers = ({ workbench, archives }: Context): TopicHandlers<'exports'> => ({
  'exports.make': ({ id, at, format, compact }, signal) =>
    archives.make(`${id}-${at}-${compact ? 'compact-' : ''}${format}.zip`, (folder) =>
      exportModel(workbench, id, { at, format, folder, compact, force: false, report: null }, { signal }), signal),
  'exports.makeHistory': ({ id, format }, signal) =>
    archives.make(`${id}-${format}.zip`, (folder) =>
      exportHistory(workbench, id, { format, folder, force: false }), signal),
  'exports.read': ({ archive, offset }) => ({ data: archives.read(archive, offset) }),
  'exports.discard': ({ archive }) => {
    archives.discard(archive)
    return {}
  }
})
