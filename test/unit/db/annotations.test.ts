/** Changes of what is said about runs: carried out by whoever writes the file, and never lost. */
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { annotate, carryOutLeftChanges } from '../../../db/annotations'
import { readingRun } from '../../../db/open'
import { readRunRow } from '../../../db/runs'
import { beginRun, writing, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

let run: SmallRun
beforeEach(() => { run = beginRun(temporaryFolder()) })

const said = () => {
  const { name, tags, note, pinned } = readingRun(run.path, readRunRow)
  return { name, tags, note, pinned }
}
const tag = (...add: string[]) => ({ tags: { add, remove: [] } })
const asked = (): string[] => readdirSync(run.store.runsFolder).filter((name) => name.endsWith('.change'))

describe('a run that has ended', () => {
  beforeEach(() => { run.recorder.end('finished', null) })

  it('is changed at once, and nothing is left beside its file', async () => {
    expect(await annotate(run.store, run.id, { ...tag('paper'), note: 'slow', pinned: true })).toBe(true)
    expect(said()).toEqual({ name: 'a small run', tags: ['paper'], note: 'slow', pinned: 1 })
    expect(readdirSync(run.store.runsFolder)).toEqual([`${run.id}.maskrun`])
  })

  it('has everything that was asked at once', async () => {
    const tags = Array.from({ length: 12 }, (_, at) => `t${at}`)
    await Promise.all(tags.map((one) => annotate(run.store, run.id, tag(one))))
    expect(said().tags.toSorted()).toEqual(tags.toSorted())
  })

  it('waits for the process that adds to it', async () => {
    const release = run.store.claim(run.id)
    const changed = annotate(run.store, run.id, tag('later'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(said().tags).toEqual([])
    release()
    expect(await changed).toBe(true)
    expect(said().tags).toEqual(['later'])
  })
})

describe('a run that trains', () => {
  it('is left to its training, which carries out what it is asked in order', async () => {
    const changes = [annotate(run.store, run.id, { name: 'one' }), annotate(run.store, run.id, { name: 'two' })]
    carryOutLeftChanges(run.store)
    expect(said().name).toBe('a small run')
    run.store.changesOf(run.id).takeUp((told) => run.recorder.annotate(told))
    expect(await Promise.all(changes)).toEqual([true, true])
    expect(said().name).toBe('two')
    expect(asked()).toEqual([])
  })

  it('that was killed leaves what it was asked to whoever lists runs next', () => {
    run.store.changesOf(run.id).ask(tag('kept'))
    writing(run.path, (database) => { database.prepare('UPDATE run SET process = 0, host = host').run() })
    writing(run.path, (database) => {
      database.prepare('UPDATE run SET heartbeat_at = ?').run('2026-01-01T00:00:00.000Z')
    })
    carryOutLeftChanges(run.store)
    expect(said().tags).toEqual(['kept'])
    expect(asked()).toEqual([])
  })
})

describe('what lies among the requests', () => {
  it('and is none changes nothing, and does not stay', async () => {
    run.recorder.end('finished', null)
    const folder = join(run.store.runsFolder, `${run.id}.change`)
    mkdirSync(folder)
    writeFileSync(join(folder, '1.json'), '{"name":7}')
    writeFileSync(join(folder, '2.json'), '{"pinned":true,"path":"/etc"}')
    writeFileSync(join(folder, '3.json.partial'), '{"na')
    utimesSync(join(folder, '3.json.partial'), 1, 1)
    carryOutLeftChanges(run.store)
    expect(said()).toEqual({ name: 'a small run', tags: [], note: '', pinned: 0 })
    expect(asked()).toEqual([])
  })

  it('of a run that is not there is refused before it is written', async () => {
    await expect(annotate(run.store, '20260101-000000-none', { name: 'x' })).rejects.toThrow(/There is no run file/)
    expect(asked()).toEqual([])
  })
})
