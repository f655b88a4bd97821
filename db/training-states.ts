/**
 * Where a training stands, so that an interrupted one can go on: the newest state and the one before. A state is saved
 * in one transaction with the metrics that it belongs to, so that a file never holds the one without the other.
 */
import { z } from 'zod'
import type { TrainingState } from '../main/engine/training/state'
import { trainingPositionSchema } from '../preload/schema/training-state'
import { json } from './json'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'

/** The first version of the run file that has these tables; an older one that is only read holds none. */
const firstVersion = 7

type Part = 'weights' | 'velocities' | 'weight masks' | 'estimator'

/** Call inside a transaction. */
export function insertTrainingState(database: WritableDatabase, state: TrainingState, now: Date): void {
  const { position, method, network, estimator } = state
  const { lastInsertRowid: number } = database
    .prepare('INSERT INTO training_states (epoch, iteration, saved_at, position, method) VALUES (?, ?, ?, ?, ?)')
    .run(position.epoch, position.iteration, now.toISOString(), JSON.stringify(position), JSON.stringify(method))
  const insert = database.prepare('INSERT INTO training_state_tensors VALUES (?, ?, ?, ?)')
  const put = (part: Part, tensors: ReadonlyMap<string, Float32Array | Uint8Array>): void => {
    for (const [name, { buffer, byteOffset, byteLength }] of tensors)
      insert.run(number, part, name, Buffer.from(buffer, byteOffset, byteLength))
  }
  put('weights', network.weights)
  put('velocities', network.velocities)
  if (network.weightMasks) put('weight masks', network.weightMasks)
  if (estimator) put('estimator', estimator)
  // The newest and the one before are kept.
  database.prepare('DELETE FROM training_states WHERE number < (SELECT max(number) - 1 FROM training_states)').run()
}

/** A finished training goes on no more. */
export function removeTrainingStates(database: WritableDatabase): void {
  database.prepare('DELETE FROM training_states').run()
}

const rowSchema = z.object({
  number: z.number().int(),
  position: json(trainingPositionSchema),
  method: json(z.unknown())
})
const tensorSchema = z.object({ part: z.string(), name: z.string(), data: z.instanceof(Uint8Array) })

/** The newest state, or the one before; null when there is none. @throws an error when it is damaged */
export function readTrainingState(database: ReadableDatabase, which: 'current' | 'previous'): TrainingState | null {
  if (fileVersion(database) < firstVersion) return null
  const row = database
    .prepare('SELECT number, position, method FROM training_states ORDER BY number DESC LIMIT 1 OFFSET ?')
    .get(which === 'current' ? 0 : 1)
  if (row === undefined) return null
  const { number, position, method } = rowSchema.parse(row)
  const tensors = z
    .array(tensorSchema)
    .parse(database.prepare('SELECT part, name, data FROM training_state_tensors WHERE state = ?').all(number))
  const of = (part: Part) => tensors.filter((tensor) => tensor.part === part)
  const floats = (part: Part) =>
    new Map(of(part).map(({ name, data }) => [name, new Float32Array(Uint8Array.from(data).buffer)]))
  const weightMasks = new Map(of('weight masks').map(({ name, data }) => [name, Uint8Array.from(data)]))
  return {
    position,
    method,
    network: {
      weights: floats('weights'),
      velocities: floats('velocities'),
      weightMasks: weightMasks.size > 0 ? weightMasks : null
    },
    estimator: of('estimator').length > 0 ? floats('estimator') : null
  }
}
