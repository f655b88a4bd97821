import { keepShown } from '../added-runs'
import type { Context, TopicHandlers } from './context'

export const storeHandlers = ({ stores, workbench, runUploads }: Context): TopicHandlers<'stores'> => ({
  'stores.shown': () => workbench.shown,
  'stores.begin': ({ file }) => ({ upload: runUploads.begin(file) }),
  'stores.write': ({ upload, offset, data }) => {
    runUploads.write(upload, offset, Buffer.from(data, 'base64'))
    return {}
  },
  'stores.open': async ({ upload }) => ({ store: await runUploads.open(upload) }),
  'stores.add': ({ upload }) => runUploads.add(upload),
  'stores.keep': () => keepShown(stores.own, workbench),
  'stores.discard': ({ upload }) => {
    runUploads.discard(upload)
    return {}
  }
})
