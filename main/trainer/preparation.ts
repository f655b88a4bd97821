/** What a training process does before there is a run to look at, told in its entry of the queue where it has one. */
import { QueueFile } from '../../db/queue/file'
import { HeldEntry } from '../../db/queue/held-entry'
import { RunQueue } from '../../db/queue/queue'
import { RunStore } from '../../db/store'
import { sentenceOf } from '../../preload/schema/failure'
import type { Preparation, Progress } from '../../preload/schema/run'
import type { Job } from './jobs'

const lookEvery = 1000
/** Looks between two signs of life. */
const beatEvery = 10

/** The entry of the queue that a training is, until its run's file is there. */
export interface TakenEntry {
  /** Just before the file is made. @throws Failure when it was cancelled */
  beginFile: () => void
  hasFile: () => void
  /** The system ended the process, and nobody asked for it: the training waits to be gone on with. */
  waitAgain: () => void
  /** What the work throws stands in the entry, too. */
  orFailed: <T>(work: () => Promise<T>) => Promise<T>
}

const noEntry: TakenEntry = {
  beginFile: () => undefined, hasFile: () => undefined, waitAgain: () => undefined, orFailed: (work) => work()
}

/** @throws Failure when the entry was cancelled or another process has it */
export function takeEntry({ store, entry, id }: Pick<Job<'train'>, 'store' | 'entry' | 'id'>): TakenEntry {
  if (entry === null) return noEntry
  const file = new QueueFile(new RunStore(store))
  const held = HeldEntry.take(file, entry, id)
  const timer = watchOver(held)
  const leave = (): void => {
    clearInterval(timer)
    file.close()
  }
  held.does('reading the data')
  return {
    beginFile: () => held.beginFile(),
    hasFile: () => {
      held.hasFile()
      leave()
    },
    waitAgain: () => {
      const again = new QueueFile(new RunStore(store))
      try {
        new RunQueue(again).waitAgain(entry, id)
      } finally {
        again.close()
      }
    },
    orFailed: (work) => work().catch((error: unknown) => {
      held.failed(sentenceOf(error))
      leave()
      throw error
    })
  }
}

/** Nothing is left of a training that was cancelled before it had a file. */
function watchOver(held: HeldEntry): NodeJS.Timeout {
  let looks = 0
  return setInterval(() => {
    looks += 1
    if (!held.isOurs()) process.exit(1)
    if (looks % beatEvery === 0) held.beat()
  }, lookEvery)
}

/** What is told before the first step is known. */
export const preparing = (preparation: Preparation): Progress => ({
  activity: preparation, phase: 'sgd', epoch: 0, iteration: 0, iterations: 0, examplesPerSecond: null, secondsLeft: null
})
