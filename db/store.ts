/** The folder that holds runs: `<store>/runs/<id>.maskrun`, one file per run. Paths are made of validated ids only. */
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { homedir, platform } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { makeFolder } from '../main/files/make-folder'
import { ownFile, ownFolder } from '../main/files/own-rights'
import { Failure, reasonOf } from '../preload/schema/failure'
import { runFileExtension } from '../preload/schema/names'
import { runIdSchema } from '../preload/schema/run'
import type { RunPlace } from '../preload/schema/run-place'
import { ChangeRequests } from './change-requests'
import { networkFileSystemOf } from './file-system'
import { newRunId } from './ids'
import { FileLock, isHeldByAny, ownerOf } from './lock/file-lock'
import { runLockPath } from './lock/run-lock'
import { fileStateOf, type FileState, type RunFiles } from './run-files'
import { elementOf } from '../preload/schema/element'

/** What SQLite keeps beside a file. */
export const sidecars = ['-wal', '-shm', '-journal']
const changeSuffix = '.change'

/** How a training is to stop: with all the time that a test of its weights takes, or within seconds. */
export type StopHaste = 'tested' | 'hurried'

export class RunStore implements RunFiles {
  readonly path: string
  readonly runsFolder: string
  /** The network's file system that it lies on, where no database may be live; null on a disk of this machine. */
  readonly network: string | null

  /** @param folder where in it the runs lie: those that were deleted lie in another */
  constructor(path: string, networkOf = networkFileSystemOf, folder: 'runs' | 'trash' = 'runs') {
    this.path = resolve(path)
    this.network = networkOf(this.path)
    this.runsFolder = join(this.path, folder)
  }

  get place(): RunPlace {
    return { folder: this.path, file: null }
  }

  /** Makes the folder where it is missing. @throws Failure when it cannot be made or written. */
  prepareForWriting(): void {
    try {
      makeFolder(this.runsFolder, ownFolder)
      accessSync(this.runsFolder, constants.W_OK)
    } catch (error) {
      throw unwritable(this.path, error)
    }
  }

  /**
   * Makes the folder where it is missing; false where its runs can be read alone.
   * @throws Failure where there are none to be read either
   */
  canBeWritten(): boolean {
    try {
      this.prepareForWriting()
      return true
    } catch (error) {
      if (this.folderModified() === null) throw error
      return false
    }
  }

  newId(): string {
    let id = newRunId(new Date())
    while (existsSync(this.runPath(id))) id = newRunId(new Date())
    return id
  }

  /** @throws Failure when the id is not one, so that no other text ever becomes part of a path. */
  runPath(id: string): string {
    if (!runIdSchema.safeParse(id).success) throw new Failure(`"${id}" is not a run id.`)
    return join(this.runsFolder, id + runFileExtension)
  }

  ids(): string[] {
    return this.#idsWith(runFileExtension).sort().reverse()
  }

  resolveId(text: string): string {
    if (text.endsWith(runFileExtension))
      throw new Failure(
        `${text} is only looked at where it lies; to change it, copy it into ${this.runsFolder} ` +
          'under the name of its id.'
      )
    const ids = this.ids()
    const matching = text === 'latest' ? ids.slice(0, 1) : ids.filter((id) => text !== '' && id.startsWith(text))
    if (matching.length === 1) return elementOf(matching, 0)
    const some = matching.slice(0, 3).join(', ') + (matching.length > 3 ? ', …' : '')
    if (matching.length > 1) throw new Failure(`"${text}" fits ${matching.length} runs (${some}); give more of the id.`)
    throw new Failure(`There is no run "${text}" in ${this.path}; "maskscope runs" lists them.`)
  }

  fileName(id: string): string {
    return id + runFileExtension
  }

  fileState(id: string): FileState {
    return fileStateOf(this.runPath(id))
  }

  folderModified(): number | null {
    return statSync(this.runsFolder, { throwIfNoEntry: false })?.mtimeMs ?? null
  }

  /** @throws Failure when a folder stands in the run's place, which is never emptied */
  remove(id: string): void {
    const path = this.runPath(id)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new Failure(`${id}${runFileExtension} is not a file, so it cannot be a run.`)
    for (const suffix of ['', ...sidecars]) rmSync(path + suffix, { force: true })
    this.forget(id)
  }

  /** Removes what was asked of a run, and who adds to it: whatever lies beside its file that is no part of it. */
  forget(id: string): void {
    this.clearStopRequest(id)
    this.removeLock(id)
    this.changesOf(id).clear()
  }

  /** Asks the process that owns a run, whichever it is, to stop in good order. */
  requestStop(id: string, haste: StopHaste = 'tested'): void {
    try {
      writeFileSync(this.#stopPath(id), haste, ownFile)
    } catch (error) {
      // On a full disk an empty one, which is a request, too.
      if (!this.stopRequested(id)) throw error
    }
  }

  stopRequested(id: string): boolean {
    return existsSync(this.#stopPath(id))
  }

  /** Whether it has to end within seconds. */
  stopIsHurried(id: string): boolean {
    try {
      return readFileSync(this.#stopPath(id), 'utf8') === ('hurried' satisfies StopHaste)
    } catch {
      return false
    }
  }

  clearStopRequest(id: string): void {
    rmSync(this.#stopPath(id), { force: true })
  }

  /**
   * Makes this process the one that writes a run, new or interrupted, until it gives it free or ends.
   * @throws Failure while another has it
   */
  own(id: string): FileLock {
    const lock = this.#taken(id, 'own')
    if (lock !== null) return lock
    const owner = ownerOf(runLockPath(this.runPath(id)))
    const who = owner === null ? 'Another process' : `Process ${owner.by.process} of ${owner.by.host}`
    throw new Failure(`${who} writes run ${id} just now; wait until it has ended, or stop it first.`)
  }

  /**
   * Makes this process the one that adds to a run which no training owns.
   * @returns what gives the run free again
   * @throws Failure while another process holds it
   */
  claim(id: string): () => void {
    const release = this.tryClaim(id)
    if (release === null)
      throw new Failure(`Another command adds to run ${id} just now; try again when it has ended.`)
    return release
  }

  /** The same, or null while another process holds it. */
  tryClaim(id: string): (() => void) | null {
    const lock = this.#taken(id, 'add')
    return lock && (() => { lock.release() })
  }

  /** Whether a process adds to the run just now, or owns it. */
  isClaimed(id: string): boolean {
    return isHeldByAny(runLockPath(this.runPath(id)))
  }

  #taken(id: string, hold: 'own' | 'add'): FileLock | null {
    try {
      return FileLock.take(runLockPath(this.runPath(id)), hold)
    } catch (error) {
      throw error instanceof Failure ? error : unwritable(this.path, error)
    }
  }

  /** What is asked of whoever writes the run's file. */
  changesOf(id: string): ChangeRequests {
    return new ChangeRequests(this.#besidePath(id, changeSuffix))
  }

  hasChanges(id: string): boolean {
    return existsSync(this.#besidePath(id, changeSuffix))
  }

  idsWithChanges(): string[] {
    return this.#idsWith(changeSuffix)
  }

  /** Those beside whose file a write-ahead log lies. */
  idsWithLogs(): string[] {
    return this.#idsWith(`${runFileExtension}-wal`)
  }

  hasLock(id: string): boolean {
    return existsSync(runLockPath(this.runPath(id)))
  }

  /** While it is held: whoever waits for it makes another. */
  removeLock(id: string): void {
    rmSync(runLockPath(this.runPath(id)), { force: true })
  }

  /** Those that a lock lies there of, whether somebody has it or not. */
  idsWithLocks(): string[] {
    return this.#idsWith('.lock')
  }

  /** Those that something of this name lies there of. */
  #idsWith(suffix: string): string[] {
    const isFolder = statSync(this.runsFolder, { throwIfNoEntry: false })?.isDirectory()
    const names = isFolder ? readdirSync(this.runsFolder) : []
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .filter((id) => runIdSchema.safeParse(id).success)
  }

  #stopPath(id: string): string {
    return this.#besidePath(id, '.stop')
  }

  #besidePath(id: string, suffix: string): string {
    return this.runPath(id).slice(0, -runFileExtension.length) + suffix
  }
}

export function unwritable(store: string, error: unknown): Failure {
  const reason = reasonOf(error)
  return new Failure(`The store ${store} cannot be written (${reason}); choose another folder with --store.`)
}

/** Where runs lie unless told otherwise: $MASKSCOPE_STORE, or the place the operating system keeps programs' data. */
export function defaultStorePath(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.MASKSCOPE_STORE) return environment.MASKSCOPE_STORE
  if (platform() === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Maskscope')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Maskscope')
  const { XDG_DATA_HOME: data = '' } = environment
  // The specification: what is empty or relative is ignored.
  return join(isAbsolute(data) ? data : join(homedir(), '.local', 'share'), 'maskscope')
}
