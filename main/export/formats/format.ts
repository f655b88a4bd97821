/** What every format is: a model in, files out. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { ExportedModel } from '../model'

export interface ExportFile {
  name: string
  /** Writes a new file at this path. */
  write(path: string): Promise<void> | void
}

/** The last file is the one that a program opens; the others belong to it. */
export type ExportFormat = (model: ExportedModel) => readonly ExportFile[]

export const jsonFile = (name: string, value: unknown): ExportFile =>
  bytesFile(name, () => [Buffer.from(JSON.stringify(value, null, 2) + '\n')])

/** @param chunks asked for when the file is written; between two of them others of this process have their turn */
export function bytesFile(name: string, chunks: () => Iterable<Uint8Array>): ExportFile {
  return {
    name,
    async write(path) {
      const file = openSync(path, 'wx')
      try {
        for (const chunk of chunks()) {
          for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at)
          await setImmediate()
        }
      } finally {
        closeSync(file)
      }
    }
  }
}

/** A typed array's bytes. All our formats are little-endian, as every processor is that Node runs on. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
