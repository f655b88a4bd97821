/** A running training that is asked to stop, in whichever way, ends in good order with a final checkpoint. */
import { readdirSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { expectConsistent } from '../fixtures/consistency'
import { printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { until } from '../fixtures/until'

/** Hours of work, unless it is stopped; an alternation about every second. */
const longTraining = ['train', ...fewDigits, '--epochs', '100000', '--warmup', '1', '--gap', '20', '--json']

interface Shown {
  id: string
  status: string
  failure: string | null
  finishedAt: string | null
  progress: unknown
  alternations: unknown[]
  evaluations: { at: string }[]
}

async function expectStopped(store: RunStore, id: string): Promise<void> {
  const shown = await printedJson(store.path, 'show', id) as Shown
  expect(shown).toMatchObject({ status: 'stopped', failure: null, progress: null })
  expect(shown.finishedAt).not.toBeNull()
  expect(shown.evaluations.at(-1)).toMatchObject({ at: 'final' })
  expect(expectConsistent(store.runPath(id)).checkpoints.at(-1)).toBe('final')
  // No write-ahead log, no wish to stop.
  expect(readdirSync(store.runsFolder)).toEqual([`${id}.maskrun`])
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof exitCodes

/** The process that trains. */
const ownerOf = (store: RunStore, id: string): number =>
  reading(store.runPath(id), (database) => database.prepare('SELECT process FROM run').pluck().get() as number)

function lives(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch {
    return false
  }
}

/** Starts the long training and waits until it has done an alternation. */
async function underWay(store: RunStore) {
  const started = start(store.path, ...longTraining)
  const id = await until(() => store.ids()[0])
  await until(() => /alternation 1 after/.test(started.remarks()))
  return { ...started, id }
}

describe('a running training', () => {
  it('is stopped by another process, which may not delete it before', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, finished } = await underWay(store)
    expect(await printedJson(store.path, 'runs')).toMatchObject([{ id, status: 'running' }])
    expect(await sentenceOf(store.path, 'delete', id)).toBe(
      `Run ${id} is still running and cannot be deleted; stop it first.`
    )
    expect(await printed(store.path, 'stop', 'latest')).toBe('')
    const { code, output } = await finished
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ id, status: 'stopped' })
    await expectStopped(store, id)
    expect(await sentenceOf(store.path, 'stop', id)).toBe(
      `Run ${id} is not running (it is stopped), so there is nothing to stop.`
    )
  })

  // Job engines and npm send two at once.
  it.each([
    ['SIGINT', 1], ['SIGTERM', 1], ['SIGTERM', 2]
  ] as [Signal, number][])('is stopped by %s, %i at once', async (signal, times) => {
    const store = new RunStore(storeOfFewDigits())
    const { id, child, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    for (let sent = 0; sent < times; sent++) child.kill(signal)
    const { code, output, remarks } = await finished
    expect(code).toBe(exitCodes[signal])
    expect(remarks.match(/stopping after the current step; the run is kept\n/g)).toHaveLength(1)
    expect(JSON.parse(output)).toMatchObject({ id, status: 'stopped' })
    await until(() => !lives(owner))
    await expectStopped(store, id)
  })

  it('is stopped by signals of two kinds that also reach the process that trains', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, child, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    for (const pid of [child.pid!, owner]) for (const signal of ['SIGTERM', 'SIGHUP']) process.kill(pid, signal)
    expect((await finished).code).toBeOneOf([exitCodes.SIGTERM, exitCodes.SIGHUP])
    await until(() => !lives(owner))
    await expectStopped(store, id)
  })

  it('is stopped when the terminal is closed, which nothing can be printed on any more', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, child, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    child.stdout!.destroy()
    child.stderr!.destroy()
    child.kill('SIGHUP')
    expect((await finished).code).toBe(exitCodes.SIGHUP)
    await until(() => !lives(owner))
    await expectStopped(store, id)
  })

  it('ends with a sentence when its file is deleted under it, and leaves nothing', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    rmSync(store.runPath(id))
    const { code, remarks } = await finished
    expect(code).toBe(1)
    expect(remarks).toContain(`The file of run ${id} was deleted or replaced while it was written, so it ended here.`)
    await until(() => !lives(owner))
    expect(store.ids()).toEqual([])
  })

  it('is stopped when its command is killed', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, child, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    child.kill('SIGKILL')
    expect(await finished).toMatchObject({ signal: 'SIGKILL' })
    await until(() => !lives(owner))
    await expectStopped(store, id)
  })

  it('is cut off by a second Ctrl-C some time later', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { id, child, finished } = await underWay(store)
    const owner = ownerOf(store, id)
    // A process that no request reaches, as one in a step that never ends.
    process.kill(owner, 'SIGSTOP')
    child.kill('SIGINT')
    await wait(1500)
    expect(child.exitCode).toBeNull()
    child.kill('SIGINT')
    expect((await finished).code).toBe(exitCodes.SIGINT)
    await until(() => !lives(owner))
    expect(await printedJson(store.path, 'runs')).toMatchObject([{ id, status: 'interrupted' }])
  })

  it('that a page started goes on when the server is ended', async () => {
    const store = new RunStore(storeOfFewDigits())
    const served = await serve(store.path)
    const page = await Page.open(served)
    const configuration = { ...defaultConfiguration('sgd', 'mnist', 'all-cnn-mini'), epochs: 100_000 }
    const id = await page.train(configuration)
    const owner = ownerOf(store, id)
    expect(await served.end('SIGTERM')).toMatchObject({ code: 0 })
    const epochs = (): number =>
      reading(store.runPath(id), (database) => database.prepare('SELECT count(*) FROM epochs').pluck().get() as number)
    const before = epochs()
    await until(() => epochs() > before, 100)
    expect(lives(owner)).toBe(true)
    await printed(store.path, 'stop', id)
    await until(() => !lives(owner))
    await expectStopped(store, id)
  })

  it('is not left behind alone when Ctrl-C comes before it has begun', async () => {
    const store = new RunStore(storeOfFewDigits())
    const { child, finished } = start(store.path, ...longTraining)
    // The store's folder is made just before the training process is started, seconds before the run's file is there.
    await until(() => { try { return readdirSync(store.runsFolder) } catch { return null } }, 5)
    expect(store.ids()).toEqual([])
    child.kill('SIGINT')
    const { code, output } = await finished
    expect(code).toBe(exitCodes.SIGINT)
    const [id] = store.ids()
    expect(JSON.parse(output)).toMatchObject({ id, status: 'stopped', alternations: [] })
    await expectStopped(store, id)
  })
})
