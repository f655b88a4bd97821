/** Works as the one process that owns a run's file: lives visibly, stops when asked, and writes how the work ended. */
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
import type { Message, Tell } from './messages'
import { recording } from './recording'

/** The built mask-thread/worker.ts, which lies beside this process' own program. */
export const maskProgram = join(import.meta.dirname, 'mask-thread.js')

const beatEvery = 1000
export const lookForStopEvery = 300

export interface Owned { store: RunStore; id: string; recorder: RunRecorder; layout: SupportLayout; tell: Tell }

/**
 * Resolves to what is told last.
 * @throws whatever the work throws, after it stands in the run's file as the reason of its failure
 */
export async function asOwner(
  { store, id, recorder, layout, tell }: Owned,
  work: (recorder: Recorder, stopRequested: () => boolean) => Promise<'finished' | 'stopped'>
): Promise<Message<'ended'>> {
  endInOrder()
  const isThere = sameFileAt(store.runPath(id))
  let [stopping, gone] = [false, false]
  const stop = (): void => { stopping = true }
  for (const signal of stopSignals) process.on(signal, stop)
  tell({ kind: 'created', id })
  const timers = [
    setInterval(() => {
      tryTo(() => recorder.beat())
    }, beatEvery),
    setInterval(() => {
      gone ||= !isThere()
      stopping ||= gone || starterIsGone() || store.stopRequested(id)
    }, lookForStopEvery)
  ]
  const masks = new StoredMasks(maskProgram, store.runPath(id), layout)
  try {
    const status = await work(recording(recorder, masks, tell), () => stopping)
    masks.close()
    if (gone) throw new Failure(`The file of run ${id} was deleted or replaced while it was written, so it ended here.`)
    recorder.end(status, null)
    return { kind: 'ended', status }
  } catch (error) {
    const failure = writingFailure(error)
    tryTo(() => masks.close())
    tryTo(() => recorder.end('failed', { kind: failureKindOf(failure), sentence: sentenceOf(failure) }))
    throw failure
  } finally {
    timers.forEach(clearInterval)
    for (const signal of stopSignals) process.off(signal, stop)
    store.clearStopRequest(id)
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
