/** What waits: its order, changed by several processes at once, and what is left of a damaged file. */
import BetterSqlite3 from 'better-sqlite3'
import fastCheck from 'fast-check'
import { copyFileSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { QueueFile } from '../../../../db/queue/file'
import { HeldEntry } from '../../../../db/queue/held-entry'
import { QueueLease, startedEntries } from '../../../../db/queue/lease'
import { RunQueue, type NewEntry } from '../../../../db/queue/queue'
import { RunStore } from '../../../../db/store'
import { defaultConfiguration } from '../../../../preload/schema/configuration'
import { emptyQueue, type QueuePlace } from '../../../../preload/schema/queue'
import { temporaryFolder } from '../../../fixtures/temporary'

const configuration = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
const entryOf = (name: string, group: string | null = null): NewEntry =>
  ({ configuration, name, files: { dataFolder: null, weightMasks: null }, group, key: null, run: null })

/** As a process of its own opens it. */
function opened(folder: string) {
  const store = new RunStore(folder)
  const file = new QueueFile(store)
  return { store, file, queue: new RunQueue(file), lease: new QueueLease(file) }
}

const numbersOf = (queue: RunQueue): number[] => queue.list().entries.map(({ number }) => number)

describe('a queue', () => {
  it('is not made by looking at it', () => {
    const folder = temporaryFolder()
    const { queue, file } = opened(folder)
    expect(queue.list()).toEqual(emptyQueue)
    expect(file.version()).toBe(file.version())
    expect(() => queue.entry(1)).toThrow('There is no entry 1 in the queue; "maskscope queue" lists them.')
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps what is added, all or none, and tells it to every other process', () => {
    const folder = temporaryFolder()
    const [one, other] = [opened(folder), opened(folder)]
    expect(one.queue.add([entryOf('a', 'g'), entryOf('b', 'g')])).toEqual([1, 2])
    const seen = other.file.version()
    expect(other.queue.list().entries).toMatchObject([
      { number: 1, name: 'a', group: 'g', state: { kind: 'waiting' }, training: { method: 'sgd', seed: 1 } },
      { number: 2, name: 'b' }
    ])
    expect(other.queue.entry(2).configuration).toEqual(configuration)
    expect(() => one.queue.add([entryOf('c'), { ...entryOf('d'), name: null as unknown as string }])).toThrow()
    expect(other.file.version()).toBe(seen)
    one.queue.setPaused(true)
    one.queue.setAtOnce(3)
    expect(other.file.version()).not.toBe(seen)
    expect(other.queue.list()).toMatchObject({ paused: true, atOnce: 3 })
    expect(numbersOf(other.queue)).toEqual([1, 2])
  })

  it('keeps the order of two processes that add and move in turn', () => {
    const folder = temporaryFolder()
    const [one, other] = [opened(folder), opened(folder)]
    for (let round = 0; round < 10; round++) {
      one.queue.add([entryOf('a')])
      other.queue.add([entryOf('b')])
      other.queue.move([round * 2 + 1], { kind: 'first' })
    }
    const odd = Array.from({ length: 10 }, (_, index) => 19 - index * 2)
    expect(numbersOf(one.queue)).toEqual([...odd, ...odd.map((number) => number + 1).reverse()])
  })

  it('takes off what waits, and nothing twice', () => {
    const { queue } = opened(temporaryFolder())
    queue.add(['a', 'b', 'c'].map((name) => entryOf(name)))
    expect(queue.cancel([2])).toEqual([])
    expect(() => queue.cancel([1, 2])).toThrow('Entry 2 of the queue has ended already')
    expect(() => queue.move([1, 2], { kind: 'first' })).toThrow('Entry 2 of the queue does not wait any more')
    expect(() => queue.cancel([9])).toThrow('There is no entry 9')
    expect(numbersOf(queue)).toEqual([1, 3])
    expect(queue.list(true).entries.map(({ number, state }) => [number, state.kind]))
      .toEqual([[1, 'waiting'], [3, 'waiting'], [2, 'cancelled']])
  })

  it('moves as a list does, whatever is moved where', () => {
    const place = (count: number): fastCheck.Arbitrary<QueuePlace> => fastCheck.oneof(
      fastCheck.constantFrom<QueuePlace>({ kind: 'first' }, { kind: 'last' }, { kind: 'now' }),
      fastCheck.integer({ min: 1, max: count }).map((entry): QueuePlace => ({ kind: 'before', entry }))
    )
    const moves = fastCheck.integer({ min: 1, max: 6 }).chain((count) => fastCheck.record({
      count: fastCheck.constant(count),
      moves: fastCheck.array(fastCheck.record({
        moved: fastCheck.uniqueArray(fastCheck.integer({ min: 1, max: count }), { minLength: 1 }), place: place(count)
      }), { maxLength: 5 })
    }))
    fastCheck.assert(fastCheck.property(moves, ({ count, moves: all }) => {
      const { queue, file } = opened(temporaryFolder())
      queue.add(Array.from({ length: count }, (_, index) => entryOf(`entry ${index + 1}`)))
      let expected = Array.from({ length: count }, (_, index) => index + 1)
      for (const { moved, place: to } of all) {
        queue.move(moved, to)
        expected = movedIn(expected, moved, to)
        expect(numbersOf(queue)).toEqual(expected)
      }
      file.close()
    }), { numRuns: 25 })
  })
})

/** The reference: a plain list. */
function movedIn(order: readonly number[], moved: readonly number[], place: QueuePlace): number[] {
  const those = order.filter((number) => moved.includes(number))
  const rest = order.filter((number) => !moved.includes(number))
  if (place.kind === 'last') return [...rest, ...those]
  if (place.kind !== 'before') return [...those, ...rest]
  const follows = order.slice(order.indexOf(place.entry)).find((number) => rest.includes(number))
  const at = follows === undefined ? rest.length : rest.indexOf(follows)
  return [...rest.slice(0, at), ...those, ...rest.slice(at)]
}

describe('a queue’s file', () => {
  it.each([
    ['text', (path: string) => writeFileSync(path, 'not a database, but long enough to be looked at'.repeat(40))],
    ['another program’s database', (path: string) => {
      const database = new BetterSqlite3(path)
      database.exec('CREATE TABLE a (b)')
      database.close()
    }],
    ['a queue without its one row', (path: string) => {
      const { queue, file } = opened(join(path, '..'))
      queue.add([entryOf('a')])
      file.write((database) => database.prepare('DELETE FROM queue').run())
      file.close()
    }],
    ['a queue with a torn page', (path: string) => {
      const { queue, file } = opened(join(path, '..'))
      queue.add(Array.from({ length: 40 }, () => entryOf('a')))
      file.close()
      const bytes = readFileSync(path)
      bytes.fill(0xa5, 4096 * 2 + 8, 4096 * 4)
      writeFileSync(path, bytes)
    }]
  ])('that is %s is moved aside, whole, with a sentence, and a new one begun', (_what, spoil) => {
    const folder = temporaryFolder()
    const path = join(folder, 'queue.sqlite')
    spoil(path)
    copyFileSync(path, join(folder, 'copy'))
    const { queue } = opened(folder)
    const { notice, entries } = queue.list()
    expect(notice).toMatch(/^The queue’s file was damaged \(.+\) and was moved aside, to queue-damaged-[\w-]+\.sqlite /)
    expect(entries).toEqual([])
    const aside = readdirSync(folder).filter((name) => name.startsWith('queue-damaged-'))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(folder, aside[0]))).toEqual(readFileSync(join(folder, 'copy')))
    expect(queue.add([entryOf('again')])).toEqual([1])
    expect(opened(folder).queue.list()).toMatchObject({ notice, entries: [{ name: 'again' }] })
    queue.acknowledge()
    expect(queue.list().notice).toBeNull()
  })

  it('of a newer Maskscope is left as it is', () => {
    const folder = temporaryFolder()
    opened(folder).queue.add([entryOf('a')])
    const path = join(folder, 'queue.sqlite')
    const database = new BetterSqlite3(path)
    database.pragma('user_version = 99')
    database.close()
    expect(() => opened(folder).queue.list()).toThrow('written by a newer Maskscope')
    expect(readdirSync(folder).filter((name) => name.startsWith('queue-damaged'))).toEqual([])
  })

  it('is found again by those who had it open when it was moved', () => {
    const folder = temporaryFolder()
    const one = opened(folder)
    one.queue.add([entryOf('a')])
    const other = opened(join(folder, 'elsewhere'))
    other.queue.add([entryOf('b'), entryOf('c')])
    copyFileSync(join(folder, 'elsewhere', 'queue.sqlite'), join(folder, 'new'))
    renameSync(join(folder, 'new'), join(folder, 'queue.sqlite'))
    expect(one.queue.list().entries.map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('that is a copy, as a stranger’s store has, starts nothing until a person lets it', () => {
    const folder = temporaryFolder()
    const one = opened(folder)
    one.queue.add([entryOf('started'), entryOf('waiting')])
    one.queue.setAtOnce(3)
    one.lease.take()
    const started = one.lease.startNext(() => one.store.newId())!
    HeldEntry.take(one.file, started.number, started.run).hasFile()
    one.queue.add([entryOf('at once')], true)
    one.file.close()
    expect(opened(folder).queue.list()).toMatchObject({ paused: false, notice: null })

    const elsewhere = temporaryFolder()
    copyFileSync(join(folder, 'queue.sqlite'), join(elsewhere, 'queue.sqlite'))
    const copy = opened(elsewhere)
    expect(copy.queue.list()).toMatchObject({
      paused: true, notice: expect.stringMatching(/^This queue is a copy of another, /) as string,
      entries: Array.from({ length: 3 }, () => ({ state: { kind: 'waiting' } }))
    })
    copy.lease.take()
    expect(copy.lease.startNext(() => copy.store.newId())).toBeNull()
    expect(startedEntries(copy.file)).toEqual([])
    copy.lease.leave()
    copy.queue.setPaused(false)
    copy.file.close()
    const later = opened(elsewhere)
    later.lease.take()
    const next = (): unknown => later.lease.startNext(() => later.store.newId())
    expect([next(), next(), next()]).toMatchObject([
      { run: started.run, goesOn: true }, { name: 'waiting', goesOn: false }, { name: 'at once', goesOn: false }
    ])
  })

  it('shows an entry whose configuration is none, and never starts it', () => {
    const folder = temporaryFolder()
    const { queue, lease, file, store } = opened(folder)
    queue.add([entryOf('bad'), entryOf('good')])
    file.write((database) => database.prepare("UPDATE entries SET configuration = '{}' WHERE number = 1").run())
    expect(queue.list().entries[0]).toMatchObject({ name: 'bad', training: null, state: { kind: 'damaged' } })
    expect(queue.entry(1).configuration).toBeNull()
    expect(lease.take()).toBe(true)
    expect(lease.startNext(() => store.newId())).toMatchObject({ number: 2 })
    expect(queue.cancel([1])).toEqual([])
  })
})
