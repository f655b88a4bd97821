/**
 * The runs that come with Maskscope, so that there is something to look at before the first training. `npm run example`
 * makes them; they lie packed beside this process' own program: one frame (preload/contract/frames.ts) of all files,
 * compressed by Brotli, whose long window finds what two trainings have in common.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { z } from 'zod'
import type { RunStore } from '../../db/store'
import { decodeFrame } from '../../preload/contract/frames'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { runIdSchema } from '../../preload/schema/run'
import { ownFile } from '../files/own-rights'

export const exampleArchive = join(import.meta.dirname, 'example.br')

/** Several times what the example takes, so that a file that is not ours fills neither memory nor disk. */
const mostPackedBytes = 16 * 2 ** 20
const mostBytes = 64 * 2 ** 20

/** Files are named by ids alone, so that none leads out of the store. */
const archiveSchema = z.strictObject({
  runs: z.array(z.strictObject({ id: runIdSchema, file: z.instanceof(Uint8Array) })).min(1).max(16)
})

/** @throws Failure when the archive is missing, damaged or holds anything but runs; when there is no room */
export function unpackExample(archive: string, store: RunStore): void {
  const { runs } = readArchive(archive)
  store.prepareForWriting()
  for (const { id, file } of runs) write(store.runPath(id), file)
}

function readArchive(archive: string): z.infer<typeof archiveSchema> {
  const size = statSync(archive, { throwIfNoEntry: false })?.size
  if (size === undefined) throw fault(`${archive} is missing`)
  if (size > mostPackedBytes) throw fault(`${archive} has ${size} bytes, more than ${mostPackedBytes}`)
  const parsed = archiveSchema.safeParse(decodeFrame(unpacked(archive)))
  if (!parsed.success) throw fault(`${archive} holds something else than runs`)
  return parsed.data
}

function unpacked(archive: string): ArrayBuffer {
  try {
    return new Uint8Array(brotliDecompressSync(readFileSync(archive), { maxOutputLength: mostBytes })).buffer
  } catch (error) {
    if (error instanceof RangeError) throw fault(`${archive} unpacks to more than ${mostBytes} bytes`)
    throw fault(`${archive} is damaged`)
  }
}

function write(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { ...ownFile, flag: 'wx' })
  } catch (error) {
    const reason = reasonOf(error)
    throw new Failure(`The example cannot be unpacked (${reason}); make room, or set TMPDIR to another folder.`)
  }
}

const fault = (problem: string): Failure =>
  new Failure(`The example cannot be opened: ${problem}; build or install Maskscope again.`)
