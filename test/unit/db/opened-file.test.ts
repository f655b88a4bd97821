/** Run files that lie anywhere: read as they are, never written, and one sentence for whatever is wrong with one. */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunIndex } from '../../../db/run-index'
import { readDetail } from '../../../db/details'
import { migrate, migrations } from '../../../db/migrations'
import { asWritable } from '../../../db/database'
import { OpenedFile, runFilesAt } from '../../../db/opened-file'
import { readRun } from '../../../main/api/store-reader'
import { brokenRuns } from '../../fixtures/broken-runs'
import { beginRun, recordAlternation, type SmallRun } from '../../fixtures/small-run'
import { sentenceOfFailing } from '../../fixtures/failing'
import { temporaryFolder } from '../../fixtures/temporary'

function begun(): SmallRun {
  const run = beginRun(temporaryFolder())
  for (const index of [1, 2]) recordAlternation(run.recorder, index, 20)
  run.recorder.checkpoint('final', { epoch: 1, iteration: 1 }, new Map([['conv1/bias', new Float32Array(3)]]))
  return run
}

const run = begun()
run.recorder.end('finished', null)

/** A folder with the run under another name, alone. */
function elsewhere(name = 'My run (1).maskrun'): string {
  const path = join(temporaryFolder(), name)
  copyFileSync(run.path, path)
  return path
}

const open = (path: string): OpenedFile => OpenedFile.open(path, '/own-store')
const namesBeside = (path: string): string[] => readdirSync(join(path, '..')).sort()
const snapshotsIn = (file: OpenedFile): number => {
  const [id] = file.ids()
  return readRun(file, id ?? '', readDetail).detail.snapshots.length
}

describe('a run file that lies anywhere', () => {
  it('is the one run of its place, whatever its name', () => {
    const path = elsewhere()
    const file = open(path)
    expect(file.ids()).toEqual([run.id])
    expect(file.resolveId()).toBe(run.id)
    expect(file.fileName()).toBe('My run (1).maskrun')
    expect(file.place).toEqual({ folder: '/own-store', file: { id: run.id, path } })
    expect(snapshotsIn(file)).toBe(2)
    expect(new RunIndex(file).list()).toMatchObject([{ state: 'readable', id: run.id, fileBytes: statSync(path).size }])
    expect(sentenceOfFailing(() => file.runPath('20250101-000000-abcd'))).toBe(
      `My run (1).maskrun holds run ${run.id}, and no run 20250101-000000-abcd.`
    )
  })

  it('is read the same by whoever is told its place', () => {
    const { place } = open(elsewhere())
    const told = runFilesAt(JSON.parse(JSON.stringify(place)) as typeof place)
    expect(readRun(told, run.id, readDetail).detail.snapshots).toHaveLength(2)
    expect(runFilesAt(run.store.place).ids()).toEqual([run.id])
  })

  it('stays as it is, and nothing is written beside it', () => {
    const path = elsewhere()
    const before = readFileSync(path)
    const file = open(path)
    snapshotsIn(file)
    expect(namesBeside(path)).toEqual([basename(path)])
    file.close()
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(namesBeside(path)).toEqual([basename(path)])
  })

  it.each(migrations.map((_, index) => index + 1))('may be of version %i', (version) => {
    const path = join(temporaryFolder(), 'old.maskrun')
    const database = new BetterSqlite3(path)
    migrate(asWritable(database), version)
    database.pragma('application_id = 0x4d534b53')
    database.close()
    // It has every table of its version, and only its run is missing.
    expect(sentenceOfFailing(() => open(path))).toBe(
      'old.maskrun is damaged (it holds no run); restore it from a copy.'
    )
  })

  it('that damage is found in later is told of by its own name', () => {
    const path = elsewhere('found.maskrun')
    const file = open(path)
    const database = new BetterSqlite3(path)
    database.exec('DROP TABLE epochs')
    database.close()
    expect(sentenceOfFailing(() => snapshotsIn(file))).toBe(
      'found.maskrun is damaged (it has no table epochs); restore it from a copy.'
    )
  })
})

describe.each(brokenRuns)('$name', ({ build, sentence }) => {
  /** What differs: of what was no run file, nobody has a copy of before. */
  function expectedOf(path: string): string {
    const whole = / is not a (run )?file/.test(sentence)
    return whole ? sentence.replace('FILE', path).replace('; restore it from a copy', '') : sentence
  }

  it('is refused in one sentence, stays as it is, and leaves nothing behind', () => {
    const path = join(temporaryFolder(), 'broken.maskrun')
    build(path, run.path)
    const content = (): string => (statSync(path).isFile() ? readFileSync(path, 'base64') : 'a directory')
    const before = content()
    expect(sentenceOfFailing(() => open(path))).toBe(expectedOf(path).replace('FILE', 'broken.maskrun'))
    expect(content() === before).toBe(true)
    expect(namesBeside(path)).toEqual(['broken.maskrun'])
  })
})

it('a file that is not there is one sentence', () => {
  expect(sentenceOfFailing(() => open('/nowhere/run.maskrun'))).toBe('There is no file /nowhere/run.maskrun.')
})

describe('a file of somebody who means harm', () => {
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT'
  const hostile: [string, (database: Database) => unknown, string][] = [
    [
      'has a view without end in the place of a table',
      (database) => database.exec(`DROP TABLE curve; CREATE VIEW curve AS ${endless} i AS iteration FROM n`),
      'it has no table curve'
    ],
    [
      'has such a view beside the tables',
      (database) => database.exec(`CREATE VIEW more AS ${endless} i FROM n`),
      'its view more is no part of a run file'
    ],
    [
      'computes a column when it is read',
      (database) => database.exec('ALTER TABLE run ADD COLUMN big TEXT AS (upper(name))'),
      'its table run is not that of a run file'
    ],
    [
      'has a trigger',
      (database) => database.exec('CREATE TRIGGER t AFTER UPDATE ON run BEGIN DELETE FROM run; END'),
      'its trigger t is no part of a run file'
    ],
    [
      'has a table of another program',
      (database) => database.exec('CREATE VIRTUAL TABLE words USING fts5(word)'),
      'its table words is no part of a run file'
    ]
  ]

  it.each(hostile)('%s: it is refused at once', (_what, change, problem) => {
    const path = elsewhere('evil.maskrun')
    const database = new BetterSqlite3(path)
    database.pragma('foreign_keys = OFF')
    change(database)
    database.close()
    const began = Date.now()
    expect(sentenceOfFailing(() => open(path))).toBe(
      `evil.maskrun is damaged (${problem}); restore it from a copy.`
    )
    expect(Date.now() - began).toBeLessThan(2000)
  })
})

describe('a file that its training left open', () => {
  /** As somebody copies it while the training works, or after it was killed. */
  function copied(...suffixes: string[]): { path: string; recorder: SmallRun['recorder'] } {
    const { path: original, recorder } = begun()
    const path = join(temporaryFolder(), 'left.maskrun')
    for (const suffix of ['', ...suffixes]) copyFileSync(original + suffix, path + suffix)
    return { path, recorder }
  }

  it.each([
    ['its write-ahead log', ['-wal']],
    ['its write-ahead log and an empty journal', ['-wal', '-journal']]
  ])('with %s is read whole, from a copy that goes with it', (_what, suffixes) => {
    const { path, recorder } = copied('-wal')
    if (suffixes.includes('-journal')) writeFileSync(`${path}-journal`, '')
    const before = ['', '-wal'].map((suffix) => readFileSync(path + suffix))
    const file = open(path)
    expect(snapshotsIn(file)).toBe(2)
    expect(file.fileName()).toBe('left.maskrun')
    const { path: read } = file.place.file ?? { path: '' }
    expect(read).not.toBe(path)
    expect(namesBeside(path)).toEqual(['', ...suffixes].map((suffix) => `left.maskrun${suffix}`).sort())
    expect(['', '-wal'].map((suffix, i) => before[i]?.equals(readFileSync(path + suffix)))).toEqual([true, true])
    file.close()
    expect(existsSync(read)).toBe(false)
    recorder.end('stopped', null)
  })

  it('without its write-ahead log lacks what stood there, and nothing is made beside it', () => {
    const { path, recorder } = copied()
    const file = open(path)
    expect(snapshotsIn(file)).toBe(0)
    file.close()
    expect(namesBeside(path)).toEqual(['left.maskrun'])
    recorder.end('stopped', null)
  })

  it('and that is still written is read where it lies, as it grows', () => {
    const { path, recorder, id } = begun()
    const beside = namesBeside(path)
    const file = open(path)
    expect(file.place.file).toEqual({ id, path })
    expect(snapshotsIn(file)).toBe(2)
    recordAlternation(recorder, 3, 20)
    expect(snapshotsIn(file)).toBe(3)
    expect(namesBeside(path)).toEqual(beside)
    recorder.end('finished', null)
    expect(snapshotsIn(file)).toBe(3)
    file.close()
    expect(namesBeside(path)).toEqual([basename(path)])
  })

  it('is one sentence where no copy can be made', () => {
    const { path, recorder } = copied('-wal')
    const temporary = process.env.TMPDIR
    process.env.TMPDIR = join(temporaryFolder(), 'missing')
    try {
      expect(sentenceOfFailing(() => open(path))).toMatch(/^No temporary folder can be made in .*missing .*set TMPDIR/)
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = temporary
    }
    recorder.end('stopped', null)
  })
})
