/**
 * Runs that were deleted: their files in `<store>/trash`, from where they can be brought back for a while. When a file
 * was put there is the time of its last change.
 */
import { existsSync, readdirSync, renameSync, rmdirSync, utimesSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeFolder } from '../main/files/make-folder'
import { ownFolder } from '../main/files/own-rights'
import { Failure } from '../preload/schema/failure'
import { daysInTrash, type TrashedRun } from '../preload/schema/trash'
import { stateAt } from './gate/plain-file'
import { settleUnused } from './settling'
import type { EntryReader } from './run-index'
import { RunStore, sidecars } from './store'

const day = 86_400_000

export class Trash {
  readonly #store: RunStore
  readonly #files: RunStore

  constructor(store: RunStore) {
    this.#store = store
    this.#files = new RunStore(store.path, () => store.network, 'trash')
  }

  /** Those that were deleted last come first. */
  async list(reader: EntryReader): Promise<TrashedRun[]> {
    this.#finishMoves()
    const runs = await Promise.all(this.#files.ids().map(async (id) => {
      const { bytes, modified } = this.#files.fileState(id)
      const wanted = { path: this.#files.runPath(id), name: this.#files.fileName(id), id, fileBytes: bytes }
      return { run: await reader.entry(wanted), deletedAt: instantOf(modified) }
    }))
    return runs.sort((one, other) => (one.deletedAt < other.deletedAt ? 1 : -1))
  }

  ids(): string[] {
    return this.#files.ids()
  }

  /** The run that a person means. @throws Failure when none or several match */
  resolveId(text: string): string {
    if (text !== 'latest' && !this.#files.ids().some((id) => id.startsWith(text)))
      throw new Failure(`There is no run "${text}" in the trash; "maskscope trash" lists what there is.`)
    return this.#files.resolveId(text)
  }

  /**
   * One that is damaged can be deleted, too.
   * @throws Failure when a folder stands in the run's place, another process adds to it, or one of its id lies there
   */
  put(id: string, now = new Date()): void {
    const path = this.#store.runPath(id)
    demandFile(path, `There is no run file ${id}.maskrun in the store.`)
    if (existsSync(this.#files.runPath(id)))
      throw new Failure(`A run ${id} is in the trash already; empty the trash first, with "maskscope trash empty".`)
    const release = this.#store.claim(id)
    try {
      closed(path)
      makeFolder(this.#files.runsFolder, ownFolder)
      utimesSync(path, now, now)
      move(path, this.#files.runPath(id))
      this.#store.forget(id)
    } finally {
      release()
    }
  }

  /** @throws Failure when it is not in the trash, or the store has a run of its id again */
  restore(id: string): void {
    const path = this.#files.runPath(id)
    demandFile(path, `There is no run ${id} in the trash; "maskscope trash" lists what there is.`)
    if (existsSync(this.#store.runPath(id)))
      throw new Failure(`Run ${id} is in the store again, so the one in the trash stays there.`)
    this.#store.prepareForWriting()
    move(path, this.#store.runPath(id))
    this.#removeIfEmpty()
  }

  /** Removes runs for good. @returns the bytes that they took */
  remove(ids: readonly string[]): number {
    const bytes = ids.reduce((sum, id) => sum + this.#files.fileState(id).bytes, 0)
    for (const id of ids) this.#files.remove(id)
    this.#removeIfEmpty()
    return bytes
  }

  /** Removes what has been there for its time. */
  removeExpired(now = Date.now()): void {
    this.#finishMoves()
    const ids = this.#files.ids().filter((id) => this.#files.fileState(id).modified < now - daysInTrash * day)
    if (ids.length > 0) this.remove(ids)
  }

  /** What a process that was killed between a run's file and its log left where the run is no longer. */
  #finishMoves(): void {
    for (const [from, to] of [[this.#store, this.#files], [this.#files, this.#store]] as const)
      for (const name of namesIn(from.runsFolder)) {
        const suffix = sidecars.find((one) => name.endsWith(`.maskrun${one}`))
        if (suffix === undefined) continue
        const file = name.slice(0, -suffix.length)
        if (existsSync(join(from.runsFolder, file)) || !existsSync(join(to.runsFolder, file))) continue
        renameSync(join(from.runsFolder, name), join(to.runsFolder, name))
      }
  }

  #removeIfEmpty(): void {
    try {
      rmdirSync(this.#files.runsFolder)
    } catch {
      // Another run is in it.
    }
  }
}

/** A file system may tell a time that no calendar has. */
function instantOf(milliseconds: number): string {
  const instant = new Date(milliseconds)
  return (Number.isNaN(instant.getTime()) ? new Date(0) : instant).toISOString()
}

function demandFile(path: string, missing: string): void {
  const state = stateAt(path)
  if (state === undefined) throw new Failure(missing)
  if (!state.isFile()) throw new Failure(`${basename(path)} is not a file, so it cannot be a run.`)
}

/** So that the one file holds everything. A damaged one stays as it is, and its log goes with it. */
function closed(path: string): void {
  if (!sidecars.some((suffix) => existsSync(path + suffix))) return
  try {
    settleUnused(path)
  } catch {
    // It says what is wrong with it wherever it lies.
  }
}

/** The file first: with it the run is where it belongs, and what is left of it follows at the next look. */
function move(from: string, to: string): void {
  renameSync(from, to)
  for (const suffix of sidecars) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
