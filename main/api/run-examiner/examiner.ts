/**
 * Has run files read first by processes of their own. A file may come from anybody, and one that SQLite never comes to
 * the end of, or that takes all memory, ends nothing but such a process: it has its time for each file, and no thread
 * that waits inside SQLite could be ended.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { fileStateOf } from '../../../db/run-files'
import type { EntryReader, WantedEntry } from '../../../db/run-index'
import { Failure } from '../../../preload/schema/failure'
import type { RunListEntry } from '../../../preload/schema/run'
import { toldSchema, type Question, type Told } from './messages'

/** The built worker.ts beside this process' own program; beside the sources, which tests run, lies none. */
function builtProgram(): string {
  const beside = join(import.meta.dirname, 'run-examiner.js')
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../out/main/run-examiner.js')
}

/** Milliseconds for one file: a hundred times what the slowest run takes, and more than SQLite waits for a lock. */
const usualDeadline = 10_000

/** Bytes in a millisecond: what is copied because its training left it open has its time for that, too. */
const slowestDisk = 20_000

/** Milliseconds after which processes that nobody asks are ended. */
const idle = 30_000

/** Two read a thousand files in half the time; more would wait for the disk. */
const mostProcesses = Math.min(2, availableParallelism())

/** Milliseconds after which a file takes long: a run's line takes three. */
const slow = 500

/** Files that wait, for which another process is started: it takes as long as they do. */
const worthAnother = 20

/** Of JavaScript's memory: a run's line takes a few. */
const megabytes = 256

interface Pending { question: Question; resolve: (told: Told) => void; reject: (reason: Error) => void }

/** A process, and what it is doing; `isReady` once it has loaded its program. */
interface Reader { child: ChildProcess; isReady: boolean; current: Pending | null; timers: NodeJS.Timeout[] }

export class RunExaminer implements EntryReader {
  readonly #deadline: number
  readonly #program: string
  readonly #waiting: Pending[] = []
  readonly #readers = new Set<Reader>()
  #idleTimer: NodeJS.Timeout | null = null

  /** @param deadline milliseconds for one file */
  constructor(deadline = usualDeadline, program = builtProgram()) {
    this.#deadline = deadline
    this.#program = program
  }

  /** A file that cannot be read, or not in its time, is a damaged one and keeps no other waiting. */
  async entry(wanted: WantedEntry): Promise<RunListEntry> {
    const told = await this.#ask({ kind: 'entry', ...wanted })
    if (told.kind === 'entry') return told.entry
    const reason = told.kind === 'refused' ? told.sentence : `${wanted.name} could not be read.`
    return { state: 'damaged', id: wanted.id, reason, fileBytes: wanted.fileBytes }
  }

  async unsound(path: string, name: string): Promise<string | null> {
    const told = await this.#ask({ kind: 'sound', path, name })
    return told.kind === 'refused' ? told.sentence : null
  }

  /** Of a file that lies anywhere. @throws Failure when it is none of ours, damaged, or reading it does not end */
  async demandOpened(path: string, storeFolder: string): Promise<void> {
    const told = await this.#ask({ kind: 'opened', path, name: basename(path), storeFolder })
    if (told.kind === 'refused') throw new Failure(told.sentence)
  }

  /** They only read. */
  close(): void {
    for (const { child } of this.#readers) child.kill('SIGKILL')
    this.#giveUp('Maskscope is being closed.')
  }

  #ask(question: Question): Promise<Told> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject })
      const isOneEnough = this.#readers.size === 1 && this.#waiting.length <= worthAnother
      if (this.#readers.size < mostProcesses && !isOneEnough) this.#begin()
      this.#next()
    })
  }

  #begin(): void {
    const child = fork(this.#program, [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${megabytes}`]
    })
    const reader: Reader = { child, isReady: false, current: null, timers: [] }
    this.#readers.add(reader)
    child.on('message', (raw) => this.#hear(reader, toldSchema.parse(raw)))
    child.once('error', () => this.#ended(reader))
    child.once('exit', () => this.#ended(reader))
  }

  #hear(reader: Reader, told: Told): void {
    reader.isReady = true
    if (told.kind !== 'ready') this.#settle(reader, told)
    this.#next()
  }

  #settle(reader: Reader, told: Told): void {
    reader.timers.splice(0).forEach((timer) => { clearTimeout(timer) })
    const { current } = reader
    reader.current = null
    current?.resolve(told)
  }

  #next(): void {
    for (const reader of this.#readers) {
      if (!reader.isReady || reader.current !== null) continue
      const pending = this.#waiting.shift()
      if (pending === undefined) break
      reader.current = pending
      reader.timers = [
        setTimeout(() => this.#tooLong(reader), this.#deadline + timeToCopy(pending.question)),
        setTimeout(() => this.#help(), slow)
      ]
      reader.child.send(pending.question, () => undefined)
    }
    this.#keepAwake()
  }

  /** Others need not wait for a file that takes long. */
  #help(): void {
    if (this.#waiting.length > 0 && this.#readers.size < mostProcesses) this.#begin()
  }

  #tooLong(reader: Reader): void {
    const { name } = reader.current?.question ?? { name: '' }
    this.#settle(reader, {
      kind: 'refused',
      sentence: `${name} was not read to its end within ${this.#deadline / 1000} s, so it was left alone; ` +
        'restore it from a copy.'
    })
    reader.child.kill('SIGKILL')
    this.#ended(reader)
  }

  #ended(reader: Reader): void {
    if (!this.#readers.delete(reader)) return
    if (!reader.isReady) return this.#giveUp('The process that reads run files could not be started.')
    if (reader.current !== null) {
      const { name } = reader.current.question
      this.#settle(reader, {
        kind: 'refused',
        sentence: `${name} ended the process that read it, as no run file does; restore it from a copy.`
      })
    }
    if (this.#waiting.length > 0) this.#begin()
  }

  #giveUp(sentence: string): void {
    const readers = [...this.#readers]
    this.#readers.clear()
    for (const { timers } of readers) timers.splice(0).forEach((timer) => { clearTimeout(timer) })
    const pending = [...this.#waiting.splice(0), ...readers.flatMap(({ current }) => current ?? [])]
    for (const { reject } of pending) reject(new Failure(sentence))
  }

  /** While nothing is asked they must not keep alive whoever forgets to close this, and end after a while. */
  #keepAwake(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    const readers = [...this.#readers]
    const isAsked = this.#waiting.length > 0 || readers.some(({ current }) => current !== null)
    for (const { child } of readers) {
      if (isAsked) child.ref()
      else child.unref()
      if (isAsked) child.channel?.ref()
      else child.channel?.unref()
    }
    this.#idleTimer = isAsked ? null : setTimeout(() => this.close(), idle).unref()
  }
}

const timeToCopy = ({ kind, path }: Question): number =>
  (kind === 'opened' ? fileStateOf(path).bytes / slowestDisk : 0)
