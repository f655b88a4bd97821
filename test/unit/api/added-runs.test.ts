/** Run files from elsewhere join the store whole, and never in the place of another. */
import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { addRun, runFilesIn } from '../../../main/api/added-runs'
import { annotate } from '../../../db/annotations'
import { RunStore } from '../../../db/store'
import { beginRun, recordAlternation, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

let run: SmallRun
let store: RunStore
beforeEach(() => {
  run = beginRun(temporaryFolder())
  recordAlternation(run.recorder, 1, 20)
  store = new RunStore(temporaryFolder())
})

/** The run's file under a name of its own, with its log while it is still written. */
function elsewhere(...suffixes: string[]): string {
  const path = join(temporaryFolder(), 'my run (1).maskrun')
  for (const suffix of ['', ...suffixes]) copyFileSync(run.path + suffix, path + suffix)
  return path
}
const inStore = (): string[] => (existsSync(store.runsFolder) ? readdirSync(store.runsFolder) : [])

describe('a run file from elsewhere', () => {
  it('joins the store under its id, byte for byte, and is there already the second time', () => {
    run.recorder.end('finished', null)
    const path = elsewhere()
    expect(addRun(store, path)).toEqual({ outcome: 'added', id: run.id })
    expect(readFileSync(store.runPath(run.id)).equals(readFileSync(path))).toBe(true)
    expect(addRun(store, path)).toEqual({ outcome: 'there', id: run.id })
    expect(readdirSync(store.path)).toEqual(['runs'])
    expect(inStore()).toEqual([`${run.id}.maskrun`])
  })

  it('has in its one file what its log held, where its training was killed', () => {
    const path = elsewhere('-wal')
    const killed = new BetterSqlite3(path)
    killed.prepare('UPDATE run SET process = 1, host = ?, heartbeat_at = ?').run('gone', '2026-01-01T00:00:00.000Z')
    copyFileSync(path, `${path}.copy`)
    const left = join(temporaryFolder(), 'left.maskrun')
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, left + suffix)
    killed.close()
    const before = readFileSync(`${left}-wal`)
    expect(before.length).toBeGreaterThan(0)
    expect(addRun(store, left).outcome).toBe('added')
    expect(inStore()).toEqual([`${run.id}.maskrun`])
    expect(readFileSync(`${left}-wal`)).toEqual(before)
    const added = new BetterSqlite3(store.runPath(run.id), { readonly: true })
    expect(added.prepare('SELECT count(*) FROM snapshots').pluck().get()).toBe(1)
    added.close()
    run.recorder.end('finished', null)
  })

  it('does not take the place of another run of its id', async () => {
    run.recorder.end('finished', null)
    const path = elsewhere()
    addRun(store, path)
    await annotate(store, run.id, { note: 'mine' })
    const kept = readFileSync(store.runPath(run.id))
    expect(() => addRun(store, path)).toThrow(
      new RegExp(`^The store has a run ${run.id} with another content than my run \\(1\\)\\.maskrun, and keeps its own`)
    )
    expect(readFileSync(store.runPath(run.id)).equals(kept)).toBe(true)
  })

  it('is refused while its training writes it', () => {
    expect(() => addRun(store, run.path)).toThrow(/^The run of .*\.maskrun is still running; add its file when/)
    expect(inStore()).toEqual([])
    run.recorder.end('finished', null)
  })

  it('that is damaged, cut off, or no run leaves nothing behind', () => {
    run.recorder.end('finished', null)
    const cut = elsewhere()
    truncateSync(cut, readFileSync(cut).length - 8192)
    const text = join(temporaryFolder(), 'text.maskrun')
    writeFileSync(text, 'Dear diary')
    const foreign = elsewhere()
    const database = new BetterSqlite3(foreign)
    database.exec('CREATE VIEW more AS SELECT 1')
    database.close()
    for (const path of [cut, text, foreign, join(temporaryFolder(), 'none.maskrun')])
      expect(() => addRun(store, path), basename(path)).toThrow(/\.$/)
    expect(inStore()).toEqual([])
    expect(existsSync(join(store.path, 'uploads'))).toBe(false)
  })
})

describe('what a person names', () => {
  it('is a file, a folder of files, or a store', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'runs'))
    for (const name of ['b.maskrun', 'a.maskrun', 'notes.txt', 'runs/c.maskrun']) writeFileSync(join(folder, name), '')
    expect(runFilesIn(folder)).toEqual(['a.maskrun', 'b.maskrun', 'runs/c.maskrun'].map((name) => join(folder, name)))
    expect(runFilesIn(join(folder, 'notes.txt'))).toEqual([join(folder, 'notes.txt')])
    expect(() => runFilesIn(temporaryFolder())).toThrow(/^There is no run file \(\.maskrun\) in the folder/)
  })
})
