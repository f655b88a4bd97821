/** The store's queue of trainings. */
import { z } from 'zod'
import { trainingConfigurationSchema } from '../schema/configuration'
import {
  atOnceSchema, entryNumberSchema, mostAdded, queueEntrySchema, queueGroupSchema, queuePlaceSchema, queueSchema
} from '../schema/queue'
import { runNameSchema } from '../schema/run'
import { nothing, type Topic } from './parts'

const entries = z.array(entryNumberSchema).min(1).max(mostAdded)

export const queueMethods = {
  /** From now on `queue-changed` events tell this page what becomes of it. */
  'queue.list': { access: 'reads', request: nothing, reply: z.strictObject({ queue: queueSchema }) },
  /** One entry, also when it has ended; `configuration` is null of a damaged one. */
  'queue.entry': {
    access: 'reads',
    request: z.strictObject({ entry: entryNumberSchema }),
    reply: z.strictObject({ entry: queueEntrySchema, configuration: trainingConfigurationSchema.nullable() })
  },
  /** Adds trainings, in their order, all or none. `now`: they are started at once instead of in their turn. */
  'queue.add': {
    access: 'writes',
    request: z.strictObject({
      trainings: z.array(z.strictObject({
        configuration: trainingConfigurationSchema, name: runNameSchema.nullable()
      })).min(1).max(mostAdded),
      group: queueGroupSchema.nullable(),
      when: z.enum(['now', 'in turn'])
    }),
    reply: z.strictObject({ entries: z.array(entryNumberSchema) })
  },
  'queue.move': { access: 'writes', request: z.strictObject({ entries, place: queuePlaceSchema }), reply: nothing },
  /** A training that runs is asked to stop; what it has done is kept. */
  'queue.cancel': { access: 'writes', request: z.strictObject({ entries }), reply: nothing },
  'queue.pause': { access: 'writes', request: nothing, reply: nothing },
  'queue.resume': { access: 'writes', request: nothing, reply: nothing },
  'queue.at-once': { access: 'writes', request: z.strictObject({ atOnce: atOnceSchema }), reply: nothing },
  /** The notice has been read. */
  'queue.acknowledge': { access: 'writes', request: nothing, reply: nothing }
} as const satisfies Topic<'queue'>
