/** A store that can only be read, with runs that ended, and one that was cut off. */
import { cpSync } from 'node:fs'
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import { Trash } from '../../db/trash'
import { sentenceOf } from '../../preload/schema/failure'
import { beginRun, newRun, recordAlternation, reading } from '../fixtures/small-run'
import type { Disk } from './disk'
import { unusable } from './looking'
import { retention, runId } from './scripted-run'
import type { Tally } from './tally'

/** @returns what was tried, in words */
export function readOnlyStore(disk: Disk, tally: Tally): string {
  const store = storeToRead(disk)
  disk.isReadOnly(true)
  tally.add('looking at it', unusable(store))
  const cut = reading(store.runPath(runId), (database) =>
    database.prepare('SELECT count(*) FROM snapshots').pluck().get())
  tally.add('what the log of the run that was cut off holds', cut === 2 ? null : `${String(cut)} snapshots of 2`)
  for (const id of store.ids()) tally.add('deleting a run', sentenceOfDeleting(store, id))
  disk.isReadOnly(false)
  tally.add('looking at it when it can be written again', unusable(store))
  return 'looks at a store of three runs'
}

/** Whoever has a run open when its store is copied leaves a log without its index. */
function storeToRead(disk: Disk): RunStore {
  const [made, copied] = ['made', 'read-only'].map((name) => disk.place(name))
  if (made === undefined || copied === undefined) throw new Error('there is no place for a store')
  for (let count = 0; count < 2; count++) {
    const { recorder } = beginRun(made)
    recordAlternation(recorder, 1, 20)
    recorder.end('finished', null)
  }
  const cut = RunRecorder.create(new RunStore(made).runPath(runId), newRun(runId), retention)
  for (const index of [1, 2]) recordAlternation(cut, index, 20)
  cpSync(made, copied, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  cut.end('stopped', null)
  return new RunStore(copied)
}

function sentenceOfDeleting(store: RunStore, id: string): string | null {
  try {
    new Trash(store).put(id)
    return 'it was deleted'
  } catch (error) {
    const sentence = sentenceOf(error)
    return /cannot be written \(.*EROFS|Nothing can be written there \(EROFS/.test(sentence) ? null : sentence
  }
}
