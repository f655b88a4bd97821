/** Official files of a data set that a page hands over: they become the store's when they are the published ones. */
import { renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DataSetName } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { UploadFile } from '../../preload/schema/upload'
import { locateData } from '../engine/datasets'
import { isWhole } from '../engine/datasets/download'
import { filesToTake, type OfficialFile } from '../engine/datasets/official'
import { makeFolder } from '../files/make-folder'
import { ownFolder } from '../files/own-rights'
import { Uploads } from './uploads'
import type { Workbench } from './workbench'

interface Coming { upload: string; dataset: DataSetName; files: readonly OfficialFile[] }

export class DataUploads {
  readonly #workbench: Workbench
  readonly #uploads: Uploads
  readonly #official: Partial<Record<DataSetName, readonly OfficialFile[]>>
  #coming: Coming | null = null

  /** @param official the published files; tests have small ones of their own */
  constructor(workbench: Workbench, official = filesToTake) {
    this.#workbench = workbench
    this.#official = official
    this.#uploads = new Uploads(workbench.store, {
      subject: 'the data set', cannot: 'taken', again: 'choose the files again'
    })
  }

  /** @returns what the upload is called. @throws Failure for a file that is none of the published ones */
  begin(dataset: DataSetName, files: readonly UploadFile[]): string {
    const official = this.#official[dataset] ?? []
    const known = files.map(({ name, bytes }) => {
      const found = official.find((file) => file.name === name)
      if (found === undefined) throw new Failure(`${name} is no official file of ${dataset}${named(official)}.`)
      if (found.bytes !== bytes)
        throw new Failure(`${name} has ${bytes} bytes; the official file of ${dataset} has ${found.bytes}.`)
      return found
    })
    const upload = this.#uploads.begin(files)
    this.#coming = { upload, dataset, files: known }
    return upload
  }

  write(upload: string, file: number, offset: number, bytes: Uint8Array): void {
    this.#uploads.write(upload, file, offset, bytes)
  }

  /** @throws Failure when not all has come, or a checksum is not the published one; then nothing is taken */
  async add(upload: string): Promise<void> {
    const folder = dirname(this.#uploads.take(upload))
    try {
      const { dataset, files } = this.#coming ?? { dataset: null, files: [] }
      if (dataset === null) throw new Failure('This upload is no longer there; choose the files again.')
      for (const file of files) {
        if (!(await isWhole(join(folder, file.name), file)))
          throw new Failure(`${file.name} is not the official file of ${dataset}: its checksum is another.`)
      }
      const target = locateData(this.#workbench.store.path, dataset, null).folder
      makeFolder(target, ownFolder)
      for (const { name } of files) renameSync(join(folder, name), join(target, name))
    } finally {
      this.#uploads.remove(upload)
      this.#coming = null
    }
  }

  discard(upload: string): void {
    this.#uploads.discard(upload)
  }

  close(): void {
    this.#uploads.close()
  }
}

const named = (official: readonly OfficialFile[]): string =>
  (official.length === 0 ? ', which has none' : `; these are ${official.map(({ name }) => name).join(', ')}`)
