/** What the process that keeps networks in memory is asked, and what it answers. Both sides validate. */
import { z } from 'zod'
import { alternatingReadingSchema, alternatingRequest } from '../../../preload/schema/alternating-solvers'
import { trainingAnswersRequest, trainingAnswersSchema } from '../../../preload/schema/answers'
import {
  changedErrorRequest, changedErrorSchema, linearMapSchema, linearRequest, whatIfRequest, whatIfSchema
} from '../../../preload/schema/linear'
import { firstLayerRequest, firstLayerSchema } from '../../../preload/schema/first-layer'
import { lastLayersRequest, lastLayersSchema } from '../../../preload/schema/last-layers'
import { failureKindSchema } from '../../../preload/schema/names'
import { solversRequest, solversSchema } from '../../../preload/schema/solvers'

interface Description<Request extends z.ZodType, Reply extends z.ZodType> {
  request: Request
  reply: Reply
  /** Takes so long that others are answered meanwhile, and that a person may stop it. */
  long: boolean
}
const question = <Request extends z.ZodType, Reply extends z.ZodType>(description: Description<Request, Reply>) =>
  description

/** Where the data set's files lie; null for its own folder in the store. */
const data = { dataFolder: z.string().nullable() }

export const questions = {
  linear: question({ request: z.strictObject({ ...data, ...linearRequest }), reply: linearMapSchema, long: false }),
  'what if': question({ request: z.strictObject({ ...data, ...whatIfRequest }), reply: whatIfSchema, long: false }),
  error: question({
    request: z.strictObject({ ...data, ...changedErrorRequest }),
    /** Null when it was stopped. */
    reply: changedErrorSchema.nullable(),
    long: true
  }),
  answers: question({
    request: z.strictObject({ ...data, ...trainingAnswersRequest }),
    /** Null when it was stopped. */
    reply: trainingAnswersSchema.nullable(),
    long: true
  }),
  'first layer': question({
    request: z.strictObject({ ...data, ...firstLayerRequest }),
    /** Null when it was stopped. */
    reply: firstLayerSchema.nullable(),
    long: true
  }),
  'last layers': question({
    request: z.strictObject({ ...data, ...lastLayersRequest }),
    /** Null when it was stopped. */
    reply: lastLayersSchema.nullable(),
    long: true
  }),
  solvers: question({
    request: z.strictObject({ ...data, ...solversRequest }),
    /** Null when it was stopped. */
    reply: solversSchema.nullable(),
    long: true
  }),
  'alternating solvers': question({
    request: z.strictObject({ ...data, ...alternatingRequest }),
    /** Null when it was stopped. */
    reply: alternatingReadingSchema.nullable(),
    long: true
  })
}

export type QuestionName = keyof typeof questions
export type Given<Q extends QuestionName> = z.infer<(typeof questions)[Q]['request']>
export type Answer<Q extends QuestionName> = z.infer<(typeof questions)[Q]['reply']>

const number = z.number().int()
const names = Object.keys(questions) as [QuestionName, ...QuestionName[]]

/** `given` is validated by the schema of its question. */
export const askedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), number, question: z.enum(names), given: z.unknown() }),
  z.strictObject({ kind: z.literal('stop'), number })
])
export type Asked = z.infer<typeof askedSchema>

export const toldSchema = z.discriminatedUnion('kind', [
  /** Examples done, of all that will be. */
  z.strictObject({ kind: z.literal('progress'), number, done: number, of: number }),
  z.strictObject({ kind: z.literal('answer'), number, value: z.unknown() }),
  z.strictObject({ kind: z.literal('failed'), number, sentence: z.string(), of: failureKindSchema })
])
export type Told = z.infer<typeof toldSchema>
