/**
 * A model's files on their way from a page into the store, piece by piece: no path crosses the contract, and nothing of
 * them stays. A page has one upload at a time, so that one that is loaded again leaves nothing lying about.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { elementOf } from '../../preload/schema/element'
import { Failure } from '../../preload/schema/failure'
import { mostFileBytes } from '../../preload/schema/import'
import type { UploadFile } from '../../preload/schema/upload'
import { startImport, type ImportRequest } from './import'
import { makeUploadFolder, removeAbandonedUploads, removeUploadFolder } from './upload-folders'
import type { Workbench } from './workbench'

interface ComingFile extends UploadFile { path: string; written: number }
interface Upload { name: string; files: ComingFile[] }

export class ModelUploads {
  readonly #workbench: Workbench
  #current: Upload | null = null

  constructor(workbench: Workbench) {
    this.#workbench = workbench
    removeAbandonedUploads(workbench.store)
  }

  /**
   * @param files the model's own first. @returns what the upload is called. @throws Failure when there is too much of
   * it, or no room
   */
  begin(files: readonly UploadFile[]): string {
    this.close()
    const model = elementOf(files, 0)
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    if (bytes > mostFileBytes)
      throw new Failure(
        `${model.name} cannot be imported: its files have ${bytes} bytes, more than ${mostFileBytes}.`
      )
    const { store } = this.#workbench
    store.prepareForWriting()
    const name = randomUUID()
    this.#current = { name, files: [] }
    return this.#orNothing(`The upload of ${model.name}`, () => {
      const folder = makeUploadFolder(store, name)
      for (const file of files) {
        const path = join(folder, file.name)
        // A system may hold names for the same that differ by case.
        if (existsSync(path))
          throw new Failure(`${model.name} cannot be imported: two of its files are called "${file.name}".`)
        closeSync(openSync(path, 'wx', 0o600))
        this.#current?.files.push({ ...file, path, written: 0 })
      }
      return name
    })
  }

  /** @throws Failure for bytes that are not the next ones, or more than were announced; then the upload is gone */
  write(upload: string, index: number, offset: number, bytes: Uint8Array): void {
    const { files } = this.#demand(upload)
    const file = files.at(index)
    const sound = file !== undefined && offset === file.written && offset + bytes.length <= file.bytes
    this.#orNothing(file?.name ?? 'The upload', () => {
      if (!sound) throw new Failure('The pieces of the upload do not follow each other; import the model again.')
      append(file.path, bytes)
      file.written += bytes.length
    })
  }

  /**
   * Imports what has come, and removes it.
   * @returns the id of the run, whose file is there now
   * @throws Failure when not all has come, when it cannot be imported or does not fit the data; then nothing is left
   * behind
   */
  async start(upload: string, request: Omit<ImportRequest, 'path' | 'dataFolder'>): Promise<string> {
    const { files } = this.#demand(upload)
    // From now on it is the import's, which outlives the page like any other job.
    this.#current = null
    try {
      const partial = files.find(({ bytes, written }) => written < bytes)
      if (partial)
        throw new Failure(
          `${partial.name} has not come whole: ${partial.written} of ${partial.bytes} bytes; import the model again.`
        )
      const { path } = elementOf(files, 0)
      const { id } = await startImport(this.#workbench, { ...request, path, dataFolder: null })
      return id
    } finally {
      removeUploadFolder(this.#workbench.store, upload)
    }
  }

  discard(upload: string): void {
    if (this.#current?.name === upload) this.close()
  }

  /** Removes what a page that goes away leaves. */
  close(): void {
    if (this.#current !== null) removeUploadFolder(this.#workbench.store, this.#current.name)
    this.#current = null
  }

  #demand(upload: string): Upload {
    if (this.#current?.name !== upload) throw new Failure('This upload is no longer there; import the model again.')
    return this.#current
  }

  /** Whatever goes wrong ends the whole upload. */
  #orNothing<T>(what: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      this.close()
      if (error instanceof Failure) throw error
      if (!(error instanceof Error && 'code' in error)) throw error
      throw new Failure(
        `${what} cannot be written into the store (${error.message}); ` +
          'make room there or choose another folder with --store.'
      )
    }
  }
}

function append(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'a')
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
  } finally {
    closeSync(file)
  }
}
