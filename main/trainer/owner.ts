/**
 * Works as the one process that owns a run's file: lives visibly, stops when asked, writes what a person says about the
 * run, and how the work ended.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writingFailure } from '../../db/open'
import type { RunRecorder } from '../../db/recorder'
import type { RunStore } from '../../db/store'
import { Failure, failureKindOf, sentenceOf } from '../../preload/schema/failure'
import { sameFileAt } from '../files/same-file'
import type { SupportLayout } from '../engine/support/layout'
import type { Recorder } from '../engine/training/recorder'
import { endInOrder, starterIsGone, stopSignals } from './attachment'
import { StoredMasks } from './mask-thread/stored-masks'
import type { Message, RunMessage, Tell } from './messages'
import { Publisher } from './publishing/publisher'
import { recording } from './recording'
import { OwnStandardError } from './standard-error'

/** The built mask-thread/worker.ts, which lies beside this process' own program. */
export const maskProgram = join(import.meta.dirname, 'mask-thread.js')

const beatEvery = 1000
export const lookEvery = 300

/** A run's file where it is written: in its store, or elsewhere with whoever publishes it. */
export interface NewFile { path: string; publisher: Publisher | null; recorder: RunRecorder }

/**
 * Creates the file of a new run.
 * @throws Failure when nothing can be written there; nothing is left behind
 */
export async function newFile(
  store: RunStore, { id, scratch }: { id: string; scratch: string | null }, create: (path: string) => RunRecorder
): Promise<NewFile> {
  const inStore = store.runPath(id)
  if (scratch === null) return { path: inStore, publisher: null, recorder: create(inStore) }
  const publisher = new Publisher(inStore, scratch)
  try {
    return { path: publisher.path, publisher, recorder: create(publisher.path) }
  } catch (error) {
    await publisher.abandon()
    throw error
  }
}

export interface Owned {
  store: RunStore
  id: string
  file: NewFile
  layout: SupportLayout
  tell: Tell
}

/**
 * Resolves to what is told last.
 * @throws whatever the work throws, after it stands in the run's file as the reason of its failure
 */
export async function asOwner(
  { store, id, file: { path, publisher, recorder }, layout, tell }: Owned,
  work: (recorder: Recorder, stopRequested: () => boolean) => Promise<'finished' | 'stopped'>
): Promise<Message<'ended'>> {
  endInOrder()
  // A published run's file in the store is replaced again and again.
  const isThere = publisher ? () => existsSync(store.runPath(id)) : sameFileAt(path)
  let [stopping, gone] = [false, false]
  const stop = (): void => {
    if (stopping) return
    stopping = true
    publisher?.want()
  }
  for (const signal of stopSignals) process.on(signal, stop)
  if (publisher) await beginPublishing(publisher, recorder)
  tell({ kind: 'created', id })
  const carryOutChanges = (): void => store.changesOf(id).takeUp((changes) => recorder.annotate(changes))
  const standardError = new OwnStandardError()
  const log = (): void => recorder.log(standardError.newLines())
  const timers = [
    setInterval(() => {
      tryTo(() => recorder.beat())
      publisher?.look()
    }, beatEvery),
    setInterval(() => {
      gone ||= !isThere()
      if (gone || starterIsGone() || store.stopRequested(id)) stop()
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
    const status = await work(recording(recorder, masks, told), () => stopping)
    masks.close()
    if (gone) throw new Failure(`The file of run ${id} was deleted or replaced while it was written, so it ended here.`)
    tryTo(carryOutChanges)
    tryTo(log)
    recorder.end(status, null)
    return { kind: 'ended', status }
  } catch (error) {
    const failure = writingFailure(error)
    tryTo(() => masks.close())
    tryTo(log)
    tryTo(() => recorder.end('failed', { kind: failureKindOf(failure), sentence: sentenceOf(failure) }))
    throw failure
  } finally {
    timers.forEach(clearInterval)
    // What cannot be published takes the place of how the work ended: it says where the run lies.
    await (gone ? publisher?.abandon() : publisher?.end())
    for (const signal of stopSignals) process.off(signal, stop)
    store.clearStopRequest(id)
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
