/** Opening: every file that is no run, or a damaged one, is answered with one sentence, and is not changed. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRunFile, openRunForReading, openRunForWriting, writingFailure } from '../../../db/open'
import { readRun } from '../../../main/api/store-reader'
import { readDetail } from '../../../db/details'
import { readEntry } from '../../../db/run-index'
import { RunStore } from '../../../db/store'
import { Failure } from '../../../preload/schema/failure'
import { brokenRuns } from '../../fixtures/broken-runs'
import { beginRun, evaluationAt, recordAlternation } from '../../fixtures/small-run'
import { sentenceOfFailing } from '../../fixtures/failing'
import { temporaryFolder } from '../../fixtures/temporary'

const store = new RunStore(temporaryFolder())
store.prepareForWriting()

/** A finished run's file, outside the store. */
function wholeRun(): string {
  const { path, recorder } = beginRun(temporaryFolder())
  for (const index of [1, 2]) recordAlternation(recorder, index, 20)
  recorder.checkpoint('final', { epoch: 1, iteration: 1 }, new Map([['conv1/bias', new Float32Array(3)]]))
  recorder.evaluation(evaluationAt('final', 0.5))
  recorder.end('finished', null)
  return path
}
const whole = wholeRun()

describe.each(brokenRuns)('$name', ({ build, sentence }) => {
  const id = store.newId()
  const path = store.runPath(id)
  build(path, whole)
  const expected = sentence.replace('FILE', basename(path))
  const content = (): string => (statSync(path).isFile() ? readFileSync(path, 'base64') : 'a directory')
  const before = content()

  it('is refused in one sentence when read', () => {
    expect(sentenceOfFailing(() => readRun(store, id, readDetail))).toBe(expected)
  })

  it('shows as damaged in a list, with the same sentence', () => {
    expect(readEntry(store, id, 7)).toEqual({ state: 'damaged', id, reason: expected, fileBytes: 7 })
  })

  it('is left as it is', () => {
    expect(content() === before).toBe(true)
  })
})

describe('opening', () => {
  it('reads a whole run', () => {
    const database = openRunForReading(whole)
    expect(readDetail(database, 0).detail.snapshots).toHaveLength(2)
    // @ts-expect-error what only reads has no way to run statements
    expect(() => database.exec('DELETE FROM mask_rows')).toThrow(/readonly/)
    database.close()
  })

  it('says that a file is not there', () => {
    expect(() => openRunForReading(join(store.runsFolder, 'gone.maskrun'))).toThrow(
      new Failure('There is no run file gone.maskrun in the store.')
    )
  })

  it('refuses for writing what it refuses for reading', () => {
    const path = store.runPath(store.newId())
    writeFileSync(path, 'text')
    expect(sentenceOfFailing(() => openRunForWriting(path))).toMatch(/is not a run file/)
    expect(readFileSync(path, 'utf8')).toBe('text')
  })
})

describe('creating', () => {
  it('never writes over a file', () => {
    const path = join(temporaryFolder(), 'taken.maskrun')
    writeFileSync(path, 'precious')
    expect(sentenceOfFailing(() => createRunFile(path, 4096))).toBe(
      `The run file ${path} cannot be created (it exists already); choose a store that can be written with --store.`)
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  it('shows the file under its name only when everything is in it', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'new.maskrun')
    const database = createRunFile(path, 8192, (empty) => {
      expect(existsSync(path)).toBe(false)
      empty.prepare('INSERT INTO log (at, message) VALUES (?, ?)').run('now', 'there')
    })
    expect(database.pragma('page_size', { simple: true })).toBe(8192)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    database.close()
    expect(readdirSync(folder)).toEqual(['new.maskrun'])
  })

  it('that fails half-way leaves nothing', () => {
    const folder = temporaryFolder()
    expect(
      sentenceOfFailing(() =>
        createRunFile(join(folder, 'new.maskrun'), 4096, () => {
          throw new Error('the disk is full')
        })
      )
    ).toMatch(/cannot be created \(the disk is full\)/)
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves nothing where it cannot write', () => {
    const path = join(temporaryFolder(), 'no', 'such', 'folder.maskrun')
    expect(sentenceOfFailing(() => createRunFile(path, 4096))).toMatch(
      /^The run file .* cannot be created \(.*\); choose a store/
    )
    expect(existsSync(path)).toBe(false)
  })
})

describe('a disk that is full', () => {
  it('is said in one sentence; every other error stays what it is', () => {
    const path = join(temporaryFolder(), 'full.maskrun')
    const database = createRunFile(path, 4096)
    // SQLite's own limit gives the very error that a full disk gives.
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true }) as number}`)
    let error: unknown
    try {
      database.prepare('INSERT INTO mask_rows VALUES (1, ?, NULL)').run(Buffer.alloc(100_000))
    } catch (thrown) {
      error = thrown
    }
    database.close()
    expect(writingFailure(error)).toEqual(
      new Failure('The disk of the store is full, so the run ended here; what it had stored is kept.', {
        kind: 'disk-full'
      })
    )
    const other = new Error('something else')
    expect(writingFailure(other)).toBe(other)
  })
})
