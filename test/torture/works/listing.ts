/** The catalogue: a list of runs that is read, kept, and read again by the next process. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Catalogue } from '../../../db/catalogue'
import { RunStore } from '../../../db/store'
import { beginRun, recordAlternation } from '../../fixtures/small-run'
import { storeIn } from '../scripted-run'
import type { Work } from '../work'

/** Three runs that have ended, in a folder where nothing fails; a fourth is no run. */
function someRuns(): RunStore {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  for (let count = 1; count <= 3; count++) {
    const { recorder } = beginRun(folder)
    recordAlternation(recorder, 1, 20)
    recorder.end('finished', null)
  }
  const store = new RunStore(folder)
  writeFileSync(store.runPath(store.newId()), 'no run')
  return store
}

function listed(folder: string): string {
  const catalogue = new Catalogue(new RunStore(folder))
  try {
    return JSON.stringify(catalogue.list())
  } finally {
    catalogue.close()
  }
}

/** @param always whether the list must be right while calls fail, too: where no run's file is touched by them */
export function listing(always: boolean): Work {
  const runs = someRuns()
  const right = listed(runs.path)
  let found: string[] = []
  return {
    name: 'catalogue',
    prepare: (folder) => {
      const store = storeIn(folder)
      for (const id of runs.ids()) copyFileSync(runs.runPath(id), store.runPath(id))
      found = []
    },
    carryOut: (folder) => {
      for (let process = 1; process <= 2; process++) found.push(listed(folder))
    },
    judge: (folder, error) => {
      if (always && error !== null) return `there was no list: ${String(error)}`
      if (always && found.some((list) => list !== right)) return 'the list was wrong while calls failed'
      return listed(folder) === right ? null : 'the list is wrong afterwards'
    },
    afterPowerLoss: (folder) => (listed(folder) === right ? null : 'the list is wrong afterwards')
  }
}
