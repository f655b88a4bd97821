/**
 * A sweep: many trainings that differ in some settings. Its definition says which settings vary and how; the sweep
 * itself holds every member with all of its settings, so that whoever trains one needs nothing else.
 */
import { z } from 'zod'
import { plainTrainingSchema, trainingConfigurationSchema } from './configuration'
import { configurationKeySchema } from './names'
import { runNameSchema } from './run'

export const mostMembers = 5000

export const sweepNameSchema = z.string().trim().min(1).max(80)
/** Made of its members' keys: the same members are the same sweep. */
export const sweepIdSchema = z.string().regex(/^sweep-[0-9a-f]{12}$/)

const settingName = z.string().min(1).max(60)
const typed = z.union([z.string().max(400), z.number(), z.boolean()])
const settings = z.record(settingName, typed)
/** A list, or what `preload/schema/sweep-values.ts` reads: `1..5`, `0,0.2`. */
const varied = z.record(settingName, z.union([z.string().max(400), z.array(typed).min(1).max(mostMembers)]))

export const randomSearchSchema = z.strictObject({
  draws: z.number().int().min(1).max(mostMembers),
  /** Of the drawing alone; members have seeds of their own. */
  seed: z.number().int().min(0).max(2 ** 31 - 1).default(1),
  /** `0.001..0.1:log`, or a list of which one is drawn. */
  ranges: varied
})

/**
 * Every entry of the list, with every draw, with every point of the grid. Settings are named and written as on the
 * command line.
 */
export const sweepDefinitionSchema = z.strictObject({
  name: sweepNameSchema.default('sweep'),
  /** What every member starts from; null for the preset among the settings, or the defaults. */
  configuration: plainTrainingSchema.nullable().default(null),
  settings: settings.default({}),
  grid: varied.default({}),
  random: randomSearchSchema.nullable().default(null),
  list: z.array(settings).max(mostMembers).default([])
})

export const sweepMemberSchema = z.strictObject({
  key: configurationKeySchema,
  name: runNameSchema,
  configuration: trainingConfigurationSchema
})

/** The file `sweep.json`. */
export const sweepSchema = z.strictObject({
  format: z.literal('maskscope sweep 1'),
  id: sweepIdSchema,
  name: sweepNameSchema,
  members: z.array(sweepMemberSchema).min(1).max(mostMembers)
})

export type RandomSearch = z.infer<typeof randomSearchSchema>
export type SweepDefinition = z.infer<typeof sweepDefinitionSchema>
export type SweepMember = z.infer<typeof sweepMemberSchema>
export type Sweep = z.infer<typeof sweepSchema>
