/** A run file from elsewhere joins the store. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunStore } from '../../../db/store'
import { addRun } from '../../../main/api/added-runs'
import { beginRun, recordAlternation } from '../../fixtures/small-run'
import { storeIn } from '../scripted-run'
import type { Work } from '../work'

function runElsewhere(): { id: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  const { id, path, recorder } = beginRun(folder)
  recordAlternation(recorder, 1, 20)
  recorder.end('finished', null)
  return { id, path }
}

export function adding(): Work {
  const { id, path } = runElsewhere()
  const whole = readFileSync(path)
  return {
    name: 'import of a run file',
    prepare: (folder) => {
      storeIn(folder)
      copyFileSync(path, join(folder, 'elsewhere.maskrun'))
    },
    carryOut: (folder) => { addRun(new RunStore(folder), join(folder, 'elsewhere.maskrun')) },
    judge: (folder, error) => {
      const store = new RunStore(folder)
      if (!readFileSync(join(folder, 'elsewhere.maskrun')).equals(whole)) return 'the file that was added is another'
      const isThere = existsSync(store.runPath(id))
      if (isThere && !readFileSync(store.runPath(id)).equals(whole)) return 'the store has a part of it'
      if (!isThere && error === null) return 'it is not there, and nothing was said'
      if (isThere || readdirSync(store.runsFolder).length <= 1) return addAgain(store, folder, id, whole)
      return `something is left behind: ${readdirSync(store.runsFolder).join()}`
    },
    afterPowerLoss: (folder) => {
      const store = new RunStore(folder)
      const isThere = existsSync(store.runPath(id))
      if (isThere && !readFileSync(store.runPath(id)).equals(whole)) return 'the store has a part of it'
      return addAgain(store, folder, id, whole)
    }
  }
}

function addAgain(store: RunStore, folder: string, id: string, whole: Buffer): string | null {
  addRun(store, join(folder, 'elsewhere.maskrun'))
  return readFileSync(store.runPath(id)).equals(whole) ? null : 'it cannot be added again'
}
