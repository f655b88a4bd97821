/**
 * Works as the one process that owns a run's file: lives visibly, stops when asked, writes what a person says about the
 * run, and how the work ended.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FileLock } from '../../db/lock/file-lock'
import { writingFailure } from '../../db/open'
import type { RunRecorder } from '../../db/recorder'
import type { RunStore } from '../../db/store'
import { Failure, failureKindOf, sentenceOf } from '../../preload/schema/failure'
import { sameFileAt } from '../files/same-file'
import type { SupportLayout } from '../engine/support/layout'
import type { Recorder } from '../engine/training/recorder'
import { endInOrder, starterIsGone, stopAsked, stopSignals } from './attachment'
import { StoredMasks } from './mask-thread/stored-masks'
import type { Message, RunMessage, Tell } from './messages'
import { Publisher } from './publishing/publisher'
import { recording } from './recording'
import { OwnStandardError } from './standard-error'

/** The built mask-thread/worker.ts, which lies beside this process' own program. */
export const maskProgram = join(import.meta.dirname, 'mask-thread.js')

const beatEvery = 1000
export const lookEvery = 300

/**
 * Milliseconds that a piece of work in hand may take once the run has to end within seconds: what sends signals kills
 * ten seconds after them, and the file has still to be closed. What is cut off then is done again from the last state.
 */
const hurriedFor = 7000

/** A run's file where it is written: in its store, or elsewhere with whoever publishes it. */
export interface OwnedFile { path: string; publisher: Publisher | null; recorder: RunRecorder; lock: FileLock }

/**
 * Has the run's lock from before the work that prepares it.
 * @throws Failure when another process has the run, or what the work throws; then it has the lock no more
 */
export async function owning<T>(store: RunStore, id: string, prepare: (lock: FileLock) => Promise<T>): Promise<T> {
  store.prepareForWriting()
  const lock = store.own(id)
  try {
    return await prepare(lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Creates the file of a new run.
 * @throws Failure when nothing can be written there; nothing is left behind
 */
export async function newFile(
  store: RunStore, lock: FileLock, { id, scratch }: { id: string; scratch: string | null },
  create: (path: string) => RunRecorder
): Promise<OwnedFile> {
  const inStore = store.runPath(id)
  if (scratch === null) return { path: inStore, publisher: null, recorder: create(inStore), lock }
  const publisher = new Publisher(inStore, scratch, 'new')
  try {
    return { path: publisher.path, publisher, recorder: create(publisher.path), lock }
  } catch (error) {
    await publisher.abandon()
    throw error
  }
}

export interface Owned {
  store: RunStore
  id: string
  file: OwnedFile
  layout: SupportLayout
  /** Whether the run is gone on with, and masks may be left that would have been replaced by changes. */
  goesOn?: boolean
  tell: Tell
  /** Told at the end where the system ended it, and no person asked for that. */
  onSystemEnd?: () => void
}

type Work = (recorder: Recorder, stopRequested: () => boolean) => Promise<'finished' | 'stopped'>

/**
 * Resolves to what is told last. The run's lock is free then.
 * @throws whatever the work throws, after it stands in the run's file as the reason of its failure
 */
export async function asOwner(owned: Owned, work: Work): Promise<Message<'ended'>> {
  const possession = new Possession(owned)
  try {
    return await writing(owned, possession, work)
  } finally {
    possession.end()
  }
}

async function writing(
  { store, id, file: { path, publisher, recorder }, layout, goesOn, tell, onSystemEnd }: Owned, possession: Possession,
  work: Work
): Promise<Message<'ended'>> {
  endInOrder()
  const wish = new StopWish(() => publisher?.want())
  if (publisher) await beginPublishing(publisher, recorder)
  tell({ kind: 'created', id })
  const isAskedToStop = (): boolean => stopAsked() !== null || store.stopRequested(id)
  const carryOutChanges = (): void => store.changesOf(id).takeUp((changes) => recorder.annotate(changes))
  const standardError = new OwnStandardError()
  const log = (): void => recorder.log(standardError.newLines())
  const timers = [
    setInterval(() => {
      tryTo(() => recorder.beat())
      publisher?.look()
    }, beatEvery),
    setInterval(() => {
      if (possession.lost() !== null || isAskedToStop()) wish.stop()
      if (starterIsGone() || stopAsked() === 'hurried' || store.stopIsHurried(id)) wish.hurry()
      tryTo(carryOutChanges)
      tryTo(log)
    }, lookEvery)
  ]
  const masks = new StoredMasks(maskProgram, path, layout)
  try {
    const told = (message: RunMessage): void => {
      if (message.kind === 'epoch') publisher?.epochEnded()
      tell(message)
    }
    if (goesOn === true && recorder.keepsEverySnapshot) masks.replaceByChanges()
    const working = work(recording(recorder, masks, told), () => wish.stopping)
    const status = await Promise.race([working, wish.late])
    // Cut off, it fails at the next thing that it tells; nobody waits for it.
    working.catch(() => undefined)
    masks.close(wish.isHurried)
    const lost = possession.lost()
    if (lost !== null) throw new Failure(lost)
    tryTo(carryOutChanges)
    tryTo(log)
    recorder.end(status, null, wish.isHurried)
    if (status === 'stopped' && wish.signalled && !isAskedToStop()) tryTo(() => onSystemEnd?.())
    return { kind: 'ended', status }
  } catch (error) {
    const failure = writingFailure(error)
    tryTo(() => masks.close(wish.isHurried))
    tryTo(log)
    tryTo(() => recorder.end('failed', { kind: failureKindOf(failure), sentence: sentenceOf(failure) }))
    throw failure
  } finally {
    timers.forEach(clearInterval)
    // What cannot be published takes the place of how the work ended: it says where the run lies.
    await (possession.lost() === null ? publisher?.end() : publisher?.abandon())
    wish.end()
    store.clearStopRequest(id)
  }
}

/** That the run's file and its lock are still where others find them. */
class Possession {
  readonly #owned: Owned
  readonly #isThere: () => boolean
  #lock: FileLock | null
  #lost: string | null = null

  constructor(owned: Owned) {
    const { store, id, file: { path, publisher, lock } } = owned
    this.#owned = owned
    this.#lock = lock
    // A published run's file in the store is replaced again and again.
    this.#isThere = publisher ? () => existsSync(store.runPath(id)) : sameFileAt(path)
  }

  /** A sentence for how it is this process' no more; null while it is. */
  lost(): string | null {
    const { id } = this.#owned
    if (!this.#isThere())
      this.#lost ??= `The file of run ${id} was deleted or replaced while it was written, so it ended here.`
    else if (!this.#keepLock())
      this.#lost ??= `Another process has taken run ${id} while it was written, so it ended here.`
    return this.#lost
  }

  /** One whose file was removed is taken anew. */
  #keepLock(): boolean {
    if (this.#lock?.isThere() === true) return true
    this.end()
    const { store, id } = this.#owned
    try {
      this.#lock = store.own(id)
    } catch {
      return false
    }
    return true
  }

  end(): void {
    this.#lock?.release()
    this.#lock = null
  }
}

/** That the work is to end, and how soon; until its own end it takes signals for such a wish. */
class StopWish {
  readonly #began: () => void
  readonly #late = Promise.withResolvers<'stopped'>()
  #timer: NodeJS.Timeout | null = null
  stopping = false
  signalled = false

  /** @param began told once that it is to end */
  constructor(began: () => void) {
    this.#began = began
    for (const signal of stopSignals) process.on(signal, this.#heed)
  }

  get isHurried(): boolean {
    return this.#timer !== null
  }

  /** Comes when the piece of work in hand has had its time. */
  get late(): Promise<'stopped'> {
    return this.#late.promise
  }

  stop(): void {
    if (this.stopping) return
    this.stopping = true
    this.#began()
  }

  hurry(): void {
    this.stop()
    this.#timer ??= setTimeout(() => { this.#late.resolve('stopped') }, hurriedFor)
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const signal of stopSignals) process.off(signal, this.#heed)
  }

  readonly #heed = (): void => {
    this.signalled = true
    this.hurry()
  }
}

/** @throws Failure when the store does not take the run; nothing is left of it */
async function beginPublishing(publisher: Publisher, recorder: RunRecorder): Promise<void> {
  try {
    await publisher.begin()
  } catch (error) {
    tryTo(() => recorder.end('failed', { kind: failureKindOf(error), sentence: sentenceOf(error) }))
    await publisher.abandon()
    throw error
  }
}

/** A file that cannot be written says so where it matters; without this the run reads as interrupted. */
function tryTo(write: () => void): void {
  try {
    write()
  } catch {
    // What is being told already is why.
  }
}
