import type { Context, TopicHandlers } from './context'

export const exportHandlers = ({ workbench, archives }: Context): TopicHandlers<'exports'> => ({
  'exports.make': ({ id, at, format, compact }) => archives.make(workbench, id, at, format, compact),
  'exports.read': ({ archive, offset }) => ({ data: archives.read(archive, offset) }),
  'exports.discard': ({ archive }) => {
    archives.discard(archive)
    return {}
  }
})
