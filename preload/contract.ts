/**
 * The one contract between a workbench page and the process that answers it. Both transports (Electron IPC and
 * loopback WebSocket) and the client are derived from `methods` and `eventSchema`; every message is validated
 * where it crosses. A method's schemas stand with its topic, in `contract/<topic>.ts`, and its handler in a file of the
 * same name, `main/api/handlers/<topic>.ts`.
 */
import './contract/jitless'
import { z } from 'zod'
import { applicationMethods } from './contract/application'
import { callMethods, ticketSchema } from './contract/calls'
import { dataSetMethods } from './contract/datasets'
import { evaluationMethods } from './contract/evaluation'
import { exportMethods } from './contract/exports'
import { importMethods } from './contract/imports'
import { linearMethods } from './contract/linear'
import { maskMethods } from './contract/masks'
import { modelMethods } from './contract/model'
import { checkpoint } from './contract/parts'
import { pruningMethods } from './contract/pruning'
import { queueMethods } from './contract/queue'
import { reportMethods } from './contract/reports'
import { runMethods } from './contract/runs'
import { snapshotMethods } from './contract/snapshots'
import { storeMethods } from './contract/stores'
import { sweepMethods } from './contract/sweeps'
import { theoryMethods } from './contract/theory'
import { trainingMethods } from './contract/training'
import { trashMethods } from './contract/trash'
import { dataSetNames } from './schema/configuration'
import { comparisonSchema } from './schema/patterns'
import { queueSchema } from './schema/queue'
import { runDeltaSchema, runIdSchema, runListEntrySchema } from './schema/run'
import { storeNameSchema } from './schema/stores'
import { theoryResultIdSchema } from './schema/theory/result'

export { findingSchema, type Finding } from './contract/application'
export { listedDataSetSchema, type ListedDataSet } from './contract/datasets'
export {
  pruningVariantsSchema, trainingScaleSchema, type PruningVariants, type TrainingScale
} from './contract/pruning'
export {
  estimateSchema, presetSchema, type Estimate, type Preset, type TimeEstimate, type WhatComputes
} from './contract/training'
export * from './schema/annotations'
export * from './schema/answers'
export * from './schema/configuration'
export * from './schema/evaluation'
export * from './schema/example-list'
export * from './schema/export'
export * from './schema/import'
export * from './schema/import-inspection'
export * from './schema/linear'
export * from './schema/masks'
export * from './schema/model'
export * from './schema/network'
export * from './schema/patterns'
export * from './schema/pruning'
export * from './schema/queue'
export * from './schema/report'
export * from './schema/run'
export * from './schema/run-comparison'
export * from './schema/run-file'
export * from './schema/stores'
export * from './schema/sweep'
export * from './schema/trash'
export * from './schema/upload'

export const methods = {
  ...applicationMethods,
  ...callMethods,
  ...storeMethods,
  ...runMethods,
  ...reportMethods,
  ...trashMethods,
  ...trainingMethods,
  ...dataSetMethods,
  ...queueMethods,
  ...sweepMethods,
  ...theoryMethods,
  ...evaluationMethods,
  ...snapshotMethods,
  ...maskMethods,
  ...linearMethods,
  ...modelMethods,
  ...exportMethods,
  ...importMethods,
  ...pruningMethods
}

/** Of another than the own store `store` names it: a desktop's page may just have gone from one to the other. */
const event = <Type extends string, Told extends z.ZodRawShape>(type: Type, told: Told) =>
  z.strictObject({ type: z.literal(type), store: storeNameSchema.optional(), ...told })

export const eventSchema = z.discriminatedUnion('type', [
  event('run-delta', { id: runIdSchema, delta: runDeltaSchema }),
  /** Test examples done of those that an evaluation asked for by this page will run. */
  event('evaluation-progress', { ...checkpoint, done: z.number().int(), of: z.number().int() }),
  /** Training examples done of those whose masks this page asked for. */
  event('snapshot-progress', { ...checkpoint, done: z.number().int(), of: z.number().int() }),
  /** Examples done of those whose error, with changed masks, this page asked for. */
  event('changed-error-progress', { id: runIdSchema, done: z.number().int(), of: z.number().int() }),
  /** Examples done of those whose answers this page asked for; each rule counts. */
  event('answers-progress', { id: runIdSchema, done: z.number().int(), of: z.number().int() }),
  /** Examples done of those whose first layer this page asked about. */
  event('first-layer-progress', { id: runIdSchema, done: z.number().int(), of: z.number().int() }),
  /** Thousandths done of the best last layers that this page asked for. */
  event('last-layers-progress', { id: runIdSchema, done: z.number().int(), of: z.number().int() }),
  /** Thousandths done of the solvers that this page asked for. */
  event('solvers-progress', { id: runIdSchema, done: z.number().int(), of: z.number().int() }),
  /** Steps done of a comparison of masks that this page asked for. */
  event('comparison-progress', {
    id: runIdSchema, comparison: comparisonSchema, done: z.number().int(), of: z.number().int()
  }),
  /** Parts done of an experiment on the theory that this page waits for. */
  event('theory-progress', { result: theoryResultIdSchema, done: z.number().int(), of: z.number().int() }),
  /** What the inspection of a model does that this page handed over. */
  event('import-step', { upload: z.uuid(), step: z.string() }),
  /** Bytes of a data set that this page, or another, has fetched. */
  event('dataset-progress', { dataset: z.enum(dataSetNames), received: z.number(), total: z.number() }),
  /** Runs that appeared or changed, and runs that are gone, since the last such event or `runs.list`. */
  event('runs-changed', { changed: z.array(runListEntrySchema), removed: z.array(runIdSchema) }),
  event('queue-changed', { queue: queueSchema })
])

export type MethodPath = keyof typeof methods
export type RequestOf<M extends MethodPath> = z.infer<(typeof methods)[M]['request']>
export type ReplyOf<M extends MethodPath> = z.infer<(typeof methods)[M]['reply']>
export type WorkbenchEvent = z.infer<typeof eventSchema>

export const methodPaths = Object.keys(methods) as MethodPath[]
const methodPathSchema = z.enum(methodPaths as [MethodPath, ...MethodPath[]])

/**
 * A call as it travels on either transport; `request` is validated by the schema of its method. Every call names the
 * store that it is about unless that is the own one: a service that was started again cannot take one for another.
 */
export const callSchema = z.strictObject({
  call: z.number().int(),
  store: storeNameSchema.optional(),
  /** Of a call that may be stopped. */
  ticket: ticketSchema.optional(),
  method: methodPathSchema,
  request: z.unknown()
})
export const replySchema = z.discriminatedUnion('outcome', [
  z.strictObject({ call: z.number().int(), outcome: z.literal('value'), value: z.unknown() }),
  z.strictObject({ call: z.number().int(), outcome: z.literal('error'), sentence: z.string() }),
  /** Whoever asked has ended it; nothing of it is kept. */
  z.strictObject({ call: z.number().int(), outcome: z.literal('stopped') })
])
export type Call = z.infer<typeof callSchema>
export type Reply = z.infer<typeof replySchema>

/** Between a page and the process that answers it. */
export interface Transport {
  send(call: Call): Promise<Reply>
  onEvent(listener: (event: unknown) => void): void
}

/** What the preload script exposes as `window.maskscope`. */
export interface DesktopDoor extends Transport {
  /** Looks at a run file that was dropped on the page, where it lies; the page never learns its path. */
  openDropped(file: File): void
}
