/** The queue of trainings that a store keeps: what waits, what has been started from it, and how it ended. */
import { z } from 'zod'
import { dataSetNames, methodNames } from './configuration'
import { preparationNames, runIdSchema, runNameSchema } from './run'

export const mostAtOnce = 64
/** What a page may add in one call; a call has at most a megabyte. */
export const mostAdded = 500
/** Trainings under way beside which one more is started at once; with more it has to wait in its turn. */
export const mostBesideNow = 16
/** Entries that may wait in a store. */
export const mostWaiting = 20_000

export const entryNumberSchema = z.number().int().min(1)
/** As many trainings run side by side. */
export const atOnceSchema = z.number().int().min(1).max(mostAtOnce)
/** What the entries of one sweep or comparison share. */
export const queueGroupSchema = z.string().min(1).max(120)

/** How a training that was started ended; `interrupted`: its process is gone. */
export const queueOutcomeSchema = z.enum(['finished', 'stopped', 'failed', 'interrupted'])

export const entryStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('waiting') }),
  /** Its process works, and its run file is not there yet. `doing` is null until the process has said so. */
  z.strictObject({
    kind: z.literal('preparing'), run: runIdSchema, doing: z.enum(preparationNames).nullable(), since: z.string()
  }),
  z.strictObject({ kind: z.literal('running'), run: runIdSchema, since: z.string() }),
  /** `run` is null where the training could not begin, and `sentence` says why. */
  z.strictObject({
    kind: z.literal('ended'), run: runIdSchema.nullable(), outcome: queueOutcomeSchema,
    sentence: z.string().nullable(), since: z.string()
  }),
  z.strictObject({ kind: z.literal('cancelled'), since: z.string() }),
  /** What it was to train cannot be read; it is never started. */
  z.strictObject({ kind: z.literal('damaged'), reason: z.string() })
])

export const queueEntrySchema = z.strictObject({
  number: entryNumberSchema,
  name: runNameSchema,
  group: queueGroupSchema.nullable(),
  /** Hash of the configuration, where whoever added it gave one. */
  key: z.string().nullable(),
  addedAt: z.string(),
  /** Null of a damaged entry. */
  training: z.strictObject({
    method: z.enum(methodNames),
    dataset: z.enum(dataSetNames),
    network: z.string(),
    seed: z.number().int(),
    epochs: z.number().int()
  }).nullable(),
  state: entryStateSchema
})

export const queueSchema = z.strictObject({
  /** While it is, nothing is started. */
  paused: z.boolean(),
  atOnce: atOnceSchema,
  /** Whether some process starts what waits: a window, `serve` or `queue run`. */
  attended: z.boolean(),
  /** What became of a queue file that was damaged; null where none was. */
  notice: z.string().nullable(),
  /**
   * Those that have not ended: started ones first, then in the order in which they will be started. One that could not
   * begin is among the first, until it is cancelled.
   */
  entries: z.array(queueEntrySchema)
})

/** Where entries are moved to. `now`: they are started at once, however many run and though the queue is paused. */
export const queuePlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('first') }),
  z.strictObject({ kind: z.literal('last') }),
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('before'), entry: entryNumberSchema })
])

/** What a person who looks elsewhere wants to know of the queue's trainings. */
export const trainingNewsSchema = z.strictObject({
  /** Mean over all that are being trained, 0 to 1; null while none is. */
  progress: z.number().min(0).max(1).nullable(),
  /** Since the news before. */
  ended: z.array(z.strictObject({ name: runNameSchema, outcome: queueOutcomeSchema, sentence: z.string().nullable() }))
})

export const emptyQueue: Queue = { paused: false, atOnce: 1, attended: false, notice: null, entries: [] }

export type QueueEntry = z.infer<typeof queueEntrySchema>
export type EntryState = z.infer<typeof entryStateSchema>
export type QueueOutcome = z.infer<typeof queueOutcomeSchema>
export type Queue = z.infer<typeof queueSchema>
export type TrainingNews = z.infer<typeof trainingNewsSchema>
export type QueuePlace = z.infer<typeof queuePlaceSchema>

export const couldNotBegin = ({ state }: QueueEntry): boolean => state.kind === 'ended' && state.run === null
export const isWaiting = ({ state }: QueueEntry): boolean => state.kind === 'waiting'
export const isStarted = ({ state }: QueueEntry): boolean => state.kind === 'preparing' || state.kind === 'running'
