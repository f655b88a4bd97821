/** A running training that is asked to stop, in whichever way, ends in good order with a final checkpoint. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { expectConsistent } from '../fixtures/consistency'
import { printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

/** Hours of work, unless it is stopped. */
const longTraining = ['train', '--limit', '500', '--epochs', '5000', '--warmup', '1', '--gap', '2', '--json']

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

/** Starts the long training and waits until it has done an alternation. */
async function underWay(store: RunStore) {
  const started = start(store.path, ...longTraining)
  const id = await until(() => store.ids()[0])
  await until(() => /alternation 1 after/.test(started.remarks()))
  return { ...started, id }
}

describe('a running training', () => {
  it('is stopped by another process, which may not delete it before', async () => {
    const store = new RunStore(temporaryFolder())
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

  it.each(['SIGINT', 'SIGTERM'] as const)('is stopped by %s, as Ctrl-C sends', async (signal) => {
    const store = new RunStore(temporaryFolder())
    const { id, child, finished } = await underWay(store)
    child.kill(signal)
    const { code, output, remarks } = await finished
    expect(code).toBe(0)
    expect(remarks).toContain('stopping after the current step; the run is kept\n')
    expect(JSON.parse(output)).toMatchObject({ id, status: 'stopped' })
    await expectStopped(store, id)
  })

  it('is not left behind alone when Ctrl-C comes before it has begun', async () => {
    const store = new RunStore(temporaryFolder())
    const { child, finished } = start(store.path, ...longTraining)
    // The store's folder is made just before the training process is started, seconds before the run's file is there.
    await until(() => { try { return readdirSync(store.runsFolder) } catch { return null } }, 5)
    expect(store.ids()).toEqual([])
    child.kill('SIGINT')
    const { code, output } = await finished
    expect(code).toBe(0)
    const [id] = store.ids()
    expect(JSON.parse(output)).toMatchObject({ id, status: 'stopped', alternations: [] })
    await expectStopped(store, id)
  })
})
