/** A folder's files as one zip archive, for a page that can save one file only. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** @param path is written anew; whoever asked removes what a failure leaves */
export async function writeArchive(path: string, folder: string, names: readonly string[]): Promise<void> {
  const zip = new ZipFile()
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void }
  zip.on('error', (error: Error) => output.destroy(error))
  for (const name of names) zip.addFile(join(folder, name), name, { compress: false })
  zip.end()
  await pipeline(output, createWriteStream(path, { flags: 'wx' }))
}
