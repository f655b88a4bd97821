/** Masks that are recorded to be looked at, whatever the method trains with. */
import { z } from 'zod'
import { settingsIn } from './setting'

const setting = settingsIn('snapshots')
const option = 'snapshot-every'

export const snapshotSettingsSchema = z.strictObject({
  every: setting(z.number().int().min(1).max(100_000).nullable(), {
    label: 'Snapshot every',
    name: 'snapshotEvery',
    step: 1,
    unit: 'epochs',
    empty: 'Never',
    explanation: 'Records the masks under the weights after every N epochs. Empty: never.'
  }),
  start: setting(z.boolean(), {
    label: 'At the start',
    name: 'snapshotStart',
    word: { option, word: 'start' },
    explanation: 'Records the masks under the weights that the training begins with.'
  }),
  end: setting(z.boolean(), {
    label: 'At the end',
    name: 'snapshotEnd',
    word: { option, word: 'end' },
    explanation: 'Records the masks under the final weights.'
  }),
  of: setting(z.enum(['all', 'probe']), {
    label: 'Masks of',
    name: 'snapshotOf',
    titles: { all: 'All training examples', probe: 'The first 256' },
    explanation: 'Of every training example, or of the probe set alone, which takes a fraction of the time and space.'
  })
})

export type SnapshotSettings = z.infer<typeof snapshotSettingsSchema>
export const noSnapshots: SnapshotSettings = { every: null, start: false, end: false, of: 'all' }
