/** An entry as the queue's file holds it, and as everybody else sees it. */
import { z } from 'zod'
import {
  networkNameOf, trainingConfigurationSchema, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { entryStateSchema, queueEntrySchema, type EntryState, type QueueEntry } from '../../preload/schema/queue'
import { json } from '../json'
import { statusNow, type Owner } from '../liveness'
import type { LockState } from '../lock/file-lock'

/** Files of this machine that a training reads; null where it needs none. */
export interface TrainingFiles { dataFolder: string | null; weightMasks: string | null }

const rowSchema = z.object({
  number: z.number(),
  name: z.string(),
  configuration: z.string(),
  data_folder: z.string().nullable(),
  weight_masks: z.string().nullable(),
  group_name: z.string().nullable(),
  key: z.string().nullable(),
  added_at: z.string(),
  state: z.enum(['waiting', 'preparing', 'creating', 'running', 'ended', 'cancelled']),
  since: z.string(),
  run: z.string().nullable(),
  doing: z.string().nullable(),
  outcome: z.string().nullable(),
  sentence: z.string().nullable(),
  launches: z.number(),
  /** The iteration at which its run was last gone on with; -1 where that is still to come, null of a new run. */
  resumed_from: z.number().nullable(),
  host: z.string().nullable(),
  process: z.number().nullable(),
  heartbeat_at: z.string().nullable()
})
export type EntryRow = z.infer<typeof rowSchema>

export const entryRow = (raw: unknown): EntryRow => rowSchema.parse(raw)

const configurationText = json(trainingConfigurationSchema)

/** @returns a sentence’s worth of why where it cannot be read */
export function configurationOf({ configuration }: EntryRow): TrainingConfiguration | { reason: string } {
  const parsed = configurationText.safeParse(configuration)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.replace(/^: /, '') }
}

export const isReadable = (
  configuration: TrainingConfiguration | { reason: string }
): configuration is TrainingConfiguration => !('reason' in configuration)

/** @throws an error of the schema when a field of it is none */
export function entryOf(row: EntryRow): QueueEntry {
  const configuration = configurationOf(row)
  const readable = isReadable(configuration)
  return queueEntrySchema.parse({
    number: row.number,
    name: row.name,
    group: row.group_name,
    key: row.key,
    addedAt: row.added_at,
    training: readable ? summaryOf(configuration) : null,
    state: readable || row.state !== 'waiting' ? stateOf(row) : { kind: 'damaged', reason: configuration.reason }
  })
}

const summaryOf = (configuration: TrainingConfiguration): QueueEntry['training'] => {
  const { method, dataset, seed, epochs } = configuration
  return { method, dataset, network: networkNameOf(configuration), seed, epochs }
}

function stateOf({ state, since, run, doing, outcome, sentence }: EntryRow): EntryState {
  switch (state) {
    case 'waiting': return { kind: 'waiting' }
    // Its file is there in some milliseconds.
    case 'creating': return entryStateSchema.parse({ kind: 'preparing', run, doing, since })
    case 'preparing': return entryStateSchema.parse({ kind: 'preparing', run, doing, since })
    case 'running': return entryStateSchema.parse({ kind: 'running', run, since })
    case 'ended': return entryStateSchema.parse({ kind: 'ended', run, outcome, sentence, since })
    case 'cancelled': return { kind: 'cancelled', since }
  }
}

/** In whose hands something is. */
export type InHand = Pick<EntryRow, 'host' | 'process' | 'heartbeat_at'>

/** Whether the process that stands in a row is alive. @param lock that it has where it is */
export function isHeld(
  { host, process, heartbeat_at: heartbeatAt }: InHand, lock: LockState, now: Date
): boolean {
  if (host === null || process === null || heartbeatAt === null) return false
  const owner: Owner = { host, process, heartbeatAt }
  return statusNow('running', owner, lock, now.getTime()) === 'running'
}
