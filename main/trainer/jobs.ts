/**
 * The jobs of a training process, an entry each: what is asked, what is told meanwhile, and what is told last. The
 * process that starts a job loads this and nothing else of it; how jobs are carried out stands in `work.ts`, where the
 * compiler wants a function for every entry.
 */
import { z } from 'zod'
import {
  dataSetNames,
  dataSettingsSchema,
  networkPresetNames,
  preprocessingSchema,
  trainingConfigurationSchema
} from '../../preload/schema/configuration'
import { evaluationRuleSchema } from '../../preload/schema/evaluation'
import { exportFormatNames } from '../../preload/schema/export'
import { entryNumberSchema } from '../../preload/schema/queue'
import { checkpointNameSchema, runIdSchema, runNameSchema, snapshotExamplesSchema } from '../../preload/schema/run'
import { runPlaceSchema } from '../../preload/schema/run-place'
import { trainingExperimentSchema } from '../../preload/schema/theory'
import { seedsSchema } from '../../preload/schema/theory/result'
import { weightMappingSchema } from '../../preload/schema/weight-mapping'
import { parseMessage, runMessages, type Message, type MessageKind } from './messages'

interface Description<Request extends z.ZodObject, Told extends MessageKind, Last extends MessageKind> {
  request: Request
  /** What it may tell before the end. */
  tells: readonly Told[]
  /** The kind of message that a job told when it is done; of a failure, `failed` takes its place. */
  ends: Last
  /** What the list of the system's processes names it by. */
  subject: (request: z.infer<Request>) => string
}

const job = <Request extends z.ZodObject, Told extends MessageKind, Last extends MessageKind>(
  description: Description<Request, Told, Last>
) => description

const always = {
  store: z.string(),
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: z.string().nullable()
}
/** Of a job that makes a run, or goes on with one. */
const makingRun = {
  ...always,
  /**
   * Where the run's file is written while it is made, a folder of this machine; it is published into the store. Null
   * where it is written in the store.
   */
  scratch: z.string().nullable()
}
const ofCheckpoint = { ...always, id: runIdSchema, at: checkpointNameSchema }
/** Of one that is only read, which need not lie in the store. */
const readCheckpoint = {
  place: runPlaceSchema, dataFolder: always.dataFolder, id: runIdSchema, at: checkpointNameSchema
}
const run = ({ id }: { id: string }): string => id

export const jobs = {
  train: job({
    request: z.strictObject({
      ...makingRun,
      id: runIdSchema,
      name: runNameSchema,
      configuration: trainingConfigurationSchema,
      /** A file of weight masks, for the choice of connections `loaded`. */
      weightMasks: z.string().nullable(),
      /** The entry of the store's queue that it is; null of a training that never waited. */
      entry: entryNumberSchema.nullable()
    }),
    tells: runMessages,
    ends: 'ended',
    subject: run
  }),
  /** Goes on with a run that was stopped or cut off. */
  resume: job({
    request: z.strictObject({
      ...makingRun,
      id: runIdSchema,
      /** Like those of `train`, where its connections have not been chosen yet. */
      weightMasks: z.string().nullable(),
      entry: entryNumberSchema.nullable()
    }),
    tells: runMessages,
    ends: 'ended',
    subject: run
  }),
  evaluate: job({
    request: z.strictObject({
      ...ofCheckpoint,
      /** Beside ReLU and MaskT; the answer to each example is stored. */
      rules: z.array(evaluationRuleSchema),
      /** Of these only the figures are. */
      sweep: z.array(evaluationRuleSchema),
      /** Whether it is also run with ReLU and refitted classifiers; of that only the figures are told. */
      refitClassifier: z.boolean()
    }),
    tells: ['evaluation progress'],
    ends: 'evaluated',
    subject: run
  }),
  compact: job({
    request: z.strictObject({ ...readCheckpoint, neverOn: z.boolean() }),
    tells: [],
    ends: 'compacted',
    subject: run
  }),
  snapshot: job({
    request: z.strictObject({ ...ofCheckpoint, of: snapshotExamplesSchema }),
    tells: ['snapshot progress'],
    ends: 'snapshot taken',
    subject: run
  }),
  /** Inspects a model, and makes a run of it when that was confirmed. */
  import: job({
    request: z.strictObject({
      ...makingRun,
      id: runIdSchema,
      /** The model's file. */
      path: z.string(),
      dataset: z.enum(dataSetNames),
      /** Null for what the model says, or else what suits it best. */
      preprocessing: preprocessingSchema.nullable(),
      /** The network of weights that come without one. */
      preset: z.enum(networkPresetNames).nullable(),
      /** Which of the file's arrays is which of the preset's; null for a guess. */
      mapping: weightMappingSchema.nullable()
    }),
    tells: [...runMessages, 'inspected'],
    ends: 'ended',
    subject: run
  }),
  /** Tells which of a file's arrays an import would take for which of a preset's; nothing is written. */
  'match weights': job({
    request: z.strictObject({
      ...always, path: z.string(), dataset: z.enum(dataSetNames), preset: z.enum(networkPresetNames),
      mapping: weightMappingSchema.nullable()
    }),
    tells: [],
    ends: 'weights matched',
    subject: ({ preset }) => preset
  }),
  'write data': job({
    request: z.strictObject({ ...always, data: dataSettingsSchema, path: z.string() }),
    tells: [],
    ends: 'data written',
    subject: ({ data }) => data.dataset
  }),
  export: job({
    request: z.strictObject({
      ...readCheckpoint,
      format: z.enum(exportFormatNames),
      folder: z.string(),
      /** Without channels that do nothing (main/engine/pruning/compact.ts). */
      compact: z.boolean(),
      /** Replaces files of the same names. */
      force: z.boolean(),
      /** Measures what the model costs, beside the run's checkpoint `before` when there is one. */
      report: z.strictObject({ before: checkpointNameSchema.nullable() }).nullable()
    }),
    tells: [],
    ends: 'exported',
    subject: run
  }),
  /** Trains the networks of an experiment on the theory, of which nothing is stored. */
  experiment: job({
    request: z.strictObject({
      ...always,
      experiment: trainingExperimentSchema,
      /** Checked by the experiment's own schema before. */
      parameters: z.record(z.string(), z.unknown()),
      seeds: seedsSchema
    }),
    tells: ['experiment progress'],
    ends: 'experimented',
    subject: ({ experiment }) => experiment
  })
}

type Jobs = typeof jobs
export type JobKind = keyof Jobs
export type Job<K extends JobKind = JobKind> = { [P in K]: { kind: P } & z.infer<Jobs[P]['request']> }[K]

/** What is told of a job: meanwhile, and at last. Every job also tells the steps that it begins with. */
export type Told<K extends JobKind> = Message<Jobs[K]['tells'][number]>
export type Telling<K extends JobKind> = (message: Told<K> | Message<'step'>) => void
export type Outcome<K extends JobKind> = Message<Jobs[K]['ends']>

export const jobKinds = Object.keys(jobs) as JobKind[]

/** @throws when it is no job, which is a defect of whoever sent it */
export function parseJob(raw: unknown): Job {
  const { kind, ...request } = z.looseObject({ kind: z.enum(jobKinds) }).parse(raw)
  return { kind, ...jobs[kind].request.parse(request) } as Job
}

const subjects: { [K in JobKind]: { subject: (job: Job<K>) => string } } = jobs

/** `train 20260714-094101-k3x9`: the process in the system's list. */
export function titleOf<K extends JobKind>(job: Job<K>): string {
  return `${job.kind} ${subjects[job.kind].subject(job)}`
}

/** A message of a job, and what it means for it. */
export type Heard<K extends JobKind> =
  | { when: 'before'; message: Message<'step'> }
  | { when: 'meanwhile'; message: Told<K> }
  | { when: 'done'; message: Outcome<K> }
  | { when: 'failed'; message: Message<'failed'> }

/** @throws when a job of this kind may not tell it, which is a defect of its process */
export function hear<K extends JobKind>(kind: K, raw: unknown): Heard<K> {
  const { tells, ends } = jobs[kind]
  const message = parseMessage(raw, [...tells, ends, 'failed', 'step'])
  return { when: whenOf(message.kind, ends), message } as Heard<K>
}

function whenOf(kind: MessageKind, ends: MessageKind): Heard<JobKind>['when'] {
  if (kind === 'step') return 'before'
  if (kind === 'failed') return 'failed'
  return kind === ends ? 'done' : 'meanwhile'
}
