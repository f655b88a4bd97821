/** Weights of the moments that a run keeps, float32 little-endian, and what they give on the test set. */
import { z } from 'zod'
import { Failure } from '../preload/schema/failure'
import { evaluationRecordSchema, type EvaluationRecord } from '../preload/schema/run'
import { demandWhole, hashedSelection, rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { iterationOfEvaluation } from './migrations/006-snapshots'
import { fileVersion } from './open'

/** The first version of the run file whose evaluations say at which iteration they were made. */
const iterationVersion = 6

export interface NewCheckpoint {
  name: string
  epoch: number
  iteration: number
  /** The pruning whose masks hold in these weights; null or missing where every weight is free. */
  pruning?: number | null
}
export interface Checkpoint extends Omit<NewCheckpoint, 'pruning'> { weights: ReadonlyMap<string, Float32Array> }

/**
 * A checkpoint reaches the disk before training goes on; one of the same name is replaced.
 */
export function insertCheckpoint(
  database: WritableDatabase,
  checkpoint: NewCheckpoint,
  weights: ReadonlyMap<string, Float32Array>,
  now: Date
): void {
  onDisk(database, () => { writeCheckpoint(database, checkpoint, weights, now) })
}

/** One transaction that reaches the disk before anything goes on. */
export function onDisk(database: WritableDatabase, write: () => void): void {
  database.pragma('synchronous = FULL')
  database.transaction(write)()
  database.pragma('synchronous = NORMAL')
}

/** Call inside a transaction. */
export function writeCheckpoint(
  database: WritableDatabase,
  checkpoint: NewCheckpoint,
  weights: ReadonlyMap<string, Float32Array>,
  now: Date
): void {
  database.prepare('DELETE FROM checkpoints WHERE name = ?').run(checkpoint.name)
  const { name, epoch, iteration, pruning = null } = checkpoint
  const { lastInsertRowid } = rowWriter(database, 'checkpoints', ['created_at'])(
    { name, epoch, iteration, pruning, created_at: now.toISOString() }
  )
  const write = rowWriter(database, 'checkpoint_tensors')
  for (const [tensor, { buffer, byteOffset, byteLength }] of weights) {
    const data = Buffer.from(buffer, byteOffset, byteLength)
    write({ checkpoint: Number(lastInsertRowid), name: tensor, data })
  }
}

/** It is there for a run that diverges, is killed or goes on after a stop: one that has finished needs it no more. */
export function removeLastGood(database: WritableDatabase): void {
  database.prepare("DELETE FROM checkpoints WHERE name = 'last-good'").run()
}

export function checkpointNames(database: ReadableDatabase): string[] {
  return database.prepare('SELECT name FROM checkpoints ORDER BY checkpoint').pluck().all() as string[]
}

/** At which iteration the checkpoint of this name was taken; null where there is none. */
export const iterationOfCheckpoint = (database: ReadableDatabase, name: string): number | null =>
  (database.prepare('SELECT iteration FROM checkpoints WHERE name = ?').pluck().get(name) as number | undefined) ?? null

/** @throws Failure naming the checkpoints that there are. */
export function readCheckpoint(database: ReadableDatabase, name: string): Checkpoint {
  const { epoch, iteration } = checkpointRow(database, name)
  return { name, epoch, iteration, weights: new Map(readTensors(database, name)) }
}

/** Its arrays one at a time: those of a network of full size are half a gigabyte. @throws Failure, as above */
export function* readTensors(database: ReadableDatabase, name: string): Generator<[name: string, Float32Array]> {
  const { checkpoint } = checkpointRow(database, name)
  const names = database.prepare('SELECT name FROM checkpoint_tensors WHERE checkpoint = ?').pluck().all(checkpoint)
  const read = database.prepare(`
    SELECT ${hashedSelection(database, 'checkpoint_tensors')} FROM checkpoint_tensors WHERE checkpoint = ? AND name = ?
  `).raw()
  for (const tensor of names as string[]) {
    const row = read.get(checkpoint, tensor) as [number, string, Buffer, number | null]
    demandWhole(database, row, `the array "${tensor}" of checkpoint "${name}"`)
    yield [tensor, new Float32Array(Uint8Array.from(row[2]).buffer)]
  }
}

function checkpointRow(database: ReadableDatabase, name: string) {
  const row = database.prepare('SELECT checkpoint, epoch, iteration FROM checkpoints WHERE name = ?').get(name) as
    { checkpoint: number; epoch: number; iteration: number } | undefined
  if (row) return row
  const names = checkpointNames(database)
  throw new Failure(`The run has no checkpoint "${name}"; it has ${names.length ? names.join(', ') : 'none yet'}.`)
}

export function insertEvaluation(database: WritableDatabase, record: EvaluationRecord): void {
  const { at, epoch, iteration, examples, relu, maskt } = record
  rowWriter(database, 'evaluations', [], { or: 'OR REPLACE' })({
    checkpoint_name: at, epoch, iteration, examples, relu_error: relu.error, relu_loss: relu.loss,
    maskt_error: maskt.error, maskt_loss: maskt.loss
  })
}

const evaluationRowSchema = z.object({
  number: z.number().int(), checkpoint_name: z.string(), epoch: z.number(), iteration: z.number(), examples: z.number(),
  relu_error: z.number(), relu_loss: z.number(), maskt_error: z.number(), maskt_loss: z.number()
})

/** Evaluations written after the given one, and the number of the last. */
export function readEvaluations(
  database: ReadableDatabase,
  after: number
): { evaluations: EvaluationRecord[]; last: number } {
  const iteration = fileVersion(database) >= iterationVersion ? 'iteration' : `${iterationOfEvaluation} AS iteration`
  const rows = z.array(evaluationRowSchema).parse(database.prepare(`
    SELECT number, checkpoint_name, epoch, ${iteration}, examples, relu_error, relu_loss, maskt_error, maskt_loss
    FROM evaluations WHERE number > ? ORDER BY number
  `).all(after))
  return {
    last: rows.at(-1)?.number ?? after,
    evaluations: rows.map((row) => evaluationRecordSchema.parse({
      at: row.checkpoint_name, epoch: row.epoch, iteration: row.iteration, examples: row.examples,
      relu: { error: row.relu_error, loss: row.relu_loss }, maskt: { error: row.maskt_error, loss: row.maskt_loss }
    }))
  }
}
