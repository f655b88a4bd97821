/** Deleted runs lie in the trash whole, come back whole, and go when their time is over. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readEntryAt, type EntryReader } from '../../../db/run-index'
import { Trash } from '../../../db/trash'
import type { RunStore } from '../../../db/store'
import { Failure } from '../../../preload/schema/failure'
import { beginRun, recordAlternation, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

let run: SmallRun
let store: RunStore
let trash: Trash
beforeEach(() => {
  run = beginRun(temporaryFolder())
  recordAlternation(run.recorder, 1, 20)
  run.recorder.end('finished', null)
  store = run.store
  trash = new Trash(store)
})

/** In this process; whose file never ends is tried in test/security. */
const here: EntryReader = {
  entry: (wanted) => Promise.resolve(readEntryAt(wanted)), unsound: () => Promise.resolve(null)
}
const inTrash = (): string[] => readdirSync(join(store.path, 'trash')).sort()

describe('a deleted run', () => {
  it('is listed with when it was deleted, and comes back as it was', async () => {
    const before = readFileSync(run.path)
    store.requestStop(run.id)
    trash.put(run.id, new Date('2026-11-01T10:00:00Z'))
    expect(readdirSync(store.runsFolder)).toEqual([])
    expect(await trash.list(here)).toMatchObject([
      { run: { id: run.id, state: 'readable', alternations: 1 }, deletedAt: '2026-11-01T10:00:00.000Z' }
    ])
    trash.restore(trash.resolveId(run.id.slice(0, 9)))
    expect(readFileSync(run.path).equals(before)).toBe(true)
    expect(await trash.list(here)).toEqual([])
    expect(existsSync(join(store.path, 'trash'))).toBe(false)
  })

  it('goes with the log that was left beside its file, damaged or not', async () => {
    writeFileSync(run.path, 'no run')
    writeFileSync(`${run.path}-wal`, 'log')
    trash.put(run.id)
    expect(inTrash()).toEqual([`${run.id}.maskrun`, `${run.id}.maskrun-wal`])
    expect(await trash.list(here)).toMatchObject([{ run: { id: run.id, state: 'damaged' } }])
    trash.restore(run.id)
    expect(readFileSync(`${run.path}-wal`, 'utf8')).toBe('log')
  })

  it('is followed by its log where the process was killed between the two', () => {
    writeFileSync(`${run.path}-wal`, 'log')
    mkdirSync(join(store.path, 'trash'))
    renameSync(run.path, join(store.path, 'trash', `${run.id}.maskrun`))
    trash.removeExpired(0)
    expect(inTrash()).toEqual([`${run.id}.maskrun`, `${run.id}.maskrun-wal`])
  })

  it('is gone for good when the trash is emptied, or after thirty days', async () => {
    const size = store.fileState(run.id).bytes
    trash.put(run.id, new Date('2026-11-01T10:00:00Z'))
    trash.removeExpired(Date.parse('2026-12-01T09:59:59Z'))
    expect(await trash.list(here)).toHaveLength(1)
    trash.removeExpired(Date.parse('2026-12-01T10:00:01Z'))
    expect(await trash.list(here)).toEqual([])

    const other = beginRun(store.path)
    other.recorder.end('finished', null)
    trash.put(other.id)
    expect(trash.remove([other.id])).toBeGreaterThan(0)
    expect(size).toBeGreaterThan(0)
    expect(existsSync(join(store.path, 'trash'))).toBe(false)
  })
})

describe('what cannot be done', () => {
  it('is said in a sentence, and loses nothing', () => {
    const copy = readFileSync(run.path)
    const release = store.claim(run.id)
    expect(() => trash.put(run.id)).toThrow(/^Another command adds to run/)
    release()
    trash.put(run.id)
    writeFileSync(run.path, copy)
    expect(() => trash.restore(run.id)).toThrow(`Run ${run.id} is in the store again`)
    expect(() => trash.put(run.id)).toThrow(`A run ${run.id} is in the trash already`)
    expect(() => trash.restore('20260101-000000-none')).toThrow(/^There is no run .* in the trash/)
    expect(() => trash.resolveId('2027')).toThrow('There is no run "2027" in the trash')
    expect(() => trash.put('../other')).toThrow(Failure)
    expect(readFileSync(run.path).equals(copy)).toBe(true)
  })
})
