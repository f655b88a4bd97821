/** What is published of a live run is whole and closed at every moment, and keeps what a person said of it. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publish } from '../../../db/publish'
import { annotateRun } from '../../../db/runs'
import { RunStore } from '../../../db/store'
import { readRun } from '../../../main/api/store-reader'
import { readSummary } from '../../../db/runs'
import { expectConsistent } from '../../fixtures/consistency'
import { beginRun, reading, recordAlternation, writing, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

interface Published extends SmallRun { shared: RunStore; to: string }

function live(): Published {
  const run = beginRun(temporaryFolder())
  const shared = new RunStore(temporaryFolder())
  shared.prepareForWriting()
  return { ...run, shared, to: shared.runPath(run.id) }
}

const soon = (): string => new Date(Date.now() + 60_000).toISOString()
const mode = (path: string): unknown => reading(path, (database) => database.pragma('journal_mode', { simple: true }))

describe('a live run', () => {
  it('is published as it grows, as one closed file', async () => {
    const { recorder, path, shared, to, id } = live()
    for (const index of [1, 2, 3]) {
      recordAlternation(recorder, index, 20)
      await publish({ from: path, to, first: index === 1, aliveUntil: soon() })
      expect(readdirSync(shared.runsFolder)).toEqual([`${id}.maskrun`])
      expect(mode(to)).toBe('delete')
      expect(expectConsistent(to).snapshots).toHaveLength(index)
      expect(readRun(shared, id, readSummary)).toMatchObject({ status: 'running', alternations: index })
    }
    recorder.end('finished', null)
    await publish({ from: path, to, first: false, aliveUntil: soon() })
    expect(readRun(shared, id, readSummary)).toMatchObject({ status: 'finished', alternations: 3 })
    expect(statSync(to).size).toBe(statSync(path).size)
  })

  it('is of one moment, though it is written while it is copied', async () => {
    const { recorder, path, to } = live()
    recordAlternation(recorder, 1, 2000)
    const copied = publish({ from: path, to, first: true, aliveUntil: soon() })
    for (let index = 2; index < 12; index++) {
      recordAlternation(recorder, index, 200)
      await new Promise(setImmediate)
    }
    await copied
    expectConsistent(to)
    recorder.end('finished', null)
  })

  it('keeps the name that a person gave it in the store', async () => {
    const { recorder, path, shared, to, id } = live()
    await publish({ from: path, to, first: true, aliveUntil: soon() })
    writing(to, (database) => { annotateRun(database, [{ name: 'mine' }]) })
    recorder.end('finished', null)
    await publish({ from: path, to, first: false, aliveUntil: soon() })
    expect(readRun(shared, id, readSummary)).toMatchObject({ name: 'mine', status: 'finished' })
  })
})

describe('what cannot be published', () => {
  it('leaves what has the name as it is', async () => {
    const { recorder, path, shared, to, id } = live()
    writeFileSync(to, 'precious')
    await expect(publish({ from: path, to, first: true, aliveUntil: soon() })).rejects.toThrow()
    expect(readdirSync(shared.runsFolder)).toEqual([`${id}.maskrun`])
    expect(statSync(to).size).toBe('precious'.length)
    recorder.end('finished', null)
  })

  it('leaves nothing where there is no folder', async () => {
    const { recorder, path, shared } = live()
    const to = join(shared.path, 'none', 'a.maskrun')
    await expect(publish({ from: path, to, first: true, aliveUntil: soon() })).rejects.toThrow()
    expect(existsSync(to)).toBe(false)
    recorder.end('finished', null)
  })
})
