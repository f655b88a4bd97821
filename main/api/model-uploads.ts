/** A model's files on their way from a page into the store, and its import. Nothing of them stays. */
import { elementOf } from '../../preload/schema/element'
import { Failure } from '../../preload/schema/failure'
import { mostFileBytes } from '../../preload/schema/import'
import type { UploadFile } from '../../preload/schema/upload'
import { startImport, type ImportRequest } from './import'
import { removeAbandonedUploads } from './upload-folders'
import { Uploads } from './uploads'
import type { Workbench } from './workbench'

export class ModelUploads extends Uploads {
  readonly #workbench: Workbench

  constructor(workbench: Workbench) {
    super(workbench.store, { subject: 'the model', cannot: 'imported', again: 'import the model again' })
    this.#workbench = workbench
    removeAbandonedUploads(workbench.store)
  }

  /** @param files the model's own first. @throws Failure like `Uploads.begin`, and when there is too much of it */
  override begin(files: readonly UploadFile[]): string {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    if (bytes > mostFileBytes)
      throw new Failure(
        `${elementOf(files, 0).name} cannot be imported: its files have ${bytes} bytes, more than ${mostFileBytes}.`
      )
    return super.begin(files)
  }

  /**
   * Imports what has come, and removes it. It is the import's from now on, which outlives the page like any other job.
   * @param signal ends it before its run is there
   * @returns the id of the run, whose file is there now
   * @throws Failure when not all has come, when it cannot be imported or does not fit the data; then nothing is left
   * behind
   */
  async start(
    upload: string, request: Omit<ImportRequest, 'path' | 'dataFolder' | 'mapping'>, signal: AbortSignal
  ): Promise<string> {
    const path = this.take(upload)
    try {
      const wanted = { ...request, path, dataFolder: null, mapping: null }
      const { id } = await startImport(this.#workbench, wanted, () => undefined, signal)
      return id
    } finally {
      this.remove(upload)
    }
  }
}
