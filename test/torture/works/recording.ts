/** The recorder: a whole training's file, from its creation to its end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEntry } from '../../../db/run-index'
import { RunStore } from '../../../db/store'
import type { Disk } from '../disk'
import { judgeRun, leftIn, undisturbed } from '../judge'
import { runId, storeIn, trainAnew } from '../scripted-run'
import type { Work } from '../work'

export const epochs = 3

/** What a training of so many epochs would have been without faults; in a folder where there are none. */
export function reference(count = epochs): string {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  try {
    return undisturbed(folder, count)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param alsoTold whether the file must say why it ended, as on a full disk it must */
export function recording(alsoTold: boolean): Work {
  const contents = reference()
  let saved = 0
  return {
    name: 'recorder',
    prepare: (folder) => {
      storeIn(folder)
      saved = 0
    },
    carryOut: (folder: string, disk: Disk) => {
      trainAnew(new RunStore(folder), { epochs, saved: (iteration) => {
        saved = iteration
        disk.note(`saved ${iteration}`)
      } })
    },
    judge: (folder, error) => {
      const store = new RunStore(folder)
      const silent = alsoTold && error !== null ? whySilent(store) : null
      return silent ?? judgeRun(leftIn(store, join(folder, 'left')), { epochs, saved, contents })
    },
    afterPowerLoss: (folder, notes) => {
      const before = Math.max(0, ...notes.map((note) => Number(note.replace('saved ', ''))))
      return judgeRun(storeIn(folder), { epochs, saved: before, contents })
    }
  }
}

function whySilent(store: RunStore): string | null {
  if (store.ids().length === 0) return null
  const entry = readEntry(store, runId, 0)
  const isTold = entry.state === 'readable' && entry.status === 'failed' && entry.failureKind === 'disk-full'
  return isTold ? null : `why it ended is not in the file: ${JSON.stringify(entry).slice(0, 200)}`
}
