/** Who starts what waits: one process at a time, each entry once, whatever process dies when. */
import BetterSqlite3 from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { QueueFile } from '../../../../db/queue/file'
import { HeldEntry } from '../../../../db/queue/held-entry'
import { QueueLease, hasWork, startedEntries, type Launch } from '../../../../db/queue/lease'
import { RunQueue } from '../../../../db/queue/queue'
import { settleEntries } from '../../../../db/queue/settle'
import { RunStore } from '../../../../db/store'
import { defaultConfiguration } from '../../../../preload/schema/configuration'
import { RunRecorder } from '../../../../db/recorder'
import { kill as killProcess, LockHolders } from '../../../fixtures/lock-holders'
import { newRun, stateAt } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'

const configuration = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
const minute = 60_000

function opened(folder: string) {
  const store = new RunStore(folder)
  const file = new QueueFile(store)
  return { store, file, queue: new RunQueue(file), lease: new QueueLease(file) }
}

/** A store with so many that wait, and two processes that have it open. */
function queued(count: number) {
  const folder = temporaryFolder()
  const [one, other] = [opened(folder), opened(folder)]
  const files = { dataFolder: '/data', weightMasks: null }
  one.queue.add(Array.from({ length: count }, (_, index) =>
    ({ configuration, name: `entry ${index + 1}`, files, group: null, key: null, run: null })))
  return { one, other, newId: () => one.store.newId() }
}

/** As an earlier Maskscope that was killed leaves it, without a lock: its number is that of none. */
function kill(file: QueueFile, table: 'queue' | 'entries'): void {
  file.write((database) => database.prepare(`UPDATE ${table} SET process = 2147483646`).run())
}

/** A process that leads and is killed, as others see it: it says nothing any more, and its lock is free. */
async function leaderKilled(folder: string): Promise<void> {
  const holders = new LockHolders()
  const file = new QueueFile(new RunStore(folder))
  const holder = await holders.hold(file.lockPath, 'own')
  file.write((database) => database.prepare('UPDATE queue SET runner = ?, host = ?, process = ?, heartbeat_at = ?')
    .run('another', hostname(), process.pid, new Date().toISOString()))
  expect(new QueueLease(file).take()).toBe(false)
  await killProcess(holder)
}

function beginRun({ store }: { store: RunStore }, id: string): RunRecorder {
  return RunRecorder.create(store.runPath(id), newRun(id), { keep: 'none' })
}

describe('the process that starts what waits', () => {
  it('is one, until it leaves', () => {
    const { one, other } = queued(1)
    expect([one.lease.take(), other.lease.take(), one.lease.take()]).toEqual([true, false, true])
    expect([one.queue.list().attended, existsSync(one.file.lockPath)]).toEqual([true, true])
    one.lease.leave()
    expect([one.queue.list().attended, existsSync(one.file.lockPath)]).toEqual([false, false])
    expect([other.lease.take(), one.lease.take()]).toEqual([true, false])
  })

  it('is the next as soon as it is killed, whatever number and sign of life it left', async () => {
    const { one } = queued(1)
    await leaderKilled(one.store.path)
    expect(one.lease.take()).toBe(true)
  })

  it('is the next where an earlier Maskscope led, when that is killed or silent for a minute', () => {
    const { one } = queued(1)
    const led = (heartbeatAt: string): boolean => {
      one.file.write((database) => database.prepare(
        'UPDATE queue SET runner = ?, host = ?, process = ?, heartbeat_at = ?'
      ).run('another', hostname(), process.pid, heartbeatAt))
      const lease = new QueueLease(one.file)
      const leads = lease.take()
      lease.leave()
      return leads
    }
    expect(led(new Date().toISOString())).toBe(false)
    expect(led(new Date(Date.now() - minute - 1000).toISOString())).toBe(true)
    expect(led('garbage')).toBe(true)
  })

  it('is another when it says nothing for a minute, and is it no more when it goes on', () => {
    let now = 0
    const { one, other } = queued(2)
    const waiting = new QueueLease(other.file, () => now)
    expect([one.lease.take(), waiting.take()]).toEqual([true, false])
    now += minute
    expect(waiting.take()).toBe(false)
    now += 1
    expect(waiting.take()).toBe(true)
    expect(one.lease.startNext(() => one.store.newId())).toBeNull()
    expect([one.lease.take(), waiting.take()]).toEqual([false, true])
    expect(waiting.startNext(() => one.store.newId())).toMatchObject({ number: 1 })
  })

  it('starts nothing once another has taken over', () => {
    const { one, other, newId } = queued(2)
    one.lease.take()
    expect(other.lease.startNext(newId)).toBeNull()
    one.lease.leave()
    other.lease.take()
    expect(one.lease.startNext(newId)).toBeNull()
    expect(other.lease.startNext(newId)).toMatchObject({ number: 1, name: 'entry 1', files: { dataFolder: '/data' } })
  })

  it('starts as many at once as the queue says, none while it is paused, and what is wanted now in any case', () => {
    const { one: { lease, queue }, newId } = queued(5)
    lease.take()
    const next = () => lease.startNext(newId)?.number ?? null
    expect([next(), next()]).toEqual([1, null])
    queue.setAtOnce(2)
    expect([next(), next()]).toEqual([2, null])
    queue.setPaused(true)
    queue.setAtOnce(3)
    expect(next()).toBeNull()
    queue.move([5], { kind: 'now' })
    expect([next(), next()]).toEqual([5, null])
    queue.setPaused(false)
    queue.setAtOnce(9)
    expect([next(), next(), next()]).toEqual([3, 4, null])
  })
})

describe('an entry that was started', () => {
  it('is had by one process, which alone may make its run', () => {
    const { one, other, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    const held = HeldEntry.take(one.file, number, run)
    expect(() => HeldEntry.take(other.file, number, run)).toThrow('another process trains it')
    held.does('reading the data')
    expect(other.queue.list().entries).toMatchObject([{ state: { kind: 'preparing', run, doing: 'reading the data' } }])
    expect(settleEntries(other.file, other.store)).toEqual([])
    held.beginFile()
    const recorder = beginRun(one, run)
    held.hasFile()
    expect(other.queue.list().entries).toMatchObject([{ state: { kind: 'running', run } }])
    recorder.end('finished', null)
    expect(settleEntries(other.file, other.store)).toEqual([])
    expect(other.queue.entry(number).entry.state).toMatchObject({ kind: 'ended', run, outcome: 'finished' })
    expect([hasWork(one.file), startedEntries(one.file)]).toEqual([false, []])
  })

  it('is started again under its id when its process is gone before there was a run, three times at most', () => {
    const { one, other, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    one.lease.leave()
    other.lease.take()
    for (let launches = 2; launches <= 3; launches++) {
      HeldEntry.take(one.file, number, run)
      expect(settleEntries(other.file, other.store)).toEqual([])
      kill(one.file, 'entries')
      expect(settleEntries(other.file, other.store)).toEqual([{ number, reached: null }])
      expect(one.lease.startAgain(number, null, null)).toBeNull()
      expect(other.lease.startAgain(number, null, null)).toMatchObject({ number, run, configuration })
    }
    expect(other.lease.startAgain(number, null, 'It was killed.')).toBeNull()
    expect(other.queue.list().entries).toMatchObject([
      { state: { kind: 'ended', run: null, outcome: 'failed', sentence: 'It was killed.' } }
    ])
    expect(other.queue.cancel([number])).toEqual([])
    expect(other.queue.list().entries).toEqual([])
  })

  it('is in hand as long as a process has the lock of its run, whatever number stands there', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    HeldEntry.take(one.file, number, run)
    one.store.prepareForWriting()
    const lock = one.store.own(run)
    kill(one.file, 'entries')
    expect(settleEntries(one.file, one.store)).toEqual([])
    expect(one.lease.startAgain(number, null, null)).toBeNull()
    lock.release()
    expect(settleEntries(one.file, one.store)).toEqual([{ number, reached: null }])
  })

  it('is not started again when another process is making its run', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    HeldEntry.take(one.file, number, run)
    expect(one.lease.startAgain(number, null, null)).toBeNull()
  })

  it('is taken off while it prepares, and stopped once it makes its run', () => {
    const { one, newId } = queued(2)
    one.queue.setAtOnce(2)
    one.lease.take()
    const [first, second] = [one.lease.startNext(newId)!, one.lease.startNext(newId)!]
    const [held, making] = [first, second].map(({ number, run }) => HeldEntry.take(one.file, number, run))
    making.beginFile()
    expect(one.queue.cancel([first.number, second.number])).toEqual([second.run])
    expect([held.isOurs(), making.isOurs()]).toEqual([false, true])
    expect(() => held.beginFile()).toThrow('was cancelled')
    held.failed('It has not been heard.')
    expect(one.queue.entry(first.number).entry.state.kind).toBe('cancelled')
  })

  it.each([
    ['failed', (recorder: RunRecorder) => recorder.end('failed', { kind: 'diverged', sentence: 'It diverged.' }),
      { outcome: 'failed', sentence: 'It diverged.' }],
    ['stopped', (recorder: RunRecorder) => recorder.end('stopped', null), { outcome: 'stopped', sentence: null }]
  ] as const)('whose training %s has ended as its run says', (_how, finish, state) => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    // Its process was killed just before it could say so.
    finish(beginRun(one, run))
    expect(settleEntries(one.file, one.store)).toEqual([])
    expect(one.queue.entry(number).entry.state).toMatchObject({ kind: 'ended', run, ...state })
  })

  it('whose training is killed goes on, as long as it gets further', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    const held = HeldEntry.take(one.file, number, run)
    const recorder = beginRun(one, run)
    held.hasFile()
    const killRun = (): void => {
      const database = new BetterSqlite3(one.store.runPath(run))
      database.prepare('UPDATE run SET process = 2147483646').run()
      database.close()
    }
    const again = (): Launch | null => {
      killRun()
      const [left = { number, reached: null }] = settleEntries(one.file, one.store)
      return one.lease.startAgain(left.number, left.reached, null)
    }
    for (const iteration of [5, 9]) {
      recorder.saveState(stateAt(0, iteration))
      for (let launches = 1; launches <= 3; launches++) expect(again()).toMatchObject({ run, goesOn: true })
    }
    expect(again()).toBeNull()
    expect(one.queue.entry(number).entry.state).toMatchObject({
      kind: 'ended', run, outcome: 'failed',
      sentence: expect.stringContaining('3 times in a row at iteration 9') as string
    })
  })

  it('that a person stopped goes on by its own entry, or by a new one, and nothing is trained twice', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    HeldEntry.take(one.file, number, run).hasFile()
    beginRun(one, run).end('stopped', null)
    settleEntries(one.file, one.store)
    const elsewhere = one.store.newId()
    const files = { dataFolder: null, weightMasks: null }
    const goesOn = (other: string): number[] =>
      one.queue.add([{ configuration, name: 'a', files, group: null, key: null, run: other }], true)
    expect([goesOn(run), goesOn(run), goesOn(elsewhere)]).toEqual([[number], [number], [number + 1]])
    expect([one.lease.startNext(newId), one.lease.startNext(newId)]).toMatchObject([
      { run, goesOn: true }, { run: elsewhere, goesOn: true }
    ])
    // It is being started, and what its file says is of before.
    expect(settleEntries(one.file, one.store)).toContainEqual({ number, reached: 0 })
    expect(one.queue.interrupt()).toEqual([])
    expect(one.lease.startNext(newId)).toMatchObject({ run, goesOn: true })
  })

  it('that the system ended waits to go on', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    HeldEntry.take(one.file, number, run).hasFile()
    beginRun(one, run).end('stopped', null)
    settleEntries(one.file, one.store)
    one.queue.waitAgain(number, run)
    expect(one.queue.entry(number).entry.state.kind).toBe('waiting')
    expect(one.lease.startNext(newId)).toMatchObject({ number, run, goesOn: true })
  })

  it('whose run was deleted has ended', () => {
    const { one, newId } = queued(1)
    one.lease.take()
    const { run, number } = one.lease.startNext(newId)!
    const held = HeldEntry.take(one.file, number, run)
    held.beginFile()
    held.hasFile()
    expect(settleEntries(one.file, one.store)).toEqual([])
    expect(one.queue.list().entries).toMatchObject([
      { state: { outcome: 'failed', run: null, sentence: 'Its run file is no longer in the store.' } }
    ])
  })
})
