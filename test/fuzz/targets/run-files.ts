/** Files of a store that SQLite opens, as a page reads them: first by the process that can be ended, then here. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RunStore } from '../../../db/store'
import { Session } from '../../../main/api/session'
import { Stores } from '../../../main/api/stores'
import { Workbench } from '../../../main/api/workbench'
import type { MethodPath } from '../../../preload/contract'
import { valueIn } from '../../fixtures/replies'
import type { Chance } from '../chance'
import { changedBytes } from '../mutations/bytes'
import { changeDatabase } from '../mutations/sqlite'
import { accepted, faultOfSentence, refused, type Input, type Outcome } from '../outcome'
import type { Cases, Setting, Target } from '../target'
import { copyOfRun, wholeRun } from '../whole-run'

interface Opened { session: Session; workbench: Workbench; close: () => Promise<void> }

function opened(storePath: string): Opened {
  const workbench = new Workbench(storePath)
  workbench.store.prepareForWriting()
  const stores = new Stores(workbench)
  const session = new Session(workbench, () => undefined, stores)
  return {
    session, workbench,
    close: async () => {
      session.close()
      await stores.close()
      workbench.close()
    }
  }
}

/** What a page asks of one run, with what it asks. */
const questions: readonly [method: MethodPath, request: (id: string) => object][] = [
  ['runs.detail', (id) => ({ id })],
  ['runs.settings', (id) => ({ ids: [id] })],
  ['runs.compare', (id) => ({ ids: [id] })],
  ['runs.curves', (id) => ({ ids: [id], figure: 'trainLoss', axis: 'epoch', columns: 100, stretch: null })],
  ['runs.curvePoints', (id) => ({ id, after: 0 })],
  ['runs.file', (id) => ({ id })],
  ['model.network', (id) => ({ id })],
  ['model.moment', (id) => ({ id, snapshot: null })],
  ['reports.make', (id) => ({ ids: [id], format: 'markdown', filter: null })],
  ['reports.repeat', (id) => ({ id })],
  ['evaluation.rules', (id) => ({ id, at: 'final' })],
  ['masks.layer', (id) => ({ id, snapshot: null, layer: 'support1', label: null })],
  ['masks.examples', (id) => ({ id, snapshot: null, unit: null, on: true })],
  ['masks.example', (id) => ({ id, snapshot: null, example: 3 })],
  ['masks.unit', (id) => ({
    id, snapshot: null, layer: 'support1', unit: 5, among: null, within: null, skip: 0, limit: 10
  })]
]

/** Of a case as many as tell most of a file's parts. */
const asked = 4

async function replies(session: Session, id: string, first: number): Promise<Outcome> {
  const values: unknown[] = []
  const refusals: string[] = []
  const calls = Array.from({ length: asked }, (_, i) => questions[(first + i * 4) % questions.length])
  for (const call of calls) {
    if (call === undefined) continue
    const reply = await session.answer({ call: 1, method: call[0], request: call[1](id) })
    if (reply.outcome === 'error') refusals.push(reply.sentence)
    else values.push(valueIn(reply))
  }
  const worst = refusals.find((sentence) => faultOfSentence(sentence) !== null) ?? refusals[0]
  return worst === undefined || values.length > 0 && faultOfSentence(worst) === null ? accepted(values) : refused(worst)
}

/** Of so many cases one process' list: what was deleted stays known to it. */
const casesOfList = 200

function files(setting: Setting, change: (path: string, bytes: Buffer, chance: Chance) => Buffer): Promise<Cases> {
  const storePath = join(setting.folder, 'store')
  const store = new RunStore(storePath)
  store.prepareForWriting()
  const id = '20260101-000000-aaaaaaaaaa'
  const original = wholeRun(join(setting.folder, 'original'))
  const whole = readFileSync(store.runPath(copyOfRun(original, store, id)))
  rmSync(store.runPath(id))
  let open = opened(storePath)
  let tried = 0
  const scratch = join(setting.folder, 'changed.maskrun')
  return Promise.resolve({
    make: (chance) => {
      const bytes = change(scratch, whole, chance)
      return { files: { 'run.maskrun': bytes, question: Buffer.from([chance.whole(questions.length)]) } }
    },
    try: async (input: Input) => {
      if (++tried % casesOfList === 0) {
        await open.close()
        open = opened(storePath)
      }
      writeFileSync(store.runPath(id), input.files['run.maskrun'] ?? '')
      try {
        const listed = await open.session.answer({ call: 1, method: 'runs.list', request: {} })
        if (listed.outcome === 'error') return refused(listed.sentence)
        const outcome = await replies(open.session, id, input.files.question?.[0] ?? 0)
        return outcome.kind === 'accepted' ? accepted([valueIn(listed), outcome.value]) : outcome
      } finally {
        for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(store.runPath(id) + suffix, { force: true })
      }
    },
    close: () => { void open.close() }
  })
}

const byBytes = (setting: Setting): Promise<Cases> =>
  files(setting, (_path, whole, chance) => changedBytes(whole, chance))

const bySql = (setting: Setting): Promise<Cases> => files(setting, (path, whole, chance) => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  writeFileSync(path, whole)
  changeDatabase(path, chance)
  return readFileSync(path)
})

/** What lies beside the runs: the queue and the catalogue. Both are put right, and what was damaged moved aside. */
async function beside({ folder }: Setting): Promise<Cases> {
  const storePath = join(folder, 'store')
  const store = new RunStore(storePath)
  store.prepareForWriting()
  copyOfRun(wholeRun(join(folder, 'original')), store)
  const first = opened(storePath)
  await first.session.answer({ call: 1, method: 'runs.list', request: {} })
  await first.session.answer({ call: 1, method: 'queue.pause', request: {} })
  await first.close()
  const paths = ['queue.sqlite', 'catalogue.sqlite'].map((name) => join(storePath, name))
  const originals = paths.map((path) => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0)))
  mkdirSync(join(folder, 'changed'), { recursive: true })
  return {
    make: (chance) => {
      const which = chance.whole(paths.length)
      const whole = originals[which] ?? Buffer.alloc(0)
      const path = join(folder, 'changed', 'file.sqlite')
      if (whole.length === 0 || chance.happens(0.5)) return { files: { [String(which)]: changedBytes(whole, chance) } }
      writeFileSync(path, whole)
      changeDatabase(path, chance)
      return { files: { [String(which)]: readFileSync(path) } }
    },
    try: async ({ files: changed }) => {
      for (const [which, bytes] of Object.entries(changed)) writeFileSync(paths[Number(which)] ?? '', bytes)
      const { session, close } = opened(storePath)
      const outcomes = []
      for (const method of ['runs.list', 'queue.list', 'sweeps.list', 'queue.pause'])
        outcomes.push(await session.answer({ call: 1, request: {}, method }))
      await close()
      const sentence = outcomes.flatMap((reply) => (reply.outcome === 'error' ? [reply.sentence] : []))
        .sort((one, other) => Number(faultOfSentence(one) === null) - Number(faultOfSentence(other) === null))[0]
      return sentence === undefined ? accepted(outcomes) : refused(sentence)
    }
  }
}

export const runFileTargets: Readonly<Record<string, Target>> = {
  'run-bytes': {
    kind: 'run-files', explanation: 'a run’s file by bytes, read as a page reads it', share: 0.6, startsProcesses: true,
    begin: byBytes
  },
  'run-sql': {
    kind: 'run-files', explanation: 'the same by SQL: cells, rows, tables', share: 0.6, startsProcesses: true,
    begin: bySql
  },
  beside: {
    kind: 'run-files', explanation: 'the queue and the catalogue', share: 0.2, startsProcesses: true, begin: beside
  }
}
