/** A lock that a killed process left goes once nobody needs it, and never under whoever holds it. */
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { settleLeft } from '../../../db/left-behind'
import { openRunForReading } from '../../../db/open'
import { RunStore } from '../../../db/store'
import { readSummary } from '../../../db/runs'
import { beginRun, reading, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const lockOf = (store: RunStore, id: string): string => store.runPath(id).replace('.maskrun', '.lock')

it.each([
  ['of a run that has ended goes', 'finished', { host: hostname(), process: 1, ago: 0 }, false],
  ['of a run whose process is gone from this machine goes', 'running',
    { host: hostname(), process: 2147483646, ago: 0 }, false],
  ['of one elsewhere goes after a minute', 'running', { host: 'elsewhere', process: 1, ago: 61 }, false],
  ['of one elsewhere stays before, as it tells that nobody owns the run', 'running',
    { host: 'elsewhere', process: 1, ago: 1 }, true]
] as const)('a lock %s', (_what, status, { host, process, ago }, stays) => {
  const { store, id, path } = beginRun(temporaryFolder())
  writing(path, (database) => database.prepare('UPDATE run SET status = ?, host = ?, process = ?, heartbeat_at = ?')
    .run(status, host, process, new Date(Date.now() - ago * 1000).toISOString()))
  writeFileSync(lockOf(store, id), '')
  const shown = (): string => reading(path, (database) => readSummary(database, 0).status)
  const before = shown()
  settleLeft(store)
  expect([shown(), store.hasLock(id)]).toEqual([before, stays])
  expect(before).toBe(status === 'finished' ? 'finished' : 'interrupted')
})

it('a lock without a run goes, and one that a process holds stays', () => {
  const store = new RunStore(temporaryFolder())
  store.prepareForWriting()
  const [left, held] = [store.newId(), store.newId()]
  writeFileSync(lockOf(store, left), '')
  const lock = store.own(held)
  settleLeft(store)
  expect(store.idsWithLocks()).toEqual([held])
  lock.release()
})

it('a log goes too that is empty because a reader had the file open when its run ended', () => {
  const { store, id, path, recorder } = beginRun(temporaryFolder())
  const reader = openRunForReading(path)
  readSummary(reader, 0)
  recorder.end('finished', null)
  reader.close()
  expect(store.idsWithLogs()).toEqual([id])
  settleLeft(store)
  expect(store.idsWithLogs()).toEqual([])
  expect(reading(path, (database) => readSummary(database, 0).status)).toBe('finished')
})
