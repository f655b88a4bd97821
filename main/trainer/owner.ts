/** Works as the one process that owns a run's file: lives visibly, stops when asked, and writes how the work ended. */
import { join } from 'node:path'
import { writingFailure } from '../../db/open'
import type { RunRecorder } from '../../db/recorder'
import type { RunStore } from '../../db/store'
import { sentenceOf } from '../../preload/schema/failure'
import type { Recorder } from '../engine/training/recorder'
import type { TrainerMessage } from './messages'

const beatEvery = 1000
const lookForStopEvery = 300

/** The built db/mask-thread/worker.ts, which lies beside this process' own program. */
export const maskProgram = join(import.meta.dirname, 'mask-thread.js')

export type Tell = (message: TrainerMessage) => void

export interface Owned { store: RunStore; id: string; recorder: RunRecorder; tell: Tell }

/** @throws whatever the work throws, after it stands in the run's file as the reason of its failure */
export async function asOwner(
  { store, id, recorder, tell }: Owned, work: (recorder: Recorder, stopRequested: () => boolean) => Promise<'finished' | 'stopped'>
): Promise<void> {
  tell({ kind: 'created', id })
  let stopping = false
  const timers = [
    setInterval(() => { tryTo(() => recorder.beat()) }, beatEvery),
    setInterval(() => { stopping ||= store.stopRequested(id) }, lookForStopEvery)
  ]
  try {
    const status = await work(told(recorder, tell), () => stopping)
    recorder.end(status, null)
    tell({ kind: 'ended', status })
  } catch (error) {
    const failure = writingFailure(error)
    tryTo(() => recorder.end('failed', sentenceOf(failure)))
    throw failure
  } finally {
    timers.forEach(clearInterval)
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

/** The recorder, with whoever started the training told of what it records. */
function told(recorder: RunRecorder, tell: Tell): Recorder {
  return {
    checkpoint: (...checkpoint) => recorder.checkpoint(...checkpoint),
    curvePoint: (point) => recorder.curvePoint(point),
    testPoint: (point) => recorder.testPoint(point),
    alternationBegan: (start) => recorder.alternationBegan(start),
    masks: (...masks) => recorder.masks(...masks),
    expectMasks: (...which) => recorder.expectMasks(...which),
    readMasks: (...which) => recorder.readMasks(...which),
    evaluation: (record) => recorder.evaluation(record),
    sensitivity: (point) => recorder.sensitivity(point),
    pruned: (pruning) => { tell({ kind: 'pruning', record: recorder.pruned(pruning) }) },
    progress: (progress) => {
      recorder.progress(progress)
      tell({ kind: 'progress', progress })
    },
    epochEnded: (record) => {
      recorder.epochEnded(record)
      tell({ kind: 'epoch', record })
    },
    alternationEnded: (index, seconds, layers) => tell({ kind: 'alternation', record: recorder.alternationEnded(index, seconds, layers) })
  }
}
