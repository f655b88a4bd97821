/**
 * The one contract between a workbench page and the process that answers it. Both transports (Electron IPC and
 * loopback WebSocket) and the client are derived from `methods` and `eventSchema`; every message is validated
 * where it crosses.
 */
import { z } from 'zod'
import {
  dataSetNames, methodNames, networkPresetNames, trainingConfigurationSchema
} from './schema/configuration'
import {
  checkpointNameSchema, evaluationRecordSchema, runCursorSchema, runDeltaSchema, runDetailSchema,
  runIdSchema, runListEntrySchema, runNameSchema
} from './schema/run'

export * from './schema/configuration'
export * from './schema/network'
export * from './schema/run'

// The pages' content security policy forbids code made from strings, which zod would use to speed up its parsers.
z.config({ jitless: true })

const nothing = z.strictObject({})
const byId = z.strictObject({ id: runIdSchema })

/** One line of `doctor`: what was found, and what to do when it is missing. */
export const findingSchema = z.strictObject({
  part: z.string(), state: z.enum(['ok', 'missing', 'limited']), found: z.string(), advice: z.string().nullable()
})

/** A starting point for the Train page: complete, measured defaults with a line that explains them. */
export const presetSchema = z.strictObject({
  name: z.string(), title: z.string(), explanation: z.string(), configuration: trainingConfigurationSchema
})

export const estimateSchema = z.strictObject({
  parameters: z.number().int(),
  supportUnits: z.number().int(),
  /** Bytes of one example's multi-layer mask. */
  maskBytesPerExample: z.number().int(),
  alternations: z.number().int(),
  /** Masks and checkpoints that the run file will hold at its end. */
  fileBytes: z.number(),
  iterations: z.number().int(),
  /** From the latest finished run of the same network and method on this machine; null when there is none. */
  seconds: z.number().nullable()
})

export const methods = {
  'application.about': {
    request: nothing,
    reply: z.strictObject({
      version: z.string(), storePath: z.string(), findings: z.array(findingSchema),
      datasets: z.array(z.enum(dataSetNames)), networks: z.array(z.enum(networkPresetNames)), methods: z.array(z.enum(methodNames))
    })
  },
  'runs.list': { request: nothing, reply: z.strictObject({ runs: z.array(runListEntrySchema) }) },
  'runs.detail': { request: byId, reply: z.strictObject({ detail: runDetailSchema, cursor: runCursorSchema }) },
  /** From now on `run-delta` events tell this page what is new after the cursor, at most five times a second. */
  'runs.follow': { request: z.strictObject({ id: runIdSchema, cursor: runCursorSchema }), reply: nothing },
  'runs.unfollow': { request: byId, reply: nothing },
  'runs.rename': { request: z.strictObject({ id: runIdSchema, name: runNameSchema }), reply: nothing },
  'runs.delete': { request: byId, reply: nothing },
  'training.presets': { request: nothing, reply: z.strictObject({ presets: z.array(presetSchema) }) },
  'training.estimate': {
    request: z.strictObject({ configuration: trainingConfigurationSchema }), reply: estimateSchema
  },
  'training.start': {
    request: z.strictObject({ configuration: trainingConfigurationSchema, name: runNameSchema.nullable() }),
    reply: z.strictObject({ id: runIdSchema })
  },
  'training.stop': { request: byId, reply: nothing },
  'evaluation.run': {
    request: z.strictObject({ id: runIdSchema, at: checkpointNameSchema }),
    reply: z.strictObject({ evaluation: evaluationRecordSchema })
  }
} as const satisfies Record<string, { request: z.ZodType; reply: z.ZodType }>

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run-delta'), id: runIdSchema, delta: runDeltaSchema }),
  /** Runs that appeared or changed, and runs that are gone, since the last such event or `runs.list`. */
  z.strictObject({ type: z.literal('runs-changed'), changed: z.array(runListEntrySchema), removed: z.array(runIdSchema) })
])

export type MethodPath = keyof typeof methods
export type RequestOf<M extends MethodPath> = z.infer<(typeof methods)[M]['request']>
export type ReplyOf<M extends MethodPath> = z.infer<(typeof methods)[M]['reply']>
export type WorkbenchEvent = z.infer<typeof eventSchema>
export type Finding = z.infer<typeof findingSchema>
export type Preset = z.infer<typeof presetSchema>
export type Estimate = z.infer<typeof estimateSchema>

export const methodPaths = Object.keys(methods) as MethodPath[]
const methodPathSchema = z.enum(methodPaths as [MethodPath, ...MethodPath[]])

/** A call as it travels on either transport; `request` is validated by the schema of its method. */
export const callSchema = z.strictObject({ call: z.number().int(), method: methodPathSchema, request: z.unknown() })
export const replySchema = z.discriminatedUnion('outcome', [
  z.strictObject({ call: z.number().int(), outcome: z.literal('value'), value: z.unknown() }),
  z.strictObject({ call: z.number().int(), outcome: z.literal('error'), sentence: z.string() })
])
export type Call = z.infer<typeof callSchema>
export type Reply = z.infer<typeof replySchema>

/** What the preload script exposes as `window.maskscope`; the browser client implements the same. */
export interface Transport {
  send(call: Call): Promise<Reply>
  onEvent(listener: (event: unknown) => void): void
}
