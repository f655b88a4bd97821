/** What the parts of a run's file take in it, and when each of its checkpoints was written. */
import { z } from 'zod'
import type { ReadableDatabase, WritableDatabase } from './database'

const sumsSchema = z.object({ rows: z.number().int(), bytes: z.number().int() })
const messageSchema = z.object({ at: z.string(), text: z.string() })
type Message = z.infer<typeof messageSchema>

export type StoredPart = z.infer<typeof sumsSchema> & { name: string }

/** Lengths of blobs stand in their rows' heads, so that none of them is read. */
const parts: readonly (readonly [name: string, table: string, lengths: string])[] = [
  ['Masks', 'mask_rows', 'length(bits)'],
  ['Changes of masks', 'mask_changes', 'length(bits)'],
  ['Weights of checkpoints', 'checkpoint_tensors', 'length(data)'],
  ['State of the training', 'training_state_tensors', 'length(data)'],
  ['Predictions', 'predictions', 'length(classes) + length(probabilities) + length(label_probabilities)'],
  ['Weight masks', 'weight_masks', 'length(bits)'],
  ['Images of test examples', 'example_images', 'length(pixels)']
]

/** Those that the file has something of. A file of an older version lacks some tables. */
export function readParts(database: ReadableDatabase): StoredPart[] {
  const tables = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
  return parts.filter(([, table]) => tables.has(table)).flatMap(([name, table, lengths]) => {
    const sums = `SELECT count(*) AS rows, coalesce(sum(${lengths}), 0) AS bytes FROM ${table}`
    const found = sumsSchema.parse(database.prepare(sums).get())
    return found.rows === 0 ? [] : [{ name, ...found }]
  })
}

/** Instants by the name of the checkpoint. */
export function readCheckpointTimes(database: ReadableDatabase): Map<string, string> {
  const rows = database.prepare('SELECT name, created_at FROM checkpoints').raw().all()
  return new Map(z.array(z.tuple([z.string(), z.string()])).parse(rows))
}

/** Of one run: whoever writes more than this repeats himself. */
const mostMessages = 1000

/** Characters of one line; a longer one is cut off. */
const longestMessage = 10_000

/** Lines that were written while the run was made, by the libraries of its process. */
export function insertMessages(database: WritableDatabase, lines: readonly string[], now: Date): void {
  if (lines.length === 0) return
  const insert = database.prepare(
    'INSERT INTO log (at, message) SELECT ?, ? WHERE (SELECT count(*) FROM log) < ?'
  )
  database.transaction(() => { 
    for (const line of lines) insert.run(now.toISOString(), line.slice(0, longestMessage), mostMessages)
  })()
}

/** Those lines, and what files of version 1 were told while they were trained. */
export const readMessages = (database: ReadableDatabase): Message[] =>
  z.array(messageSchema).parse(database.prepare('SELECT at, message AS text FROM log ORDER BY number').all())
