import type { Context, TopicHandlers } from './context'

export const importHandlers = ({ uploads, emit }: Context): TopicHandlers<'imports'> => ({
  'imports.begin': ({ files }) => ({ upload: uploads.begin(files) }),
  'imports.write': ({ upload, file, offset, data }) => {
    uploads.write(upload, file, offset, Buffer.from(data, 'base64'))
    return {}
  },
  'imports.inspect': async ({ upload, ...request }, signal) => ({
    inspection: await uploads.inspect(
      upload, { ...request, preprocessing: null }, { onStep: (step) => emit({ type: 'import-step', upload, step }) },
      signal
    )
  }),
  'imports.confirm': async ({ upload, ...wishes }) => ({ id: await uploads.confirm(upload, wishes) }),
  'imports.discard': ({ upload }) => {
    uploads.discard(upload)
    return {}
  }
})
