/** One process has a lock, whatever happens to clocks and processes; it is free when that process is gone. */
import { spawnSync } from 'node:child_process'
import {
  closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, utimesSync, writeFileSync
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FileLock, isHeldByAny, lockStateOf, ownerOf } from '../../../../db/lock/file-lock'
import { thisProcess } from '../../../../main/files/process-identity'
import { kill, LockHolders } from '../../../fixtures/lock-holders'
import { temporaryFolder } from '../../../fixtures/temporary'

const newPath = (): string => join(temporaryFolder(), 'a.lock')
const onNetwork = (): string => 'NFS'
const goneProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid

const taken: FileLock[] = []
function take(...given: Parameters<typeof FileLock.take>): FileLock | null {
  const lock = FileLock.take(...given)
  if (lock !== null) taken.push(lock)
  return lock
}
afterEach(() => { for (const lock of taken.splice(0)) lock.release() })

describe('a lock that another process has', () => {
  const holders = new LockHolders()

  it('is held while that is stopped, and free once it is killed; its file tells who it was', async () => {
    const path = newPath()
    const holder = await holders.hold(path, 'own')
    holder.kill('SIGSTOP')
    expect([lockStateOf(path), isHeldByAny(path), take(path, 'own', 0), take(path, 'add', 0)])
      .toEqual(['held', true, null, null])
    const { hold, by } = ownerOf(path)!
    expect([hold, by.process, by.host]).toEqual(['own', holder.pid, hostname()])
    if (process.platform === 'linux') {
      const { boot, namespace, started } = thisProcess()
      expect(by).toMatchObject({ boot, namespace })
      expect(by.started).toBeGreaterThanOrEqual(started!)
    }
    await kill(holder)
    expect([lockStateOf(path), isHeldByAny(path), existsSync(path)]).toEqual(['free', false, true])
    expect(take(path, 'own')).toMatchObject({ found: 'free' })
    expect(lockStateOf(path)).toBe('held')
  })

  it('to add something lets others see that nobody owns it, and lets nobody else write', async () => {
    const path = newPath()
    const holder = await holders.hold(path, 'add')
    expect([lockStateOf(path), isHeldByAny(path), take(path, 'own', 0), take(path, 'add', 0)])
      .toEqual(['free', true, null, null])
    await kill(holder)
    expect(isHeldByAny(path)).toBe(false)
    expect(take(path, 'add')?.found).toBe('free')
  })

  it('goes from one to the next of many that want it, with its file, and never to two', async () => {
    const [path, file] = [newPath(), join(temporaryFolder(), 'count')]
    writeFileSync(file, '0')
    expect(await Promise.all(Array.from({ length: 3 }, () => holders.count(path, file, 40)))).toEqual([0, 0, 0])
    expect([readFileSync(file, 'utf8'), existsSync(path)]).toEqual(['120', false])
  })
})

describe('a lock of this process', () => {
  it('is had once, and leaves nothing when it is given free', () => {
    const path = newPath()
    expect(lockStateOf(path)).toBe('unknown')
    const lock = take(path, 'own')!
    expect([lock.found, lock.isThere(), lockStateOf(path), take(path, 'own'), take(path, 'add')])
      .toEqual(['unknown', true, 'held', null, null])
    lock.release()
    lock.release()
    expect([existsSync(path), lockStateOf(path)]).toEqual([false, 'unknown'])
    expect(take(path, 'add')).not.toBeNull()
  })

  it('is the same by every way that leads to its folder', () => {
    const path = newPath()
    const other = join(temporaryFolder(), 'link')
    symlinkSync(join(path, '..'), other)
    take(path, 'own')
    expect([lockStateOf(join(other, 'a.lock')), take(join(other, 'a.lock'), 'own', 0)]).toEqual(['held', null])
  })

  it('is there no more when its file is replaced, and removes no other’s', () => {
    const path = newPath()
    const lock = take(path, 'own')!
    spawnSync('rm', [path])
    expect(lock.isThere()).toBe(false)
    writeFileSync(path, 'another')
    expect(lock.isThere()).toBe(false)
    lock.release()
    expect(readFileSync(path, 'utf8')).toBe('another')
  })

  it('that only adds leaves the file of whoever was killed, which says that nobody owns it', () => {
    const path = newPath()
    writeFileSync(path, '{"hold":"own"')
    const lock = take(path, 'add')!
    expect(lock.found).toBe('free')
    lock.release()
    expect(lockStateOf(path)).toBe('free')
    take(path, 'own')!.release()
    expect(existsSync(path)).toBe(false)
  })
})

describe('what lies in the place of a lock', () => {
  it.each([
    ['nothing', ''], ['garbage', 'x'.repeat(9000)], ['an SQLite database cut off', 'SQLite format 3\0']
  ])('holding %s is free, and can be taken', (_what, text) => {
    const path = newPath()
    writeFileSync(path, text)
    expect([lockStateOf(path), isHeldByAny(path), ownerOf(path)]).toEqual(['free', false, null])
    expect(take(path, 'own')).not.toBeNull()
  })

  it('that is no file is none, and nothing is written through it', () => {
    const folder = temporaryFolder()
    const [directory, link, precious] = ['d.lock', 'l.lock', 'precious'].map((name) => join(folder, name))
    mkdirSync(directory)
    writeFileSync(precious, 'precious')
    symlinkSync(precious, link)
    for (const path of [directory, link]) {
      expect(lockStateOf(path)).toBe('unknown')
      expect(() => take(path, 'own')).toThrow(/is not a file, so nothing beside it can be written/)
    }
    expect(readFileSync(precious, 'utf8')).toBe('precious')
  })
})

describe('on a network’s file system, where locks may not reach other machines, a lock', () => {
  const written = (by: object): string => {
    const path = newPath()
    const since = '2026-01-01T00:00:00.000Z'
    writeFileSync(path, JSON.stringify({ hold: 'own', since, by: { ...thisProcess(), ...by } }))
    return path
  }
  const stateOf = (path: string) => [lockStateOf(path, onNetwork), take(path, 'own', 0, onNetwork) !== null]

  it('is its file, and held while the process lives that stands in it', () => {
    const path = newPath()
    const lock = take(path, 'own', 0, onNetwork)!
    expect([lock.isThere(), take(path, 'own', 0, onNetwork)]).toEqual([true, null])
    lock.release()
    expect(existsSync(path)).toBe(false)
    expect(stateOf(written({}))).toEqual(['held', false])
    expect(stateOf(written({ process: goneProcess() }))).toEqual(['free', true])
  })

  it.runIf(process.platform === 'linux')('is free when its number is another’s, or after a new start', () => {
    expect(stateOf(written({ started: 1 }))).toEqual(['free', true])
    expect(stateOf(written({ boot: 'an earlier one' }))).toEqual(['free', true])
  })

  it('of another machine or container tells nothing, and counts for a day', () => {
    for (const by of [{ host: 'elsewhere' }, { namespace: 'pid:[1]', process: goneProcess() }]) {
      const path = written(by)
      expect(stateOf(path)).toEqual(['unknown', false])
      const longAgo = new Date(Date.now() - 25 * 3_600_000)
      utimesSync(path, longAgo, longAgo)
      expect(stateOf(path)).toEqual(['unknown', true])
    }
  })
})

it('takes a file that may not be opened for one of which nothing is known', () => {
  const path = newPath()
  closeSync(openSync(path, 'w', 0o000))
  expect(lockStateOf(path)).toBe(process.getuid?.() === 0 ? 'free' : 'unknown')
})
