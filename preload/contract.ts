/**
 * The one contract between a workbench page and the process that answers it. Both transports (Electron IPC and
 * loopback WebSocket) and the client are derived from `methods` and `eventSchema`; every message is validated
 * where it crosses.
 */
import { z } from 'zod'
import {
  augmentationNames,
  dataSetNames,
  dsdConfigurationSchema,
  methodNames,
  networkPresetNames,
  plainTrainingSchema,
  preprocessingNames,
  sgdConfigurationSchema,
  trainingConfigurationSchema
} from './schema/configuration'
import {
  confusionSchema,
  disagreementKinds,
  disagreementsSchema,
  evaluationRuleSchema,
  ruleEvaluationSchema
} from './schema/evaluation'
import { exportFormatNames } from './schema/export'
import { compactReportSchema } from './schema/pruning'
import {
  checkpointNameSchema, evaluationRecordSchema, runCursorSchema, runDeltaSchema, runDetailSchema,
  runIdSchema, runListEntrySchema, runNameSchema, snapshotExamplesSchema, snapshotRecordSchema
} from './schema/run'
import { mostUploadFiles, uploadFileSchema, uploadPieceSchema } from './schema/upload'

export * from './schema/configuration'
export * from './schema/evaluation'
export * from './schema/export'
export * from './schema/import'
export * from './schema/network'
export * from './schema/pruning'
export * from './schema/run'
export * from './schema/upload'

// The pages' content security policy forbids code made from strings, which zod would use to speed up its parsers.
z.config({ jitless: true })

const nothing = z.strictObject({})
const byId = z.strictObject({ id: runIdSchema })
const byUpload = z.strictObject({ upload: z.uuid() })
const checkpoint = { id: runIdSchema, at: checkpointNameSchema }

/** One line of `doctor`: what was found, and what to do when it is missing. */
export const findingSchema = z.strictObject({
  part: z.string(), state: z.enum(['ok', 'missing', 'limited']), found: z.string(), advice: z.string().nullable()
})

/** A starting point for a training: complete settings with a line that explains them. */
export const presetSchema = z.strictObject({
  id: z.string(),
  /** Of the paper; null for our own. */
  table: z.number().int().nullable(),
  title: z.string(),
  explanation: z.string(),
  /** What the paper reports for it, as fractions; MaskT where the table has it. */
  published: z.strictObject({ error: z.number(), maskt: z.number().nullable() }).nullable(),
  configuration: plainTrainingSchema,
  /** The same on a small sibling network and part of the data; null where the whole takes minutes. */
  scaled: plainTrainingSchema.nullable()
})

export const estimateSchema = z.strictObject({
  /** Trained ones, of the main head and with auxiliary heads. */
  parameters: z.number().int(),
  parametersInTraining: z.number().int(),
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

/** How much a training learns from, and how fast: what has to be the same where methods are compared. */
export const trainingScaleSchema = z.strictObject({
  /** Room for three stages. */
  epochs: z.number().int().min(3).max(100_000),
  trainExamples: z.number().int().min(1),
  augmentation: z.enum(augmentationNames),
  batchSize: z.number().int().min(1).max(8192),
  learningRate: z.number().positive().max(1000)
})

/** A training for every choice of connections that a form offers. */
export const pruningVariantsSchema = z.strictObject({
  magnitude: dsdConfigurationSchema,
  'i-alternation': dsdConfigurationSchema,
  'b-alternation': dsdConfigurationSchema
})

export const methods = {
  'application.about': {
    request: nothing,
    reply: z.strictObject({
      version: z.string(),
      storePath: z.string(),
      findings: z.array(findingSchema),
      datasets: z.array(z.enum(dataSetNames)),
      networks: z.array(z.enum(networkPresetNames)),
      methods: z.array(z.enum(methodNames))
    })
  },
  'runs.list': { request: nothing, reply: z.strictObject({ runs: z.array(runListEntrySchema) }) },
  'runs.detail': { request: byId, reply: z.strictObject({ detail: runDetailSchema, cursor: runCursorSchema }) },
  /** From now on `run-delta` events tell this page what is new after the cursor, at most five times a second. */
  'runs.follow': { request: z.strictObject({ id: runIdSchema, cursor: runCursorSchema }), reply: nothing },
  'runs.unfollow': { request: byId, reply: nothing },
  'runs.rename': { request: z.strictObject({ id: runIdSchema, name: runNameSchema }), reply: nothing },
  'runs.delete': { request: byId, reply: nothing },
  'training.presets': {
    request: nothing,
    reply: z.strictObject({
      presets: z.array(presetSchema),
      /** The data sets whose files are here; the others have to be fetched before a training. */
      present: z.array(z.enum(dataSetNames))
    })
  },
  'training.estimate': {
    request: z.strictObject({ configuration: trainingConfigurationSchema }),
    reply: estimateSchema
  },
  'training.start': {
    request: z.strictObject({ configuration: trainingConfigurationSchema, name: runNameSchema.nullable() }),
    reply: z.strictObject({ id: runIdSchema })
  },
  'training.stop': { request: byId, reply: nothing },
  /**
   * Evaluates a checkpoint with ReLU, MaskT and these rules, and stores the answer to each test example; of the sweep
   * only the figures. `evaluation-progress` events tell how far it is. While a training owns the file nothing is
   * stored.
   */
  'evaluation.run': {
    request: z.strictObject({
      ...checkpoint,
      rules: z.array(evaluationRuleSchema).max(16),
      sweep: z.array(evaluationRuleSchema).max(400)
    }),
    reply: z.strictObject({
      evaluation: evaluationRecordSchema,
      rules: z.array(ruleEvaluationSchema),
      stored: z.boolean()
    })
  },
  /** Every rule that a checkpoint was evaluated with. */
  'evaluation.rules': {
    request: z.strictObject(checkpoint),
    reply: z.strictObject({ rules: z.array(ruleEvaluationSchema) })
  },
  'evaluation.confusion': {
    request: z.strictObject({ ...checkpoint, rule: evaluationRuleSchema }),
    reply: z.strictObject({ confusion: confusionSchema })
  },
  /** Test examples that two rules answer differently, `limit` of them after the first `skip` of a kind. */
  'evaluation.disagreements': {
    request: z.strictObject({
      ...checkpoint,
      first: evaluationRuleSchema,
      second: evaluationRuleSchema,
      kind: z.enum(disagreementKinds).nullable(),
      skip: z.number().int().min(0),
      limit: z.number().int().min(1).max(100)
    }),
    reply: z.strictObject({ disagreements: disagreementsSchema })
  },
  /**
   * Estimates and stores the masks of a checkpoint, of a run that is not running; `snapshot-progress` events tell how
   * far it is. Null when it was stopped.
   */
  'snapshots.take': {
    request: z.strictObject({ ...checkpoint, of: snapshotExamplesSchema }),
    reply: z.strictObject({ snapshot: snapshotRecordSchema.nullable() })
  },
  /** Ends it after its current batch; nothing of it is left. */
  'snapshots.stop': { request: byId, reply: nothing },
  /** Writes a checkpoint for other programs, packed as one zip archive that this page alone can read. */
  'exports.make': {
    request: z.strictObject({
      id: runIdSchema,
      at: checkpointNameSchema,
      format: z.enum(exportFormatNames),
      compact: z.boolean()
    }),
    reply: z.strictObject({ archive: z.uuid(), name: z.string(), bytes: z.number().int() })
  },
  /** The archive's bytes from an offset on, as base64; at most a mebibyte, and none at its end. */
  'exports.read': {
    request: z.strictObject({ archive: z.uuid(), offset: z.number().int().min(0) }),
    reply: z.strictObject({ data: z.base64() })
  },
  'exports.discard': { request: z.strictObject({ archive: z.uuid() }), reply: nothing },
  /**
   * Makes room for a model's files: its own first, then those beside it. They come piece by piece, and are gone when
   * the import has read them or failed, when this page begins another upload, and when it goes.
   */
  'imports.begin': {
    request: z.strictObject({ files: z.array(uploadFileSchema).min(1).max(mostUploadFiles) }),
    reply: byUpload
  },
  /** The bytes of a file, by its place in the list, that follow those it has already. */
  'imports.write': {
    request: byUpload.extend({
      file: z.number().int().min(0),
      offset: z.number().int().min(0),
      data: uploadPieceSchema
    }),
    reply: nothing
  },
  /** Reads the model in a process of its own; answers when its run is there, whose masks are then being estimated. */
  'imports.start': {
    request: byUpload.extend({
      dataset: z.enum(dataSetNames),
      /** Null for what the model says, or else what is usual for the data set. */
      preprocessing: z.enum(preprocessingNames).nullable(),
      /** The network of weights that come without one. */
      preset: z.enum(networkPresetNames).nullable(),
      /** Null for the file's name. */
      name: runNameSchema.nullable(),
      /** Whether the masks of all training examples are estimated and stored. */
      masks: z.boolean()
    }),
    reply: z.strictObject({ id: runIdSchema })
  },
  'imports.discard': { request: byUpload, reply: nothing },
  /**
   * A Dense → Sparse → Dense training of a network by each choice of connections, and the SGD training to hold them
   * against: of as many epochs, on the same data. What `like` says takes the place of the network's defaults.
   */
  'pruning.defaults': {
    request: z.strictObject({
      dataset: z.enum(dataSetNames),
      network: z.enum(networkPresetNames),
      like: trainingScaleSchema.nullable()
    }),
    reply: z.strictObject({ baseline: sgdConfigurationSchema, variants: pruningVariantsSchema })
  },
  /**
   * The same choices for going on with a run's final weights, which leaves no baseline to train: without a first Dense
   * stage.
   */
  'pruning.continued': {
    request: z.strictObject({ id: runIdSchema, like: trainingScaleSchema.nullable() }),
    reply: z.strictObject({ variants: pruningVariantsSchema })
  },
  /** The compact model of a checkpoint, made and measured in a process of its own; nothing is stored. */
  'pruning.compact': {
    request: z.strictObject({ id: runIdSchema, at: checkpointNameSchema, neverOn: z.boolean() }),
    reply: z.strictObject({ report: compactReportSchema })
  }
} as const satisfies Record<string, { request: z.ZodType; reply: z.ZodType }>

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
export type Finding = z.infer<typeof findingSchema>
export type TrainingScale = z.infer<typeof trainingScaleSchema>
export type PruningVariants = z.infer<typeof pruningVariantsSchema>
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
