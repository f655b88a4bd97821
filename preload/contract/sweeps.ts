/** Sweeps: what one would train, starting it, and those that the store knows. */
import { z } from 'zod'
import { configurationKeySchema } from '../schema/names'
import { runNameSchema } from '../schema/run'
import { mostMembers, sweepDefinitionSchema, sweepIdSchema, sweepNameSchema } from '../schema/sweep'
import { standingCountsSchema } from '../schema/sweep-standings'
import { nothing, type Topic } from './parts'

const member = z.strictObject({ key: configurationKeySchema, name: runNameSchema })
const bySweep = z.strictObject({ sweep: sweepIdSchema })

export const sweepMethods = {
  /** Refused in one sentence where the definition is wrong. `duplicates`: combinations that ask for the same. */
  'sweeps.preview': {
    access: 'reads',
    request: z.strictObject({ definition: sweepDefinitionSchema }),
    reply: z.strictObject({
      sweep: sweepIdSchema, members: z.array(member).max(mostMembers), duplicates: z.number().int(),
      /** The same sweep on the command line; null where no options come to it. */
      command: z.array(z.string()).nullable()
    })
  },
  /** Adds the members that are neither finished nor under way to the queue, all or none. */
  'sweeps.start': {
    access: 'writes', request: z.strictObject({ definition: sweepDefinitionSchema }), reply: bySweep
  },
  /** The same of a sweep that the store knows. */
  'sweeps.resume': { access: 'writes', request: bySweep, reply: nothing },
  /** Takes members that wait from the queue, and asks those that train to stop. */
  'sweeps.stop': { access: 'writes', request: bySweep, reply: nothing },
  'sweeps.list': {
    access: 'reads',
    request: nothing,
    reply: z.strictObject({
      sweeps: z.array(z.strictObject({
        id: sweepIdSchema, name: sweepNameSchema, members: z.number().int(), counts: standingCountsSchema,
        /** Whether members wait in the queue, or are trained from it. */
        isUnderWay: z.boolean()
      }))
    })
  },
  /** How far each member is, `memberStandings` tells from the list of runs and the queue. */
  'sweeps.members': {
    access: 'reads',
    request: bySweep,
    reply: z.strictObject({
      name: sweepNameSchema,
      /** Labels of the settings that differ between members. */
      settings: z.array(z.string()),
      /** `values`: of these settings, null where the member's method has no such setting. */
      members: z.array(member.extend({ values: z.array(z.string().nullable()) })).max(mostMembers)
    })
  }
} as const satisfies Topic<'sweeps'>
