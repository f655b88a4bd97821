/**
 * Files on their way from a page into the store, piece by piece: no path crosses the contract. A page has one upload of
 * a kind at a time, so that one that is loaded again leaves nothing lying about.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RunStore } from '../../db/store'
import { elementOf } from '../../preload/schema/element'
import { Failure } from '../../preload/schema/failure'
import type { UploadFile } from '../../preload/schema/upload'
import { makeUploadFolder, removeUploadFolder } from './upload-folders'
import { ownFile } from '../files/own-rights'

interface ComingFile extends UploadFile { path: string; written: number }
interface Upload { name: string; files: ComingFile[] }

/** What its sentences say. */
export interface UploadWords {
  /** What the files are of. */
  subject: string
  /** What cannot be done to it. */
  cannot: string
  /** What to do. */
  again: string
}

export class Uploads {
  readonly #store: RunStore
  readonly #words: UploadWords
  #current: Upload | null = null

  constructor(store: RunStore, words: UploadWords) {
    this.#store = store
    this.#words = words
  }

  /** @returns what the upload is called. @throws Failure when there is no room, or two files are called the same */
  begin(files: readonly UploadFile[]): string {
    this.close()
    const { name: first } = elementOf(files, 0)
    this.#store.prepareForWriting()
    const name = randomUUID()
    this.#current = { name, files: [] }
    return this.#orNothing(`The upload of ${first}`, () => {
      const folder = makeUploadFolder(this.#store, name, this.#words.subject)
      for (const file of files) {
        const path = join(folder, file.name)
        // A system may hold names for the same that differ by case.
        if (existsSync(path))
          throw new Failure(`${first} cannot be ${this.#words.cannot}: two of its files are called "${file.name}".`)
        closeSync(openSync(path, 'wx', ownFile.mode))
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
      if (!sound) throw new Failure(`The pieces of the upload do not follow each other; ${this.#words.again}.`)
      append(file.path, bytes)
      file.written += bytes.length
    })
  }

  /**
   * Gives the upload to whoever goes on with it, and then removes it.
   * @returns the path of its first file
   * @throws Failure when not all has come; then nothing of it is left
   */
  take(upload: string): string {
    const { files } = this.#demand(upload)
    this.#current = null
    const partial = files.find(({ bytes, written }) => written < bytes)
    if (partial === undefined) return elementOf(files, 0).path
    this.remove(upload)
    throw new Failure(
      `${partial.name} has not come whole: ${partial.written} of ${partial.bytes} bytes; ${this.#words.again}.`
    )
  }

  /** Removes an upload that was taken. */
  remove(upload: string): void {
    removeUploadFolder(this.#store, upload)
  }

  discard(upload: string): void {
    if (this.#current?.name === upload) this.close()
  }

  /** Removes what a page that goes away leaves. */
  close(): void {
    if (this.#current !== null) this.remove(this.#current.name)
    this.#current = null
  }

  #demand(upload: string): Upload {
    if (this.#current?.name !== upload) throw new Failure(`This upload is no longer there; ${this.#words.again}.`)
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
