/**
 * The one contract between a workbench page and the process that answers it. Both transports (Electron IPC and
 * loopback WebSocket) and the client are derived from `methods` and `eventSchema`; every message is validated
 * where it crosses. A method's schemas stand with its topic, in `contract/<topic>.ts`, and its handler in a file of the
 * same name, `main/api/handlers/<topic>.ts`.
 */
import './contract/jitless'
import { z } from 'zod'
import { applicationMethods } from './contract/application'
import { evaluationMethods } from './contract/evaluation'
import { exportMethods } from './contract/exports'
import { importMethods } from './contract/imports'
import { linearMethods } from './contract/linear'
import { maskMethods } from './contract/masks'
import { modelMethods } from './contract/model'
import { checkpoint } from './contract/parts'
import { pruningMethods } from './contract/pruning'
import { runMethods } from './contract/runs'
import { snapshotMethods } from './contract/snapshots'
import { trainingMethods } from './contract/training'
import { comparisonSchema } from './schema/patterns'
import { runDeltaSchema, runIdSchema, runListEntrySchema } from './schema/run'

export { findingSchema, type Finding } from './contract/application'
export {
  pruningVariantsSchema, trainingScaleSchema, type PruningVariants, type TrainingScale
} from './contract/pruning'
export { estimateSchema, presetSchema, type Estimate, type Preset } from './contract/training'
export * from './schema/configuration'
export * from './schema/evaluation'
export * from './schema/export'
export * from './schema/import'
export * from './schema/linear'
export * from './schema/masks'
export * from './schema/model'
export * from './schema/network'
export * from './schema/patterns'
export * from './schema/pruning'
export * from './schema/run'
export * from './schema/upload'

export const methods = {
  ...applicationMethods,
  ...runMethods,
  ...trainingMethods,
  ...evaluationMethods,
  ...snapshotMethods,
  ...maskMethods,
  ...linearMethods,
  ...modelMethods,
  ...exportMethods,
  ...importMethods,
  ...pruningMethods
}

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run-delta'), id: runIdSchema, delta: runDeltaSchema }),
  /** Test examples done of those that an evaluation asked for by this page will run. */
  z.strictObject({
    type: z.literal('evaluation-progress'),
    ...checkpoint,
    done: z.number().int(),
    of: z.number().int()
  }),
  /** Training examples done of those whose masks this page asked for. */
  z.strictObject({
    type: z.literal('snapshot-progress'),
    ...checkpoint,
    done: z.number().int(),
    of: z.number().int()
  }),
  /** Examples done of those whose error, with changed masks, this page asked for. */
  z.strictObject({
    type: z.literal('changed-error-progress'),
    id: runIdSchema,
    done: z.number().int(),
    of: z.number().int()
  }),
  /** Steps done of a comparison of masks that this page asked for. */
  z.strictObject({
    type: z.literal('comparison-progress'),
    id: runIdSchema,
    comparison: comparisonSchema,
    done: z.number().int(),
    of: z.number().int()
  }),
  /** Runs that appeared or changed, and runs that are gone, since the last such event or `runs.list`. */
  z.strictObject({
    type: z.literal('runs-changed'),
    changed: z.array(runListEntrySchema),
    removed: z.array(runIdSchema)
  })
])

export type MethodPath = keyof typeof methods
export type RequestOf<M extends MethodPath> = z.infer<(typeof methods)[M]['request']>
export type ReplyOf<M extends MethodPath> = z.infer<(typeof methods)[M]['reply']>
export type WorkbenchEvent = z.infer<typeof eventSchema>

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
