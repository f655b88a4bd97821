/** What a written model costs beside the one it was made from. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ExportFigures } from '../../preload/schema/export'
import { costOf } from '../engine/networks/cost'
import type { WrittenFile } from './folder'
import type { ExportedModel } from './model'

/** What has to be measured by running the network. */
export interface Measured { millisecondsPerImage: ExportFigures['millisecondsPerImage']; error: number }

/** @param folder holds the model's files */
export async function figuresOf(
  { network, weights }: ExportedModel,
  folder: string,
  files: readonly WrittenFile[],
  measured: Measured
): Promise<ExportFigures> {
  let compressedFileBytes = 0
  for (const { name } of files) compressedFileBytes += await compressedSize(join(folder, name))
  return {
    ...costOf(network, weights),
    fileBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    compressedFileBytes,
    ...measured
  }
}

/** Bytes of a file compressed by gzip, at its usual level; nothing is kept. */
async function compressedSize(path: string): Promise<number> {
  let bytes = 0
  await pipeline(createReadStream(path), createGzip(), async (compressed: AsyncIterable<Buffer>) => {
    for await (const chunk of compressed) bytes += chunk.length
  })
  return bytes
}
