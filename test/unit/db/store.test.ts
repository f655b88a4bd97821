/** Ids and paths: no text but a run's id ever becomes part of a path. */
import fastCheck from 'fast-check'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newRunId } from '../../../db/ids'
import { RunStore, defaultStorePath } from '../../../db/store'
import { Failure } from '../../../preload/schema/failure'
import { runIdSchema } from '../../../preload/schema/run'
import { temporaryFolder } from '../../fixtures/temporary'

describe('an id', () => {
  it('of an earlier version is one, and sorts among new ones by its time', () => {
    const old = '20260102-030405-k3x9'
    expect(runIdSchema.safeParse(old).success).toBe(true)
    expect(newRunId(new Date(2026, 0, 2, 3, 4, 4)) < old).toBe(true)
    expect(newRunId(new Date(2026, 0, 2, 3, 4, 6)) > old).toBe(true)
  })
})

describe('a new id', () => {
  it('is an id, begins with the local time, and sorts by it', () => {
    const day = fastCheck.date({ min: new Date('1971-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    fastCheck.assert(fastCheck.property(day, (date) => {
      expect(runIdSchema.safeParse(newRunId(date)).success).toBe(true)
    }))
    expect(newRunId(new Date(2026, 0, 2, 3, 4, 5))).toMatch(/^20260102-030405-[a-z0-9]{10}$/)
    expect(newRunId(new Date(2026, 0, 2, 3, 4, 5)) < newRunId(new Date(2026, 0, 2, 3, 4, 6))).toBe(true)
  })

  it('is no other of the same second: of a thousand, and of a hundred thousand', () => {
    // Four characters would give about 0.5 and 4,800 pairs.
    const now = new Date()
    for (const count of [1000, 100_000])
      expect(new Set(Array.from({ length: count }, () => newRunId(now))).size).toBe(count)
  })

  it('is not that of a run which is there already', () => {
    const store = new RunStore(temporaryFolder())
    store.prepareForWriting()
    const ids = new Set(Array.from({ length: 200 }, () => {
      const id = store.newId()
      writeFileSync(store.runPath(id), '')
      return id
    }))
    expect(ids.size).toBe(200)
  })
})

const dangerous = [
  '../x',
  '..',
  '.',
  '',
  '/',
  '/etc/passwd',
  'C:\\x',
  '20260101-000000-abcd/../../x',
  '20260101-000000-abcd\0',
  '20260101-000000-abcd\n',
  '20260101-000000-ab d',
  '20260101-000000-ABCD',
  '20260101-000000-abcde',
  '2026010１-000000-abcd',
  '%2e%2e%2fx',
  '20260101-000000-abcd.maskrun'
]

describe('paths of a store', () => {
  const store = new RunStore(temporaryFolder())

  it.each(dangerous)('are never made of %j', (text) => {
    expect(() => store.runPath(text)).toThrow(Failure)
    expect(() => { store.remove(text) }).toThrow(Failure)
    expect(() => { store.requestStop(text) }).toThrow(Failure)
    expect(() => store.fileState(text)).toThrow(Failure)
  })

  it('lie in the runs folder whatever text is tried', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.oneof(fastCheck.string({ unit: 'binary' }), fastCheck.stringMatching(/^[0-9./\\-]{0,24}$/)),
        (text) => {
          let path: string
          try {
            path = store.runPath(text)
          } catch {
            return
          }
          expect(resolve(path).startsWith(store.runsFolder + sep)).toBe(true)
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe('the runs of a store', () => {
  const store = new RunStore(temporaryFolder())
  mkdirSync(store.runsFolder)
  const ids = ['20260101-000000-aaaa', '20260101-000000-aabb', '20260102-000000-cccc']
  for (const id of ids) writeFileSync(store.runPath(id), 'x')
  for (const other of [
    'notes.txt',
    '20260103-000000-dddd.maskrun-wal',
    '20260103-000000-dddd',
    'evil id.maskrun',
    '.maskrun'
  ]) {
    writeFileSync(join(store.runsFolder, other), '')
  }

  it('are the files of runs only, newest first', () => {
    expect(store.ids()).toEqual([...ids].reverse())
    expect(new RunStore(join(store.path, 'nowhere')).ids()).toEqual([])
  })

  it('are meant by id, by the beginning of one, or as latest', () => {
    expect(store.resolveId(ids[0])).toBe(ids[0])
    expect(store.resolveId('20260101-000000-aab')).toBe(ids[1])
    expect(store.resolveId('20260102')).toBe(ids[2])
    expect(store.resolveId('latest')).toBe(ids[2])
  })

  it('are not guessed when the text fits several or none', () => {
    expect(() => store.resolveId('20260101')).toThrow(
      new Failure(`"20260101" fits 2 runs (${ids[1]}, ${ids[0]}); give more of the id.`)
    )
    expect(() => store.resolveId('2027')).toThrow(
      new Failure(`There is no run "2027" in ${store.path}; "maskscope runs" lists them.`)
    )
    expect(() => store.resolveId('../runs/20260101-000000-aaaa')).toThrow(/^There is no run/)
    expect(() => new RunStore(temporaryFolder()).resolveId('latest')).toThrow(/^There is no run "latest"/)
  })

  it('are not meant by an empty text, even when there is but one', () => {
    const single = new RunStore(temporaryFolder())
    single.prepareForWriting()
    writeFileSync(single.runPath(single.newId()), '')
    expect(() => single.resolveId('')).toThrow(/^There is no run ""/)
  })

  it('are removed with everything that belongs to them, and nothing else', () => {
    const [id] = ids
    for (const suffix of ['-wal', '-shm', '-journal']) writeFileSync(store.runPath(id) + suffix, '')
    store.requestStop(id)
    const others = readdirSync(store.runsFolder).filter((name) => !name.startsWith(id))
    store.remove(id)
    expect(readdirSync(store.runsFolder).sort()).toEqual(others.sort())
  })

  it('are added to by one process at a time, and by another once that has ended or is gone', () => {
    const id = store.newId()
    const release = store.claim(id)
    expect(store.isClaimed(id)).toBe(true)
    expect(() => new RunStore(store.path).claim(id)).toThrow(
      new Failure(`Another command adds to run ${id} just now; try again when it has ended.`)
    )
    release()
    expect(store.isClaimed(id)).toBe(false)
    store.claim(id)()
    expect([store.hasLock(id), store.idsWithLocks()]).toEqual([false, []])
  })

  it('are owned by one process at a time, which is named to others, and are not added to meanwhile', () => {
    const id = store.newId()
    const lock = store.own(id)
    expect([store.isClaimed(id), store.idsWithLocks(), store.tryClaim(id)]).toEqual([true, [id], null])
    expect(() => store.own(id)).toThrow(`writes run ${id} just now; wait until it has ended, or stop it first.`)
    lock.release()
    expect([store.isClaimed(id), store.hasLock(id)]).toEqual([false, false])
  })

  it('remember a wish to stop until it is cleared', () => {
    const [, id] = ids
    expect(store.stopRequested(id)).toBe(false)
    store.requestStop(id)
    expect(new RunStore(store.path).stopRequested(id)).toBe(true)
    store.clearStopRequest(id)
    expect(store.stopRequested(id)).toBe(false)
  })
})

describe('a store that cannot be written', () => {
  it('is refused in one sentence, and nothing is made', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const path = join(folder, 'file', 'store')
    expect(() => {
      new RunStore(path).prepareForWriting()
    }).toThrow(/^The store .*file\/store cannot be written \(.*\); choose another folder with --store\.$/)
    expect(existsSync(path)).toBe(false)
  })
})

it('lies where the environment says, else in this user’s data folder', () => {
  expect(defaultStorePath({ MASKSCOPE_STORE: '/somewhere' })).toBe('/somewhere')
  expect(defaultStorePath({})).not.toBe('')
  for (const ignored of ['', 'data']) expect(defaultStorePath({ XDG_DATA_HOME: ignored })).toBe(defaultStorePath({}))
  if (process.platform === 'linux') expect(defaultStorePath({ XDG_DATA_HOME: '/data' })).toBe('/data/maskscope')
})
