/**
 * Where a training stands, so that an interrupted one can go on: the newest state and the one before. A state is saved
 * in one transaction with the metrics that it belongs to, so that a file never holds the one without the other.
 */
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { TrainingState } from '../main/engine/training/state'
import { trainingPositionSchema } from '../preload/schema/training-state'
import { json } from './json'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'

/** The first version of the run file that has these tables; an older one that is only read holds none. */
const firstVersion = 7
/** The first whose states say what was in the file with them. */
export const marksVersion = 11

type Part = 'weights' | 'velocities' | 'weight masks' | 'estimator' | 'average'

/** The highest number in each table when a state was saved; 0 where it was empty. */
const marksSchema = z.strictObject({
  checkpoint: z.number().int(), snapshot: z.number().int(), pruning: z.number().int(), sensitivity: z.number().int()
})
export type Marks = z.infer<typeof marksSchema>

/** Of a file in which nothing has been trained yet. */
export const noMarks: Marks = { checkpoint: 0, snapshot: 0, pruning: 0, sensitivity: 0 }

const readMarks = (database: ReadableDatabase): Marks => marksSchema.parse(database.prepare(`
  SELECT
    (SELECT coalesce(max(checkpoint), 0) FROM checkpoints) AS checkpoint,
    (SELECT coalesce(max(snapshot), 0) FROM snapshots) AS snapshot,
    (SELECT coalesce(max(pruning), 0) FROM prunings) AS pruning,
    (SELECT coalesce(max(number), 0) FROM sensitivity) AS sensitivity
`).get())

/** The weights that the run is judged by: their average, where there is one. */
export const judgedWeights = ({ network, average }: TrainingState): ReadonlyMap<string, Float32Array> =>
  average ?? network.weights

/** Call inside a transaction, after what belongs to the state has been written. */
export function insertTrainingState(database: WritableDatabase, state: TrainingState, now: Date): void {
  const [position, method] = [JSON.stringify(state.position), JSON.stringify(state.method)]
  const marks = JSON.stringify(readMarks(database))
  const parts = partsOf(state)
  const { lastInsertRowid: number } = database
    .prepare(`
      INSERT INTO training_states (epoch, iteration, saved_at, position, method, marks, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?)
    `)
    .run(
      state.position.epoch, state.position.iteration, now.toISOString(), position, method,
      marks, crc32(marks, checksumOf(position, method, parts))
    )
  const insert = database.prepare('INSERT INTO training_state_tensors VALUES (?, ?, ?, ?)')
  for (const { part, name, data } of parts) insert.run(number, part, name, data)
  // The newest and the one before are kept.
  database.prepare('DELETE FROM training_states WHERE number < (SELECT max(number) - 1 FROM training_states)').run()
}

interface Tensor { part: string; name: string; data: Uint8Array }

function partsOf({ network, estimator, average }: TrainingState): Tensor[] {
  const named = (part: Part, tensors: ReadonlyMap<string, Float32Array | Uint8Array> | null): Tensor[] =>
    [...tensors ?? []].map(([name, { buffer, byteOffset, byteLength }]) =>
      ({ part, name, data: Buffer.from(buffer, byteOffset, byteLength) }))
  return [
    ...named('weights', network.weights), ...named('velocities', network.velocities),
    ...named('weight masks', network.weightMasks), ...named('estimator', estimator),
    ...named('average', average)
  ]
}

/** Over everything that is gone on from but the marks, in the order in which it was written. */
const checksumOf = (position: string, method: string, parts: readonly Tensor[]): number =>
  parts.reduce((sum, { part, name, data }) => crc32(data, crc32(`${part} ${name}`, sum)), crc32(position + method))

/** A finished training goes on no more. */
export function removeTrainingStates(database: WritableDatabase): void {
  database.prepare('DELETE FROM training_states').run()
}

const rowSchema = z.object({
  number: z.number().int(),
  position: json(trainingPositionSchema),
  method: json(z.unknown())
})
const keptSchema = z.object({
  marks: json(marksSchema).nullable(), checksum: z.number().int().nullable(), saved_at: z.string()
})
const textsSchema = z.object({ position: z.string(), method: z.string(), marks: z.string().nullable().default(null) })
const tensorSchema = z.object({ part: z.string(), name: z.string(), data: z.instanceof(Uint8Array) })

/** The newest state, or the one before; null when there is none. @throws an error when it is damaged */
export function readTrainingState(database: ReadableDatabase, which: 'current' | 'previous'): TrainingState | null {
  return readStored(database, which)?.state ?? null
}

/** A state, and what was in the file when it was saved. */
export interface StoredState { number: number; state: TrainingState; marks: Marks; savedAt: string }

/**
 * The state that a training goes on from: the newest one that is whole.
 * @returns null where there is none; `damaged` is how many newer ones are
 */
export function readWholeState(database: ReadableDatabase): { stored: StoredState | null; damaged: number } {
  let damaged = 0
  for (const which of ['current', 'previous'] as const) {
    try {
      const found = readStored(database, which)
      if (found === null) break
      const { marks, ...stored } = found
      if (marks !== null) return { stored: { ...stored, marks }, damaged }
    } catch {
      // The one before it is whole, as a rule.
    }
    damaged += 1
  }
  return { stored: null, damaged }
}

/** What every state says of the file: snapshots up to these are gone on with. */
export function snapshotsOfStates(database: ReadableDatabase): number[] {
  const marks = z.array(z.object({ snapshot: z.number() })).parse(
    database.prepare("SELECT marks ->> '$.snapshot' AS snapshot FROM training_states WHERE marks IS NOT NULL").all()
  )
  return marks.map(({ snapshot }) => snapshot)
}

/** The moment of the newest state, which is the newest that the file is known to be whole up to; null without any. */
export function readNewestMoment(database: ReadableDatabase): { epoch: number; savedAt: string } | null {
  if (fileVersion(database) < firstVersion) return null
  const row = database.prepare('SELECT epoch, saved_at AS savedAt FROM training_states ORDER BY number DESC LIMIT 1')
    .get()
  return row === undefined ? null : z.object({ epoch: z.number(), savedAt: z.string() }).parse(row)
}

/** Whether there is a state that says what was in the file with it. */
export const hasState = (database: ReadableDatabase): boolean => fileVersion(database) >= marksVersion &&
  database.prepare('SELECT 1 FROM training_states WHERE marks IS NOT NULL LIMIT 1').get() !== undefined

type Stored = Omit<StoredState, 'marks'> & { marks: Marks | null }

function readStored(database: ReadableDatabase, which: 'current' | 'previous'): Stored | null {
  if (fileVersion(database) < firstVersion) return null
  const row = database
    .prepare('SELECT * FROM training_states ORDER BY number DESC LIMIT 1 OFFSET ?')
    .get(which === 'current' ? 0 : 1)
  if (row === undefined) return null
  const { number, position, method } = rowSchema.parse(row)
  const tensors = z.array(tensorSchema).parse(
    database.prepare('SELECT part, name, data FROM training_state_tensors WHERE state = ? ORDER BY rowid').all(number)
  )
  const { marks, checksum, saved_at: savedAt } = keptSchema.parse({ marks: null, checksum: null, ...row })
  const texts = textsSchema.parse(row)
  const sum = checksumOf(texts.position, texts.method, tensors)
  // A state that was saved before version 12 has one without its marks.
  if (checksum !== null && checksum !== crc32(texts.marks ?? '', sum) && checksum !== sum)
    throw new Error(`the state of the training at iteration ${position.iteration} is not what was saved`)
  return { number, marks, savedAt, state: { position, method, ...tensorsOf(tensors) } }
}

function tensorsOf(tensors: readonly Tensor[]): Pick<TrainingState, 'network' | 'estimator' | 'average'> {
  const of = (part: Part): Tensor[] => tensors.filter((tensor) => tensor.part === part)
  const floats = (part: Part): Map<string, Float32Array> =>
    new Map(of(part).map(({ name, data }) => [name, new Float32Array(Uint8Array.from(data).buffer)]))
  const floatsOrNull = (part: Part): Map<string, Float32Array> | null => {
    const found = floats(part)
    return found.size > 0 ? found : null
  }
  const weightMasks = new Map(of('weight masks').map(({ name, data }) => [name, Uint8Array.from(data)]))
  return {
    network: {
      weights: floats('weights'), velocities: floats('velocities'),
      weightMasks: weightMasks.size > 0 ? weightMasks : null
    },
    estimator: floatsOrNull('estimator'),
    average: floatsOrNull('average')
  }
}
