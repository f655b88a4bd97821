import { stopRunSnapshot, takeRunSnapshot } from '../snapshot'
import type { Context, TopicHandlers } from './context'

export const snapshotHandlers = ({ writable, emit }: Context): TopicHandlers<'snapshots'> => ({
  'snapshots.take': async ({ id, at, of }) => ({
    snapshot: await takeRunSnapshot(writable(), { id, at, of, dataFolder: null }, (done, all) =>
      emit({ type: 'snapshot-progress', id, at, done, of: all })
    )
  }),
  'snapshots.stop': ({ id }) => {
    stopRunSnapshot(writable(), id)
    return {}
  }
})
