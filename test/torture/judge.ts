/** What a disaster left: whether it can be read, holds all that was finished, and goes on to the run of one unhurt. */
import { copyFileSync, existsSync } from 'node:fs'
import { readTrainingState } from '../../db/training-states'
import { readEntry } from '../../db/run-index'
import type { RunStore } from '../../db/store'
import { reasonOf, sentenceOf } from '../../preload/schema/failure'
import { contentsOf } from '../fixtures/run-contents'
import { reading, writing } from '../fixtures/small-run'
import { goOn, runId, storeIn, trainAnew } from './scripted-run'

/** Of no process, on every Linux. */
const nobody = 2 ** 22 + 1

export interface Expected {
  epochs: number
  /** The iteration whose state was the last to reach the disk; 0 where none had. */
  saved: number
  /** What an undisturbed run holds. */
  contents: string
}

export const contentsIn = (store: RunStore): string => JSON.stringify(reading(store.runPath(runId), contentsOf))

/** What a run of so many epochs holds that nothing disturbed. */
export function undisturbed(folder: string, epochs: number): string {
  const store = storeIn(folder)
  trainAnew(store, { epochs, saved: () => undefined })
  return contentsIn(store)
}

/** As a machine finds it that reads the disk anew: file and log, without what processes share. */
export function leftIn(store: RunStore, folder: string): RunStore {
  const left = storeIn(folder)
  for (const suffix of ['', '-wal', '-journal']) {
    const path = store.runPath(runId) + suffix
    if (existsSync(path)) copyFileSync(path, left.runPath(runId) + suffix)
  }
  return left
}

/** @returns what is broken or lost; null where nothing is */
export function judgeRun(store: RunStore, expected: Expected): string | null {
  if (!existsSync(store.runPath(runId)))
    return expected.saved > 0 ? `the file is gone after iteration ${expected.saved} had been saved` : null
  try {
    return damageOf(store) ?? lossOf(store, expected.saved) ?? differenceOf(store, expected)
  } catch (error) {
    return `${sentenceOf(error)} ${error instanceof Error ? error.stack ?? '' : ''}`
  }
}

function damageOf(store: RunStore): string | null {
  const entry = readEntry(store, runId, 0)
  if (entry.state === 'damaged') return entry.reason
  const check = reading(store.runPath(runId), (database) => database.pragma('integrity_check', { simple: true }))
  return check === 'ok' ? null : String(check)
}

function lossOf(store: RunStore, saved: number): string | null {
  const held = reading(store.runPath(runId), (database) =>
    (statusIn(database) === 'finished' ? Infinity : readTrainingState(database, 'current')?.position.iteration ?? 0))
  return held < saved ? `iteration ${saved} had been saved, the file holds ${held}` : null
}

function differenceOf(store: RunStore, { epochs, contents }: Expected): string | null {
  const path = store.runPath(runId)
  if (reading(path, statusIn) !== 'finished') {
    writing(path, (database) =>
      database.prepare('UPDATE run SET process = ? WHERE process = ?').run(nobody, process.pid))
    goOn(store, { epochs, saved: () => undefined })
  }
  return contentsIn(store) === contents ? null : 'the run that went on differs from the undisturbed one'
}

const statusIn = (database: Parameters<typeof contentsOf>[0]): unknown =>
  database.prepare('SELECT status FROM run').pluck().get()

/** Whatever is thrown for a disk's faults is one sentence, and none that says it was not expected. */
export function unspoken(error: unknown): string | null {
  if (error === null) return null
  const sentence = sentenceOf(error)
  return /did not expect|\n/.test(sentence) ? `no sentence: ${reasonOf(error)} ${String((error as Error).stack)}` : null
}
