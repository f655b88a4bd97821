/**
 * Exports that a page takes away: written into a folder of this session's own, packed, and handed over piece by piece.
 * No path crosses the contract, and a page cannot write anywhere.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportFormatName } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import { writeArchive } from '../export/archive'
import { makeTemporaryFolder } from '../files/temporary-folder'
import { exportModel } from './export'
import type { ReadableWorkbench } from './workbench'

/** As base64 a message of 1.4 MB: large enough to be quick, small enough that nothing else waits for it. */
const pieceBytes = 2 ** 20

export interface ModelArchive { archive: string; name: string; bytes: number }

export class ModelArchives {
  readonly #folders = new Map<string, string>()
  #closed = false

  async make(
    workbench: ReadableWorkbench,
    id: string,
    at: string,
    format: ExportFormatName,
    compact: boolean
  ): Promise<ModelArchive> {
    const folder = makeTemporaryFolder('export')
    try {
      const model = join(folder, 'model')
      const { files } = await exportModel(workbench, id, {
        at,
        format,
        folder: model,
        compact,
        force: false,
        report: null
      })
      const packed = join(folder, 'model.zip')
      await writeArchive(
        packed,
        model,
        files.map(({ name }) => name)
      )
      rmSync(model, { recursive: true })
      if (this.#closed) throw new Failure('The page that asked for this export is gone.')
      const archive = randomUUID()
      this.#folders.set(archive, folder)
      return { archive, name: `${id}-${at}-${compact ? 'compact-' : ''}${format}.zip`, bytes: statSync(packed).size }
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** At most `pieceBytes` from `offset`, as base64; nothing at the end. @throws Failure when it was discarded */
  read(archive: string, offset: number): string {
    const folder = this.#folders.get(archive)
    if (folder === undefined) throw new Failure('This export is no longer there; export the model again.')
    const file = openSync(join(folder, 'model.zip'), 'r')
    try {
      const piece = Buffer.alloc(pieceBytes)
      return piece.toString('base64', 0, readSync(file, piece, 0, pieceBytes, offset))
    } finally {
      closeSync(file)
    }
  }

  discard(archive: string): void {
    const folder = this.#folders.get(archive)
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    this.#folders.delete(archive)
  }

  close(): void {
    this.#closed = true
    for (const archive of this.#folders.keys()) this.discard(archive)
  }
}
