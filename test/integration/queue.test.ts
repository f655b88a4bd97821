/** The queue of the built programs: each training is started once, whoever is killed when. */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { QueueFile } from '../../db/queue/file'
import { RunQueue } from '../../db/queue/queue'
import { settleEntries } from '../../db/queue/settle'
import { RunStore } from '../../db/store'
import { serviceFrameSchema } from '../../main/service/frames'
import { defaultConfiguration } from '../../preload/schema/configuration'
import type { EntryState, Queue, QueueEntry, TrainingNews } from '../../preload/schema/queue'
import { buildFolder, printed, sentenceOf, start } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const short = { ...defaultConfiguration('sgd', 'mnist', 'all-cnn-mini'), limit: 200, epochs: 1 }
const long = { ...short, epochs: 100_000 }

function opened() {
  const store = new RunStore(storeOfFewDigits())
  const file = new QueueFile(store)
  const queue = new RunQueue(file)
  const add = (configuration: typeof short, ...names: string[]): number[] => queue.add(names.map((name) => (
    { configuration, name, files: { dataFolder: null, weightMasks: null }, group: null, key: null, run: null })))
  const stateOf = (number: number): EntryState => {
    settleEntries(file, store)
    return queue.entry(number).entry.state
  }
  const running = (number: number): Promise<string> => until(() => {
    const state = stateOf(number)
    return state.kind === 'running' && state.run
  })
  return { store, queue, add, stateOf, running }
}

/** The process that trains. */
const ownerOf = (store: RunStore, id: string): number =>
  reading(store.runPath(id), (database) => database.prepare('SELECT process FROM run').pluck().get() as number)

const entriesOf = async (store: RunStore): Promise<QueueEntry[]> =>
  (JSON.parse(await printed(store.path, 'queue', '--all', '--json')) as Queue).entries

const begun: { pid?: number | undefined }[] = []
afterEach(() => {
  for (const { pid } of begun.splice(0)) try { process.kill(pid ?? 0, 'SIGKILL') } catch { /* It has ended. */ }
})

/** `maskscope queue run`, killed at the end of the test. */
function run(store: RunStore) {
  const started = start(store.path, 'queue', 'run')
  begun.push(started.child)
  return started
}

describe('the queue', () => {
  it('is filled, ordered and worked off by commands, every training once though two programs work it off', async () => {
    const { store } = opened()
    const train = [...fewDigits, '--method', 'sgd', '--epochs', '1']
    for (const seed of ['1', '2', '3']) await printed(store.path, 'queue', 'add', ...train, '--seed', seed)
    await printed(store.path, 'queue', 'add-dsd', ...fewDigits, '--stages', '1,1,1', '--name', 'stages')
    await printed(store.path, 'queue', 'move', '4', '3', '--first')
    await printed(store.path, 'queue', 'cancel', '2')
    await printed(store.path, 'queue', 'at-once', '2')
    expect((await entriesOf(store)).map(({ number, state }) => [number, state.kind]))
      .toEqual([[3, 'waiting'], [4, 'waiting'], [1, 'waiting'], [2, 'cancelled']])
    const ends = await Promise.all([run(store).finished, run(store).finished])
    expect(ends.map(({ code }) => code), ends.map(({ remarks }) => remarks).join('\n')).toEqual([0, 0])
    const starts = ends.flatMap(({ remarks }) => remarks.match(/entry \d starts as run/g) ?? [])
    expect(starts.sort()).toEqual([1, 3, 4].map((number) => `entry ${number} starts as run`))
    const ended = (await entriesOf(store)).filter(({ state }) => state.kind === 'ended')
    expect(ended.map(({ state }) => state.kind === 'ended' && state.outcome)).toEqual(Array(3).fill('finished'))
    expect(store.ids().sort())
      .toEqual(ended.map(({ state }) => (state.kind === 'ended' ? state.run : null)).sort())
  })

  it('goes on when the program that works it off is killed, then the next, and its training is not lost', async () => {
    const { store, add, stateOf, running } = opened()
    const [first, second] = add(long, 'first').concat(add(short, 'second'))
    const one = run(store)
    const id = await running(first)
    one.child.kill('SIGKILL')
    await one.finished
    const served = await serve(store.path)
    const page = await Page.open(served)
    await until(async () => (await page.call('queue.list', {})).queue.attended)
    expect(stateOf(second).kind).toBe('waiting')
    await served.end('SIGKILL')
    expect(() => process.kill(ownerOf(store, id), 0)).not.toThrow()
    const other = run(store)
    await printed(store.path, 'queue', 'cancel', String(first))
    expect(await other.finished).toMatchObject({ code: 0 })
    expect(stateOf(first)).toMatchObject({ kind: 'ended', run: id, outcome: 'stopped' })
    expect(stateOf(second)).toMatchObject({ kind: 'ended', outcome: 'finished' })
    expect(store.ids()).toHaveLength(2)
  })

  it('starts a training again under its id when runner and training are killed before there is a run', async () => {
    const { store, add, queue, stateOf } = opened()
    const [number] = add(short, 'only')
    const one = run(store)
    const id = await until(() => {
      const { state } = queue.entry(number).entry
      return state.kind === 'preparing' && state.doing !== null && state.run
    }, 1)
    one.child.kill('SIGKILL')
    const holder = new QueueFile(store).read((database) =>
      database.prepare('SELECT process FROM entries').pluck().get() as number | null, null)
    if (holder !== null) process.kill(holder, 'SIGKILL')
    await one.finished
    expect(await run(store).finished).toMatchObject({ code: 0 })
    expect(stateOf(number)).toMatchObject({ kind: 'ended', run: id })
    expect(store.ids()).toEqual([id])
  })

  it('goes on with a training that is killed, and with one that the system ends, and then with the next', async () => {
    const { store, add, stateOf, running } = opened()
    const [first, second] = add({ ...short, epochs: 12 }, 'first').concat(add(short, 'second'))
    const one = run(store)
    const id = await running(first)
    const resumptions = (): unknown => reading(store.runPath(id), (database) =>
      database.prepare("SELECT count(*) FROM log WHERE message LIKE 'Resumed from %'").pluck().get())
    for (const [before, signal] of (['SIGKILL', 'SIGTERM'] as const).entries()) {
      await until(() => resumptions() === before)
      process.kill(ownerOf(store, id), signal)
    }
    expect(await one.finished).toMatchObject({ code: 0 })
    expect([stateOf(first), stateOf(second)]).toMatchObject([{ run: id, outcome: 'finished' }, { outcome: 'finished' }])
    expect(store.ids()).toHaveLength(2)
    expect(resumptions()).toBe(2)
  })

  it('ends what is being trained at Ctrl-C, in good order, and keeps what waits', async () => {
    const { store, add, stateOf, running } = opened()
    const [first, second] = add(long, 'first').concat(add(short, 'second'))
    const one = run(store)
    const id = await running(first)
    one.child.kill('SIGINT')
    expect(await one.finished).toMatchObject({ code: 130 })
    expect(stateOf(first)).toMatchObject({ run: id, outcome: 'stopped' })
    expect(stateOf(second).kind).toBe('waiting')
  })

  it('says what could not begin, and fails with it', async () => {
    const { store } = opened()
    await printed(store.path, 'queue', 'add', '--data', 'cifar-10')
    const { code, remarks } = await run(store).finished
    expect(code).toBe(1)
    expect(remarks).toMatch(/entry 1 could not begin: .*is not there[^\n]*\n1 training failed/s)
    expect(await printed(store.path, 'queue')).toMatch(/1 {2}failed/)
    await printed(store.path, 'queue', 'cancel', '1')
    expect(await printed(store.path, 'queue')).toBe('')
    expect(existsSync(store.runsFolder) ? store.ids() : []).toEqual([])
  })

  it('is not worked off while it is paused', async () => {
    const { store, add, stateOf } = opened()
    const [number] = add(short, 'only')
    await printed(store.path, 'queue', 'pause')
    expect(await sentenceOf(store.path, 'queue', 'run')).toMatch(/^The queue is paused/)
    const served = await serve(store.path)
    const page = await Page.open(served)
    await until(async () => (await page.call('queue.list', {})).queue.attended)
    expect(stateOf(number).kind).toBe('waiting')
    await printed(store.path, 'queue', 'resume')
    await until(() => stateOf(number).kind === 'ended', 200)
    await served.end()
  })

  it('that is damaged is moved aside and said, once', async () => {
    const { store, add } = opened()
    add(short, 'lost')
    const path = join(store.path, 'queue.sqlite')
    writeFileSync(path, readFileSync(path).fill(7, 0, 4096))
    const said = await start(store.path, 'queue').finished
    expect(said).toMatchObject({ code: 0, output: '' })
    expect(said.remarks).toMatch(/^The queue’s file was damaged .* was moved aside, to queue-damaged-\S+\.sqlite /)
    expect(readdirSync(store.path).filter((name) => name.startsWith('queue-damaged'))).toHaveLength(1)
    expect((await start(store.path, 'queue').finished).remarks).toMatch(/^Nothing waits/)
  })

  it.each([
    [['move', '1'], /^Say where to/], [['move', '1', '--first', '--now'], /^Say where to/],
    [['move', '1', '--last'], /^There is no entry 1/], [['cancel', 'x'], /^"x" is not the number of an entry/],
    [['at-once', '0'], /^Trainings at once are a number from 1 to 64/], [['add', '--epochs', '0'], /epochs/i]
  ])('refuses %j in a sentence', async (given, sentence) => {
    expect(await sentenceOf(temporaryFolder(), 'queue', ...given)).toMatch(sentence)
  })
})

describe('the desktop’s service', () => {
  it('works the queue off, and tells how far it is and what has ended', async () => {
    const { store, add } = opened()
    // Looked at once a second: 40 epochs of 2 iterations, an evaluation after each, take several.
    add({ ...short, epochs: 40 }, 'shown')
    const service: ChildProcess = fork(join(buildFolder, 'main', 'service.js'), ['--store', store.path], {
      env: { ...process.env, CUDA_VISIBLE_DEVICES: '-1' }
    })
    begun.push(service)
    const heard: TrainingNews[] = []
    service.on('message', (raw) => {
      const frame = serviceFrameSchema.parse(raw)
      if (frame.kind === 'news') heard.push(frame.news)
    })
    await until(() => heard.some(({ ended }) => ended.length > 0))
    expect(heard.flatMap(({ ended }) => ended)).toEqual([{ name: 'shown', outcome: 'finished', sentence: null }])
    expect(heard.some(({ progress }) => progress !== null && progress > 0)).toBe(true)
    expect(heard.at(-1)?.progress).toBeNull()
    service.disconnect()
  })
})
