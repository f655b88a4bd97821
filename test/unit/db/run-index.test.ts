/** Changes of the runs since a cursor, against lists read anew; and what is looked at to find them. */
import fastCheck from 'fast-check'
import { copyFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { RunIndex, type RunChanges } from '../../../db/run-index'
import { annotateRun } from '../../../db/runs'
import { RunStore } from '../../../db/store'
import type { RunListEntry } from '../../../preload/schema/run'
import { beginRun, writing, type SmallRun } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

function finished(storePath: string, name: string): SmallRun {
  const run = beginRun(storePath, { name })
  run.recorder.end('finished', null)
  return run
}

/** Whoever asks half a second later looks again. */
const later = (): void => { vi.advanceTimersByTime(600) }

function watched<T>(work: () => T): T {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    return work()
  } finally {
    vi.useRealTimers()
  }
}

/** What a page holds that was given a list and joined all changes since. */
class Page {
  readonly #index: RunIndex
  readonly #runs: Map<string, RunListEntry>
  #cursor: number

  constructor(index: RunIndex) {
    this.#index = index
    this.#runs = new Map(index.list().map((entry) => [entry.id, entry]))
    this.#cursor = index.cursor
  }

  join(): RunChanges {
    const changes = this.#index.changesSince(this.#cursor)
    this.#cursor = changes.cursor
    for (const entry of changes.changed) this.#runs.set(entry.id, entry)
    for (const id of changes.removed) this.#runs.delete(id)
    return changes
  }

  get runs(): RunListEntry[] {
    return [...this.#runs.values()].sort((one, other) => (one.id < other.id ? 1 : -1))
  }
}

const read = (storePath: string): RunListEntry[] => new RunIndex(new RunStore(storePath)).list()

describe('changes since a cursor', () => {
  const steps = ['begin', 'point', 'end', 'rename', 'remove', 'ruin', 'restore', 'look', 'other looks'] as const

  it('bring every page to the same list, whenever each of them asks', () => {
    fastCheck.assert(fastCheck.property(
      fastCheck.array(fastCheck.constantFrom(...steps), { minLength: 5, maxLength: 25 }),
      (taken) => watched(() => {
        const storePath = temporaryFolder()
        const whole = finished(temporaryFolder(), 'whole').path
        const index = new RunIndex(new RunStore(storePath))
        const [page, other] = [new Page(index), new Page(index)]
        const live: SmallRun[] = []
        const settled: SmallRun[] = []
        const carryOut: Record<(typeof steps)[number], () => void> = {
          begin: () => { live.push(beginRun(storePath)) },
          point: () => live.at(-1)?.recorder.curvePoint({ iteration: 1, epoch: 1, loss: 1, error: 1, learningRate: 1 }),
          end: () => {
            const ended = live.pop()
            ended?.recorder.end('finished', null)
            if (ended) settled.push(ended)
          },
          // The first may be ruined.
          rename: () => settled.slice(1).slice(-1).forEach(({ path }) =>
            writing(path, (database) => { annotateRun(database, [{ name: 'renamed' }]) })),
          remove: () => {
            const removed = settled.shift()
            removed?.store.remove(removed.id)
          },
          ruin: () => settled.slice(0, 1).forEach(({ path }) => { writeFileSync(path, 'ruined') }),
          restore: () => settled.slice(0, 1).forEach(({ path }) => { copyFileSync(whole, path) }),
          look: () => { page.join() },
          'other looks': () => { other.join() }
        }
        for (const step of taken) {
          later()
          carryOut[step]()
        }
        later()
        page.join()
        other.join()
        expect(page.runs).toEqual(read(storePath))
        expect(other.runs).toEqual(page.runs)
        for (const { recorder } of live) recorder.end('stopped', null)
      })
    ), { numRuns: 25 })
  })

  it('are told once, and nothing of what changed and is as before', () => watched(() => {
    const storePath = temporaryFolder()
    const run = finished(storePath, 'one')
    const page = new Page(new RunIndex(run.store))
    later()
    expect(page.join()).toMatchObject({ changed: [], removed: [] })
    const now = new Date()
    utimesSync(run.path, now, now)
    later()
    expect(page.join()).toMatchObject({ changed: [], removed: [] })
    run.store.remove(run.id)
    later()
    expect(page.join()).toMatchObject({ changed: [], removed: [run.id] })
    later()
    expect(page.join()).toMatchObject({ changed: [], removed: [] })
  }))

  it('tell of a file of the same size and time that took the place of another', () => watched(() => {
    const storePath = temporaryFolder()
    const run = finished(storePath, 'one')
    const page = new Page(new RunIndex(run.store))
    const { size, atime, mtime } = statSync(run.path)
    const other = join(storePath, 'other')
    writeFileSync(other, Buffer.alloc(size))
    utimesSync(other, atime, mtime)
    renameSync(other, run.path)
    later()
    expect(page.join()).toMatchObject({ changed: [{ id: run.id, state: 'damaged' }] })
  }))

  it('find a run again that was taken away and put back', () => watched(() => {
    const storePath = temporaryFolder()
    const run = finished(storePath, 'one')
    const page = new Page(new RunIndex(run.store))
    const away = join(storePath, 'away')
    renameSync(run.path, away)
    later()
    expect(page.join()).toMatchObject({ removed: [run.id] })
    renameSync(away, run.path)
    later()
    expect(page.join()).toMatchObject({ changed: [{ id: run.id, name: 'one' }], removed: [] })
  }))
})

describe('what is looked at', () => {
  /** Settled a while ago, so that the folder's time tells. */
  function settledStore(): { store: RunStore; index: RunIndex; looks: () => string[]; age: () => void } {
    const storePath = temporaryFolder()
    const { store } = finished(storePath, 'one')
    finished(storePath, 'two')
    const age = (): void => {
      const then = new Date(Date.now() - 60_000)
      utimesSync(store.runsFolder, then, then)
    }
    age()
    const looked = vi.spyOn(store, 'fileState')
    const index = new RunIndex(store)
    return { store, index, age, looks: () => looked.mock.calls.splice(0).map(([id]) => id) }
  }

  it('are no files while their folder is as it was, and all of them now and then', () => watched(() => {
    const { index, looks } = settledStore()
    index.list()
    expect(looks()).toHaveLength(2)
    for (let second = 0; second < 5; second++) {
      vi.advanceTimersByTime(1000)
      index.changesSince(index.cursor)
    }
    expect(looks()).toEqual([])
    vi.advanceTimersByTime(10_000)
    index.changesSince(index.cursor)
    expect(looks()).toHaveLength(2)
  }))

  it('are the files of running trainings alone, which write without a change of the folder', () => watched(() => {
    const { store, index, looks, age } = settledStore()
    const { id, recorder } = beginRun(store.path)
    age()
    index.list()
    looks()
    later()
    index.changesSince(index.cursor)
    expect(looks()).toEqual([id])
    recorder.end('finished', null)
    later()
    const before = index.cursor
    expect(index.changesSince(before).changed).toMatchObject([{ id, status: 'finished' }])
  }))

  it('are files once for all who ask at about the same time', () => watched(() => {
    const { index, looks } = settledStore()
    index.list()
    looks()
    vi.advanceTimersByTime(20_000)
    for (let page = 0; page < 4; page++) index.changesSince(index.cursor)
    expect(looks()).toHaveLength(2)
  }))
})

it('a list that is prepared holds all runs, whoever waits for it and whatever goes meanwhile', async () => {
  const storePath = temporaryFolder()
  const [first] = [finished(storePath, 'one'), finished(storePath, 'two')]
  const index = new RunIndex(new RunStore(storePath))
  const prepared = [index.prepare(), index.prepare()]
  rmSync(first.path)
  await Promise.all(prepared)
  expect(index.list()).toEqual(read(storePath))
  expect(index.list()).toHaveLength(1)
})
