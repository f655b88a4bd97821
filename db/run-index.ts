/**
 * The runs of a place as this process knows them, shared by everybody who watches them here. A number rises with every
 * change, so that whoever has been told of everything up to one asks only for what came after it.
 */
import { setImmediate } from 'node:timers/promises'
import { Failure } from '../preload/schema/failure'
import type { RunListEntry } from '../preload/schema/run'
import { consistently } from './database'
import { accept, refuse } from './gate/refusals'
import { damaged, readingRow } from './open'
import { isSameState, type FileState, type RunFiles } from './run-files'
import { readSummary } from './runs'

/** A run's line, and the file that it was read from. */
export interface KnownRun { state: FileState; entry: RunListEntry }

/** What outlives the process, so that files that have not changed need not be opened again. */
export interface IndexMemory {
  recall(): ReadonlyMap<string, KnownRun>
  keep(changed: readonly KnownRun[], removed: readonly string[]): void
}

/** A file whose line is wanted; `name` is what a sentence calls it. */
export interface WantedEntry { path: string; name: string; id: string; fileBytes: number }

/** Reads files that nobody has read yet where one that never ends holds nothing up. */
export interface EntryReader {
  entry(wanted: WantedEntry): Promise<RunListEntry>
  /** @returns a sentence where reading the whole file does not come to an end, or its pages do not fit together */
  unsound(path: string, name: string): Promise<string | null>
}

export interface RunChanges {
  /** For the next question. */
  cursor: number
  changed: RunListEntry[]
  removed: string[]
}

interface Indexed extends KnownRun { text: string; since: number }

/** Milliseconds within which a folder may change twice and show one time: some file systems count two seconds. */
const coarsestTime = 3000

/**
 * Milliseconds after which every file is looked at though its folder has not changed: SQLite adds to a folder while it
 * writes to a file there, but other programs may overwrite one as it lies.
 */
const everyFileAfter = 10_000

/** Milliseconds for which what was found counts as new. */
const freshFor = 500

/** Milliseconds of reading after which others are answered. */
const slice = 10

/** Milliseconds after which what a reader has read joins the list, in one transaction. */
const keptEvery = 100

export class RunIndex {
  readonly #files: RunFiles
  readonly #memory: IndexMemory | null
  readonly #reader: EntryReader | null
  #known: Map<string, Indexed> | null = null
  readonly #removed = new Map<string, number>()
  #cursor = 0
  #folderModified: number | null = null
  #wholeAt = -Infinity
  #lookedAt = -Infinity
  #preparing: Promise<void> | null = null
  #isPrepared = false
  /** What was found to be sound, by id. */
  readonly #sound = new Map<string, FileState>()

  /**
   * @param memory none where nothing may be written
   * @param reader of files that may come from anybody; without one they are read here
   */
  constructor(files: RunFiles, memory: IndexMemory | null = null, reader: EntryReader | null = null) {
    this.#files = files
    this.#memory = memory
    this.#reader = reader
  }

  /**
   * All runs, newest first, after reading again whatever changed since the last time. Once a reader has prepared the
   * list, it alone reads files that are new, and they join when it has.
   */
  list(): RunListEntry[] {
    this.#look(true)
    return [...this.#all()].sort(([one], [other]) => (one < other ? 1 : -1)).map(([, { entry }]) => entry)
  }

  /** Reads what nobody has read yet, a while at a time, so that others are answered meanwhile. */
  async prepare(): Promise<void> {
    this.#preparing ??= this.#readUnread().finally(() => { this.#preparing = null })
    return this.#preparing
  }

  /** Of everything that is known by now. */
  get cursor(): number {
    return this.#cursor
  }

  /**
   * Looks for changes at little cost, and but once for all who ask at about the same time: a thousand runs of which
   * none changes take a look at their folder.
   */
  changesSince(cursor: number): RunChanges {
    if (performance.now() - this.#lookedAt > freshFor) this.#look(this.#mayHaveChanged())
    if (cursor === this.#cursor) return { cursor, changed: [], removed: [] }
    return {
      cursor: this.#cursor,
      changed: [...this.#all().values()].filter(({ since }) => since > cursor).map(({ entry }) => entry),
      removed: [...this.#removed].filter(([, since]) => since > cursor).map(([id]) => id)
    }
  }

  #all(): Map<string, Indexed> {
    this.#known ??= new Map([...this.#memory?.recall() ?? []].map(([id, known]) =>
      [id, { ...known, text: JSON.stringify(known.entry), since: 0 }]))
    return this.#known
  }

  /** A folder that changes while it is looked at, or just before, is looked at again. */
  #mayHaveChanged(): boolean {
    const modified = this.#files.folderModified()
    return modified === null || modified !== this.#folderModified || Date.now() - modified < coarsestTime ||
      performance.now() - this.#wholeAt > everyFileAfter
  }

  /** Has a run's file read where one without an end can be ended; when it is none, nothing here opens it any more. */
  async examine(id: string): Promise<void> {
    const [reader, state] = [this.#reader, this.#files.fileState(id)]
    // Of what is not there, whoever reads it says so.
    if (reader === null || state.bytes === 0) return
    const known = this.#all().get(id)
    // A damaged one is read again: it may have been locked, or its disk away.
    if (this.#isUnread(known, state) || known?.entry.state === 'damaged')
      this.#take([await this.#readBy(reader, id, state)], [])
    if (this.#all().get(id)?.entry.state === 'damaged') return
    const path = this.#files.runPath(id)
    const before = this.#sound.get(id)
    if (before !== undefined && before.file === state.file && (state.isOpen || isSameState(before, state))) return
    const reason = await reader.unsound(path, this.#files.fileName(id))
    if (reason === null) this.#sound.set(id, state)
    else refuse(path, state, reason)
  }

  async #readUnread(): Promise<void> {
    const unread = this.#files.ids().map((id) => ({ id, state: this.#files.fileState(id) }))
      .filter(({ id, state }) => this.#isUnread(this.#all().get(id), state))
    const reader = this.#reader
    this.#isPrepared = true
    if (reader === null) return this.#readHere(unread.map(({ id }) => id))
    const read: Indexed[] = []
    let kept = performance.now()
    await Promise.all(unread.map(async ({ id, state }) => {
      read.push(await this.#readBy(reader, id, state))
      if (performance.now() - kept < keptEvery) return
      this.#take(read.splice(0), [])
      kept = performance.now()
    }))
    this.#take(read, [])
  }

  /** Where there is a reader, files that have been read, and are written since by whoever did before, are read here. */
  #isUnread(known: Indexed | undefined, state: FileState): boolean {
    if (known === undefined) return true
    if (this.#reader === null || isSameState(known.state, state)) return false
    return known.state.file !== state.file || !(state.isOpen || isWritten(known))
  }

  async #readBy(reader: EntryReader, id: string, state: FileState): Promise<Indexed> {
    const wanted = { path: this.#files.runPath(id), name: this.#files.fileName(id), id, fileBytes: state.bytes }
    const entry = await reader.entry(wanted)
    if (entry.state === 'damaged') refuse(wanted.path, state, entry.reason)
    else accept(wanted.path)
    return { state, entry, text: JSON.stringify(entry), since: 0 }
  }

  async #readHere(ids: readonly string[]): Promise<void> {
    const read: Indexed[] = []
    let began = performance.now()
    for (const id of ids) {
      const found = this.#lookAt(id, undefined)
      if (found !== null) read.push(found)
      if (performance.now() - began < slice) continue
      this.#take(read.splice(0), [])
      await setImmediate()
      began = performance.now()
    }
    this.#take(read, [])
  }

  /** @param whole whether at every file, or at those alone that somebody writes to */
  #look(whole: boolean): void {
    const known = this.#all()
    this.#lookedAt = performance.now()
    if (!whole) {
      const written = [...known].filter(([, run]) => isWritten(run))
      return this.#take(written.flatMap(([id, run]) => this.#lookAt(id, run) ?? []), [])
    }
    // Before its files are: what changes meanwhile shows the next time.
    this.#folderModified = this.#files.folderModified()
    this.#wholeAt = this.#lookedAt
    const ids = this.#files.ids()
    const present = new Set(ids)
    this.#take(
      ids.flatMap((id) => this.#lookAt(id, known.get(id)) ?? []), [...known.keys()].filter((id) => !present.has(id))
    )
  }

  /** @returns null where nothing has changed */
  #lookAt(id: string, known: Indexed | undefined): Indexed | null {
    const state = this.#files.fileState(id)
    // A run that was running is read again in any case: its process may have died without touching the file.
    const isRunning = known?.entry.state === 'readable' && known.entry.status === 'running'
    if (known && !isRunning && isSameState(known.state, state)) return null
    if (this.#reader !== null && this.#isPrepared && this.#isUnread(known, state)) {
      // What is wrong with a store, whoever lists it is told.
      this.prepare().catch(() => undefined)
      return null
    }
    const entry = readEntry(this.#files, id, state.bytes)
    const text = JSON.stringify(entry)
    if (known?.text !== text) return { state, entry, text, since: 0 }
    if (isSameState(known.state, state)) return null
    return { ...known, state }
  }

  #take(changed: readonly Indexed[], removed: readonly string[]): void {
    if (changed.length + removed.length === 0) return
    const known = this.#all()
    const next = this.#cursor + 1
    let isNews = removed.length > 0
    for (const one of changed) {
      const isNew = known.get(one.entry.id)?.text !== one.text
      known.set(one.entry.id, isNew ? { ...one, since: next } : one)
      this.#removed.delete(one.entry.id)
      isNews ||= isNew
    }
    for (const id of removed) {
      known.delete(id)
      this.#removed.set(id, next)
    }
    if (isNews) this.#cursor = next
    this.#memory?.keep(changed, removed)
  }
}

/** A settled run's file has no write-ahead log beside it, and whoever opens it for writing makes one. */
const isWritten = ({ state, entry }: KnownRun): boolean =>
  state.isOpen || (entry.state === 'readable' && entry.status === 'running')

/** One run's line; a damaged file gives its reason instead of hiding the others. */
export const readEntry = (files: RunFiles, id: string, fileBytes: number): RunListEntry =>
  readEntryAt({ path: files.runPath(id), name: files.fileName(id), id, fileBytes })

export function readEntryAt({ path, name, id, fileBytes }: WantedEntry): RunListEntry {
  try {
    const summary = readingRow(path, (database) => consistently(database, () => readSummary(database, fileBytes)))
    if (summary.id !== id) throw new Failure(`${name} holds run ${summary.id}; give the file that name again.`)
    return summary
  } catch (error) {
    return { state: 'damaged', id, reason: damaged(name, error, path).message, fileBytes }
  }
}
