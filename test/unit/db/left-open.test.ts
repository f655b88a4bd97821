/** Files whose writer was cut off are read whole, also where nothing can be written. */
import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectLeft, isLeftOpen } from '../../../db/gate/left-open'
import { readEntry } from '../../../db/run-index'
import { readRun } from '../../../main/api/store-reader'
import { readDetail } from '../../../db/details'
import { beginRun, recordAlternation, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

function finished(): SmallRun {
  const run = beginRun(temporaryFolder(), { name: 'before' })
  recordAlternation(run.recorder, 1, 20)
  run.recorder.end('finished', null)
  return run
}

/** A run that somebody was renaming when the machine stopped: half of it stands in the file, all in a hot journal. */
function withHotJournal(): SmallRun {
  const run = finished()
  const database = new BetterSqlite3(run.path)
  // So that pages are written before the transaction ends.
  database.pragma('cache_size = 1')
  database.pragma('cache_spill = 1')
  database.exec("BEGIN; UPDATE run SET name = 'half'; UPDATE snapshots SET seconds = seconds + 1")
  database.prepare('INSERT INTO log (at, message) VALUES (?, hex(zeroblob(200000)))').run('now')
  for (const suffix of ['', '-journal']) copyFileSync(run.path + suffix, `${run.path}.left${suffix}`)
  database.exec('ROLLBACK')
  database.close()
  for (const suffix of ['', '-journal']) copyFileSync(`${run.path}.left${suffix}`, run.path + suffix)
  return run
}

describe('a file with a hot journal', () => {
  it('is no damaged one: what was half done is undone, and the run is shown', () => {
    const { store, id, path } = withHotJournal()
    expect(existsSync(`${path}-journal`)).toBe(true)
    expect(readEntry(store, id, 7)).toMatchObject({ state: 'readable', name: 'before', alternations: 1 })
    expect(readRun(store, id, readDetail).detail.snapshots).toHaveLength(1)
  })

  it('is read from a copy where it cannot be written, and stays as it is', () => {
    const { path } = withHotJournal()
    const before = ['', '-journal'].map((suffix) => readFileSync(path + suffix))
    // What a read-only medium comes to: nothing can be finished in place.
    const database = connectLeft(path, () => { throw new Error('read-only medium') })
    expect(database.prepare('SELECT name FROM run').pluck().get()).toBe('before')
    expect(() => database.exec("UPDATE run SET name = 'mine'")).toThrow(/readonly/)
    const folder = join(database.name, '..')
    expect(database.name).not.toBe(path)
    database.close()
    expect(existsSync(folder)).toBe(false)
    expect(['', '-journal'].map((suffix, at) => before[at]?.equals(readFileSync(path + suffix)))).toEqual([true, true])
  })
})

describe('a write-ahead log without its index', () => {
  it('is read from a copy where no index can be made', () => {
    const { path, recorder } = beginRun(temporaryFolder(), { name: 'in the log' })
    recordAlternation(recorder, 1, 20)
    const left = join(temporaryFolder(), basename(path))
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, left + suffix)
    recorder.end('stopped', null)
    const database = connectLeft(left, () => { throw new Error('read-only medium') })
    expect(database.prepare('SELECT count(*) FROM snapshots').pluck().get()).toBe(1)
    database.close()
    expect(readdirSync(join(left, '..')).sort()).toEqual([basename(left), `${basename(left)}-wal`])
  })
})

describe('whether SQLite would have to write first', () => {
  it('is told by its codes alone', () => {
    const error = (code: string): unknown => new BetterSqlite3.SqliteError('x', code)
    for (const code of ['SQLITE_READONLY_ROLLBACK', 'SQLITE_READONLY_RECOVERY', 'SQLITE_CANTOPEN'])
      expect(isLeftOpen(error(code))).toBe(true)
    for (const code of ['SQLITE_CORRUPT', 'SQLITE_BUSY', 'SQLITE_READONLY']) expect(isLeftOpen(error(code))).toBe(false)
  })
})
