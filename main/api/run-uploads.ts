/**
 * A run's file that a page hands over: to be looked at, kept in the store for as long as this process lives, or to join
 * the store's own runs.
 */
import { Failure } from '../../preload/schema/failure'
import { bytes } from '../../preload/schema/format'
import { mostFileBytes } from '../../preload/schema/import'
import type { AddedRun, StoreName } from '../../preload/schema/stores'
import type { UploadFile } from '../../preload/schema/upload'
import { addExamined } from './added-runs'
import type { Stores } from './stores'
import { Uploads } from './uploads'

export class RunUploads {
  readonly #stores: Stores
  readonly #uploads: Uploads

  constructor(stores: Stores) {
    this.#stores = stores
    this.#uploads = new Uploads(
      stores.own.store, { subject: 'the run file', cannot: 'opened', again: 'open the file again' }
    )
  }

  /** @returns what the upload is called. @throws Failure when it is larger than a page may hand over, or has no room */
  begin(file: UploadFile): string {
    if (file.bytes > mostFileBytes)
      throw new Failure(
        `${file.name} has ${bytes(file.bytes)}, more than a page hands over (${bytes(mostFileBytes)}); ` +
          'take it by its path, with "maskscope open FILE" or "maskscope add FILE".'
      )
    return this.#uploads.begin([file])
  }

  write(upload: string, offset: number, piece: Uint8Array): void {
    this.#uploads.write(upload, 0, offset, piece)
  }

  /**
   * @returns by which store it is looked at
   * @throws Failure when not all has come, or it is not a whole run; then nothing of it is left
   */
  async open(upload: string): Promise<StoreName> {
    const name = this.#stores.add(this.#uploads.take(upload), () => this.#uploads.remove(upload))
    await this.#stores.workbench(name)
    return name
  }

  /**
   * Adds the run to the own store.
   * @throws Failure when not all has come, or like `addRun`; nothing of the upload is left in any case
   */
  async add(upload: string): Promise<AddedRun> {
    const path = this.#uploads.take(upload)
    try {
      return await addExamined(this.#stores.own, path)
    } finally {
      this.#uploads.remove(upload)
    }
  }

  discard(upload: string): void {
    this.#uploads.discard(upload)
  }

  close(): void {
    this.#uploads.close()
  }
}
