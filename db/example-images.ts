/** Small pictures of test examples that rules answer differently, so that a run file shows them on any machine. */
import { exampleImageSchema, type ExampleImage } from '../preload/schema/evaluation'
import { demandWhole, hashedSelection, rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'

/** Pictures in one run file: at most 7.4 MB of the largest kind, and more than a person looks through. */
export const mostImages = 600

export interface NewExampleImage { height: number; width: number; channels: number; pixels: Uint8Array }

/** Of these examples, in their order, those whose picture is not in the file yet and still has room. */
export function missingImages(database: ReadableDatabase, examples: readonly number[]): number[] {
  const known = new Set(database.prepare('SELECT example FROM example_images').pluck().all() as number[])
  return examples.filter((example) => !known.has(example)).slice(0, Math.max(0, mostImages - known.size))
}

export function insertImage(
  database: WritableDatabase,
  example: number,
  { height, width, channels, pixels }: NewExampleImage
): void {
  rowWriter(database, 'example_images', [], { or: 'OR REPLACE' })({ example, height, width, channels, pixels })
}

/** @throws an error when the picture is damaged */
export function readImage(database: ReadableDatabase, example: number): ExampleImage | null {
  const row = database
    .prepare(`SELECT ${hashedSelection(database, 'example_images')} FROM example_images WHERE example = ?`)
    .raw().get(example) as [number, number, number, number, Buffer, number | null] | undefined
  if (!row) return null
  demandWhole(database, row, `the picture of test example ${example}`)
  const [, height, width, channels, pixels] = row
  if (pixels.length !== height * width * channels) throw new Error(`its picture of example ${example} is cut off`)
  return exampleImageSchema.parse({ height, width, channels, pixels: Buffer.from(pixels).toString('base64') })
}
