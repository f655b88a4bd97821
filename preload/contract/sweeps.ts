/** Sweeps: what one would train, starting it, and those that the store knows. */
import { z } from 'zod'
import { configurationKeySchema } from '../schema/names'
import { runNameSchema } from '../schema/run'
import { mostMembers, sweepDefinitionSchema, sweepIdSchema, sweepNameSchema } from '../schema/sweep'
import { nothing, type Topic } from './parts'

/** How far each is, `memberStates` tells from the list of runs. */
const members = z.array(z.strictObject({ key: configurationKeySchema, name: runNameSchema })).max(mostMembers)
const bySweep = z.strictObject({ sweep: sweepIdSchema })

export const sweepMethods = {
  /** Refused in one sentence where the definition is wrong. `duplicates`: combinations that ask for the same. */
  'sweeps.preview': {
    access: 'reads',
    request: z.strictObject({ definition: sweepDefinitionSchema }),
    reply: z.strictObject({ sweep: sweepIdSchema, members, duplicates: z.number().int() })
  },
  /** Trains the members that the store has not finished; what it knows of the sweep by then stays. */
  'sweeps.start': {
    access: 'writes',
    request: z.strictObject({ definition: sweepDefinitionSchema, atOnce: z.number().int().min(1).max(64) }),
    reply: bySweep
  },
  /** Begins no more members, and asks those that train to stop. */
  'sweeps.stop': { access: 'writes', request: bySweep, reply: nothing },
  'sweeps.list': {
    access: 'reads',
    request: nothing,
    reply: z.strictObject({
      sweeps: z.array(z.strictObject({
        id: sweepIdSchema, name: sweepNameSchema, members: z.number().int(),
        /** Whether this program trains its members. */
        isUnderWay: z.boolean()
      }))
    })
  },
  'sweeps.members': { access: 'reads', request: bySweep, reply: z.strictObject({ name: sweepNameSchema, members }) }
} as const satisfies Topic<'sweeps'>
