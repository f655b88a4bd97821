/**
 * A run file that was opened wherever it lies, by a person who may have it from anywhere. It is read, and neither it
 * nor the folder around it is written.
 */
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { makeTemporaryFolder } from '../main/files/temporary-folder'
import { Failure, reasonOf } from '../preload/schema/failure'
import type { RunPlace } from '../preload/schema/run-place'
import { demandPlainBeside, headOf } from './gate/plain-file'
import { damaged, readingRun } from './open'
import { fileStateOf, type FileState, type RunFiles } from './run-files'
import { readRunRow } from './runs'
import { RunStore } from './store'

/** The run of a file that was checked when it was opened. */
class OneRun implements RunFiles {
  constructor(readonly place: RunPlace & { file: { id: string; path: string } }) {}

  ids(): string[] {
    return [this.place.file.id]
  }

  /** There is only one that a person can mean. */
  resolveId(): string {
    return this.place.file.id
  }

  runPath(id: string): string {
    const { file } = this.place
    if (id !== file.id) throw new Failure(`${this.fileName()} holds run ${file.id}, and no run ${id}.`)
    return file.path
  }

  fileName(): string {
    return basename(this.place.file.path)
  }

  fileState(): FileState {
    return fileStateOf(this.place.file.path)
  }

  /** It is one file among others. */
  folderModified(): null {
    return null
  }
}

/** The run files at a place that somebody else has opened: another thread, another process. */
export const runFilesAt = ({ folder, file }: RunPlace): RunFiles =>
  file === null ? new RunStore(folder) : new OneRun({ folder, file })

/** Where a file is read: itself, or a copy in a folder that goes with it. */
interface Source { path: string; copied: string | null }

export class OpenedFile extends OneRun {
  readonly #source: Source

  private constructor(
    folder: string,
    id: string,
    /** As a person knows it. */
    readonly path: string,
    source: Source
  ) {
    super({ folder, file: { id, path: source.path } })
    this.#source = source
  }

  /**
   * @param storeFolder the own store's, where data sets lie
   * @throws Failure when it is not there, damaged, or holds anything that no run file does
   */
  static open(path: string, storeFolder: string): OpenedFile {
    const whole = resolve(path)
    demandRunFile(whole)
    demandPlainBeside(whole)
    const source = sourceOf(whole)
    try {
      return new OpenedFile(storeFolder, readId(source.path, basename(whole)), whole, source)
    } catch (error) {
      leave(source)
      throw error
    }
  }

  close(): void {
    leave(this.#source)
  }
}

function demandRunFile(path: string): void {
  if (!headOf(path, `There is no file ${path}.`, path).bytes.toString('latin1').startsWith('SQLite format 3\0'))
    throw new Failure(`${path} is not a run file: it does not begin as an SQLite database does.`)
}

/** @throws Failure like `readingRun`, by the file's own name */
function readId(path: string, name: string): string {
  try {
    return readingRun(path, (database) => readRunRow(database).id)
  } catch (error) {
    throw damaged(name, error, path)
  }
}

/**
 * SQLite reads a file in WAL mode by making `-wal` and `-shm` beside it, unless its writer is there and has made them;
 * a journal that a crash left it rolls back into the file. Both would write where the file lies, so a copy is read.
 */
function sourceOf(path: string): Source {
  const left = ['-wal', '-shm', '-journal'].filter((suffix) => existsSync(path + suffix))
  const isWritten = left.includes('-wal') && left.includes('-shm')
  const isClosed = left.length === 0 && !isWriteAhead(path)
  return isWritten || isClosed ? { path, copied: null } : copyOf(path, left.filter((suffix) => suffix !== '-shm'))
}

/** Of a file system that can, without taking room for what is not changed. */
function copyOf(path: string, beside: readonly string[]): Source {
  const folder = makeTemporaryFolder('opened')
  const copy = join(folder, basename(path))
  try {
    for (const suffix of ['', ...beside]) copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE)
    return { path: copy, copied: folder }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Failure(
      `${basename(path)} was left open by its training, so a copy of it has to be read, and none can be made ` +
        `(${reasonOf(error)}); make room, or set TMPDIR to another folder.`
    )
  }
}

/** Byte 18 of the header: 2 in WAL mode. */
const isWriteAhead = (path: string): boolean => headOf(path, `There is no file ${path}.`).bytes[18] === 2

function leave({ copied }: Source): void {
  if (copied !== null) rmSync(copied, { recursive: true, force: true, maxRetries: 3 })
}
