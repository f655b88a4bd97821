/** What a training process tells the process that started it, kind by kind. Both sides validate. */
import { z } from 'zod'
import { refittedEvaluationSchema, ruleEvaluationSchema } from '../../preload/schema/evaluation'
import { exportRecordSchema } from '../../preload/schema/export'
import { importInspectionSchema } from '../../preload/schema/import-inspection'
import { compactReportSchema, pruningRecordSchema } from '../../preload/schema/pruning'
import {
  epochRecordSchema,
  evaluationRecordSchema,
  failureKindSchema,
  progressSchema,
  refitRecordSchema,
  runIdSchema,
  snapshotRecordSchema
} from '../../preload/schema/run'
import { claimSchema, resultTableSchema } from '../../preload/schema/theory/result'
import { matchedWeightSchema } from '../../preload/schema/weight-mapping'
import { stepNames } from './steps'

const contents = {
  /** What a job begins before it shows how far it is. */
  step: z.strictObject({ step: z.enum(stepNames) }),
  /** The run file is there and viewers can follow it. */
  created: z.strictObject({ id: runIdSchema }),
  progress: z.strictObject({ progress: progressSchema }),
  epoch: z.strictObject({ record: epochRecordSchema }),
  snapshot: z.strictObject({ record: snapshotRecordSchema }),
  /** Test examples run, of all that will be. */
  'evaluation progress': z.strictObject({ done: z.number().int(), of: z.number().int() }),
  /** Training examples done, of all whose masks are taken; and the end of it, null when it was stopped. */
  'snapshot progress': z.strictObject({ done: z.number().int(), of: z.number().int() }),
  'snapshot taken': z.strictObject({ record: snapshotRecordSchema.nullable() }),
  /** `stored` is false while another process writes the file. */
  evaluated: z.strictObject({
    evaluation: evaluationRecordSchema,
    rules: z.array(ruleEvaluationSchema),
    /** Null where nobody asked for it. */
    refitted: refittedEvaluationSchema.nullable(),
    stored: z.boolean()
  }),
  pruning: z.strictObject({ record: pruningRecordSchema }),
  refit: z.strictObject({ record: refitRecordSchema }),
  compacted: z.strictObject({ report: compactReportSchema }),
  /** Null of weights whose names say it themselves. */
  'weights matched': z.strictObject({ matched: z.array(matchedWeightSchema).nullable() }),
  /** What was found in a model, of which a run is made when it is confirmed (confirmation.ts). */
  inspected: z.strictObject({ inspection: importInspectionSchema }),
  'data written': z.strictObject({ path: z.string() }),
  exported: z.strictObject({ record: exportRecordSchema }),
  /** Epochs trained, of all that will be. */
  'experiment progress': z.strictObject({ done: z.number().int(), of: z.number().int() }),
  experimented: z.strictObject({
    results: z.array(resultTableSchema), claims: z.array(claimSchema), seconds: z.number()
  }),
  ended: z.strictObject({ status: z.enum(['finished', 'stopped']) }),
  failed: z.strictObject({ of: failureKindSchema, sentence: z.string(), details: z.string() })
}

export type MessageKind = keyof typeof contents

/** A message of these kinds: its kind, and what the kind says. */
export type Message<K extends MessageKind> = { [P in K]: { kind: P } & z.infer<(typeof contents)[P]> }[K]
export type TrainerMessage = Message<MessageKind>

/** What every job tells that makes a run and works as its owner. */
export const runMessages = ['created', 'progress', 'epoch', 'snapshot', 'pruning', 'refit'] as const
export type RunMessage = Message<(typeof runMessages)[number]>
export type Tell = (message: RunMessage) => void
/** Of a job that has no run file yet. */
export type TellBefore = (message: RunMessage | Message<'step'>) => void
export type TellImport = (message: RunMessage | Message<'step' | 'inspected'>) => void

/** @throws when it is no message of one of the kinds, which is a defect of whoever sent it */
export function parseMessage(raw: unknown, kinds: readonly MessageKind[]): TrainerMessage {
  const { kind, ...content } = z.looseObject({ kind: z.enum(kinds) }).parse(raw)
  return { kind, ...contents[kind].parse(content) } as TrainerMessage
}
