/** A model's files on their way from a page into the store, its inspection and its import. Nothing of them stays. */
import { elementOf } from '../../preload/schema/element'
import { Failure } from '../../preload/schema/failure'
import { mostFileBytes } from '../../preload/schema/import'
import type { ImportInspection, ImportWishes } from '../../preload/schema/import-inspection'
import type { UploadFile } from '../../preload/schema/upload'
import { inspectImport, type ImportListener, type ImportRequest, type InspectedImport } from './import'
import { removeAbandonedUploads } from './upload-folders'
import { Uploads } from './uploads'
import type { Workbench } from './workbench'

export class ModelUploads extends Uploads {
  readonly #workbench: Workbench
  /** What was found in the last one, until a person decides. */
  #inspected: { upload: string; found: InspectedImport } | null = null
  /** Ends the inspection that is under way. */
  #ending = new AbortController()

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
   * Inspects what has come, and removes it: what was read of it waits to be confirmed.
   * @param signal ends it
   * @throws Failure when not all has come, when it cannot be imported or does not fit the data; then nothing is left
   * behind
   */
  async inspect(
    upload: string, request: Omit<ImportRequest, 'path' | 'dataFolder' | 'mapping'>, listener: ImportListener,
    signal: AbortSignal
  ): Promise<ImportInspection> {
    const path = this.take(upload)
    this.#forget()
    this.#ending = new AbortController()
    const either = AbortSignal.any([signal, this.#ending.signal])
    try {
      const wanted = { ...request, path, dataFolder: null, mapping: null }
      const found = await inspectImport(this.#workbench, wanted, listener, either)
      this.#inspected = { upload, found }
      return found.inspection
    } finally {
      this.remove(upload)
    }
  }

  /**
   * Makes the run of what was inspected. It is the import's from now on, which outlives the page like any other job.
   * @returns the id of the run, whose file is there now
   * @throws Failure when it cannot be made as wished; then nothing is left behind
   */
  async confirm(upload: string, wishes: ImportWishes): Promise<string> {
    if (this.#inspected?.upload !== upload)
      throw new Failure('The model that was inspected is no longer there; import the model again.')
    const { found } = this.#inspected
    this.#inspected = null
    const { id } = await found.confirm(wishes)
    return id
  }

  override discard(upload: string): void {
    if (this.#inspected?.upload === upload) this.#forget()
    super.discard(upload)
  }

  /** Removes what a page that goes away, or begins with another model, leaves. */
  override close(): void {
    this.#forget()
    super.close()
  }

  #forget(): void {
    this.#ending.abort()
    this.#inspected?.found.cancel()
    this.#inspected = null
  }
}
