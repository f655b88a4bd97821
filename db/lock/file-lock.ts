/**
 * A lock of the operating system on a file of its own: it is gone with its process, however that ends, and no clock,
 * no number of a process and no container changes that. Node offers none, SQLite does, on every system that it knows:
 * the file is an empty database, in which whoever owns something holds an exclusive transaction, and whoever adds to it
 * one that still lets others look. What stands in the file tells people who it is (`holder.ts`).
 *
 * Where locks may not reach other machines, on a network's file system, the file's being there is the lock.
 */
import type { Database } from 'better-sqlite3'
import {
  closeSync, constants, fstatSync, ftruncateSync, futimesSync, lstatSync, openSync, realpathSync, rmSync, statSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ownFile } from '../../main/files/own-rights'
import { isAlive } from '../../main/files/process-identity'
import { Failure } from '../../preload/schema/failure'
import { networkFileSystemOf } from '../file-system'
import { connect, SqliteError } from '../gate/connect'
import { readHolder, writeHolder, type Hold, type Holder } from './holder'

/** Of what is owned: `unknown` where there is no lock, or the system tells nothing of it. */
export type LockState = 'held' | 'free' | 'unknown'

/** Milliseconds for which others that only look, or add something short, are waited for. */
const usualPatience: Readonly<Record<Hold, number>> = { own: 5000, add: 300 }

/** Milliseconds after which a file that nobody here can judge counts no more, and in which its holder touches it. */
const countsFor = 24 * 3_600_000
const touchEvery = 60_000

/** Of this process: to open and close the file of one would give it free. */
const heldHere = new Map<string, FileLock>()

/** `made` tells that there was no file of it before. */
interface Taken { file: number; database: Database | null; made: boolean }

export class FileLock {
  readonly path: string
  readonly hold: Hold
  readonly #taken: Taken
  #touched = Date.now()

  private constructor(path: string, hold: Hold, taken: Taken) {
    this.path = path
    this.hold = hold
    this.#taken = taken
    if (heldHere.size === 0) process.once('exit', releaseAll)
    heldHere.set(path, this)
  }

  /** @returns null while another has it. @throws what the system says where none can be made */
  static take(
    path: string, hold: Hold, patience = usualPatience[hold], networkOf = networkFileSystemOf
  ): FileLock | null {
    const name = canonical(path)
    const isLeft = isPlain(name)
    for (;;) {
      if (heldHere.has(name)) return null
      const taken = networkOf(name) === null ? takeBySystem(name, hold, patience) : takeByName(name, hold)
      if (taken === 'held') return null
      if (taken !== 'again') return new FileLock(name, hold, { ...taken, made: taken.made && !isLeft })
    }
  }

  /** What it was before it was taken: without a file nothing is known of whoever had the run. */
  get found(): LockState {
    return this.#taken.made ? 'unknown' : 'free'
  }

  /** Whether its file is still where others look for it. */
  isThere(): boolean {
    const { file, database } = this.#taken
    if (!isSameFile(file, this.path)) return false
    if (database === null && Date.now() - this.#touched > touchEvery) {
      this.#touched = Date.now()
      futimesSync(file, new Date(), new Date())
    }
    return true
  }

  /** Its file goes, unless one that only adds found it there: then it says that whoever owned the run is gone. */
  release(): void {
    if (!heldHere.delete(this.path)) return
    if (heldHere.size === 0) process.off('exit', releaseAll)
    const { file, database, made } = this.#taken
    const goes = (made || this.hold === 'own') && isSameFile(file, this.path)
    // While it is held: whoever waits for it finds that it has no name any more, and makes another.
    const isGone = goes && removed(this.path)
    database?.close()
    closeSync(file)
    if (goes && !isGone) removed(this.path)
  }
}

/** Who owns it, where that is known. */
export function ownerOf(path: string): Holder | null {
  const holder = isHeldHere(path) ? null : readHolder(path)
  return holder?.hold === 'own' ? holder : null
}

/** Whether something is owned just now, whoever adds to it. */
export function lockStateOf(path: string, networkOf = networkFileSystemOf): LockState {
  if (!isPlain(path)) return 'unknown'
  const here = heldHere.get(canonical(path))
  if (here !== undefined) return here.hold === 'own' ? 'held' : 'free'
  return networkOf(path) === null ? stateBySystem(path) : stateByName(path)
}

/** Whether anybody owns it or adds to it just now. */
export function isHeldByAny(path: string, networkOf = networkFileSystemOf): boolean {
  if (!isPlain(path)) return false
  if (isHeldHere(path)) return true
  if (networkOf(path) !== null) return isHolding(readHolder(path), path)
  const lock = FileLock.take(path, 'add', 0, networkOf)
  lock?.release()
  return lock === null
}

const releaseAll = (): void => { for (const lock of [...heldHere.values()]) lock.release() }

/** The same for every way that leads to a folder. @throws where it leads to none */
const canonical = (path: string): string => join(realpathSync(dirname(path)), basename(path))

const isHeldHere = (path: string): boolean => isPlain(path) && heldHere.has(canonical(path))

function takeBySystem(path: string, hold: Hold, patience: number): Taken | 'held' | 'again' {
  const found = opened(path)
  if (found === null) return 'again'
  const { file, made } = found
  let database: Database | null = null
  try {
    // What a holder that was killed wrote goes first: nothing of it is read as a database.
    if (fstatSync(file).size > 0) {
      demandFree(path, patience)
      ftruncateSync(file)
    }
    database = connect(path, { fileMustExist: true, timeout: patience })
    database.pragma('journal_mode = MEMORY')
    database.exec(hold === 'own' ? 'BEGIN EXCLUSIVE' : 'BEGIN IMMEDIATE')
    if (!isSameFile(file, path)) return left(file, database, 'again')
    if (hold === 'own') writeHolder(file, hold)
    return { file, database, made }
  } catch (error) {
    const isReplaced = !isSameFile(file, path)
    left(file, database, null)
    if (isBusy(error)) return 'held'
    if (isReplaced || isFilled(error)) return 'again'
    if (hasNoLocks(error)) return takeByName(path, hold)
    throw error
  }
}

/** @throws an error of SQLite while somebody owns it */
function demandFree(path: string, patience: number): void {
  const database = connect(path, { readonly: true, fileMustExist: true, timeout: patience })
  try {
    // Of a file that is no database this is all that is read, and it could be: nobody has it for himself.
    database.pragma('schema_version')
  } catch (error) {
    if (!isFilled(error)) throw error
  } finally {
    database.close()
  }
}

function left<T>(file: number, database: Database | null, result: T): T {
  database?.close()
  closeSync(file)
  return result
}

/** @returns null when another removed it in this moment. @throws Failure when something else lies under its name */
function opened(path: string): { file: number; made: boolean } | null {
  try {
    return { file: openSync(path, 'wx+', ownFile.mode), made: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new Failure(`${basename(path)} is not a file, so nothing beside it can be written; remove it.`)
  try {
    return { file: openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)), made: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function takeByName(path: string, hold: Hold): Taken | 'held' | 'again' {
  const found = opened(path)
  if (found === null) return 'again'
  const { file, made } = found
  if (made) {
    writeHolder(file, hold)
    return { file, database: null, made }
  }
  closeSync(file)
  if (isHolding(readHolder(path), path)) return 'held'
  rmSync(path, { force: true })
  return 'again'
}

function isHolding(holder: Holder | null, path: string): boolean {
  const alive = holder && isAlive(holder.by)
  if (alive !== null) return alive
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Math.abs(Date.now() - touched) < countsFor
}

function stateBySystem(path: string): LockState {
  try {
    demandFree(path, 0)
    return 'free'
  } catch (error) {
    if (isBusy(error)) return 'held'
    return hasNoLocks(error) ? stateByName(path) : 'unknown'
  }
}

function stateByName(path: string): LockState {
  const holder = readHolder(path)
  if (holder?.hold !== 'own') return 'unknown'
  const alive = isAlive(holder.by)
  return alive === null ? 'unknown' : alive ? 'held' : 'free'
}

const hasCode = (codes: RegExp) => (error: unknown): boolean => error instanceof SqliteError && codes.test(error.code)
const isBusy = hasCode(/^SQLITE_(BUSY|LOCKED)/)
const isFilled = hasCode(/^SQLITE_(NOTADB|CORRUPT|READONLY)/)
const hasNoLocks = hasCode(/^SQLITE_(PROTOCOL|NOLFS|IOERR_(LOCK|RDLOCK|CHECKRESERVEDLOCK))/)

const isPlain = (path: string): boolean => {
  try {
    return lstatSync(path).isFile()
  } catch {
    return false
  }
}

function isSameFile(file: number, path: string): boolean {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false })
  const held = fstatSync(file, { bigint: true })
  return there !== undefined && there.ino === held.ino && there.dev === held.dev
}

function removed(path: string): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  }
}
