/**
 * Exports that a page takes away: written into a folder of this session's own, packed, and handed over piece by piece.
 * No path crosses the contract, and a page cannot write anywhere.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import { writeArchive } from '../export/archive'
import { makeTemporaryFolder } from '../files/temporary-folder'

/** As base64 a message of 1.4 MB: large enough to be quick, small enough that nothing else waits for it. */
const pieceBytes = 2 ** 20

export interface ExportArchive { archive: string; name: string; bytes: number }

const packedName = 'export.zip'

export class ExportArchives {
  readonly #folders = new Map<string, string>()
  #closed = false

  /**
   * @param name what a page saves it as
   * @param write puts files into a folder that is not there yet
   * @param signal ends it, and nothing is left
   */
  async make(
    name: string, write: (folder: string) => Promise<{ files: readonly { name: string }[] }>, signal: AbortSignal
  ): Promise<ExportArchive> {
    const folder = makeTemporaryFolder('export')
    try {
      const written = join(folder, 'written')
      const { files } = await write(written)
      signal.throwIfAborted()
      const packed = join(folder, packedName)
      await writeArchive(packed, written, files.map((file) => file.name))
      rmSync(written, { recursive: true })
      signal.throwIfAborted()
      if (this.#closed) throw new Failure('The page that asked for this export is gone.')
      const archive = randomUUID()
      this.#folders.set(archive, folder)
      return { archive, name, bytes: statSync(packed).size }
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** At most `pieceBytes` from `offset`, as base64; nothing at the end. @throws Failure when it was discarded */
  read(archive: string, offset: number): string {
    const folder = this.#folders.get(archive)
    if (folder === undefined) throw new Failure('This export is no longer there; export it again.')
    const file = openSync(join(folder, packedName), 'r')
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
