import type { Context, TopicHandlers } from './context'

export const importHandlers = ({ uploads }: Context): TopicHandlers<'imports'> => ({
  'imports.begin': ({ files }) => ({ upload: uploads.begin(files) }),
  'imports.write': ({ upload, file, offset, data }) => {
    uploads.write(upload, file, offset, Buffer.from(data, 'base64'))
    return {}
  },
  'imports.start': async ({ upload, ...request }, signal) => ({ id: await uploads.start(upload, request, signal) }),
  'imports.discard': ({ upload }) => {
    uploads.discard(upload)
    return {}
  }
})
