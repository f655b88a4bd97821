/** A served workbench keeps a training process waiting, so that a training's page opens at once. */
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { describe, expect, it } from 'vitest'
import { readRunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { printed } from '../fixtures/command-line'
import { Page, serve, type Served } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

/** The processes that a server has started and that no job has named yet. */
function waitingOf({ process: server }: Served): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((id) => {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return state !== 'Z' && Number(parent) === server &&
        readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('trainer.js')
    } catch {
      // It has ended meanwhile.
      return false
    }
  })
}

const gone = (id: number): Promise<boolean> => until(() => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8') === ''
  } catch {
    return true
  }
})

const oneWaiting = async (served: Served): Promise<number> =>
  (await until(() => waitingOf(served).length === 1 && waitingOf(served)))[0]

async function opened() {
  const store = new RunStore(temporaryFolder())
  const served = await serve(store.path)
  const page = await Page.open(served)
  await page.call('runs.list', {})
  return { store, served, page, waiting: await oneWaiting(served) }
}

describe('a training process', () => {
  it('waits for the first training, then for the next, and ends with a server that is killed', async () => {
    const { store, served, page, waiting: first } = await opened()
    const configuration = { ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), limit: 200, epochs: 5000 }
    const id = await page.train(configuration)
    expect(reading(store.runPath(id), (database) => readRunRow(database).process)).toBe(first)
    // It gives way to the window, and keeps the memory of its steps.
    expect(getPriority(first)).toBe(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))
    expect(readFileSync(`/proc/${first}/environ`, 'latin1')).toContain('MALLOC_TRIM_THRESHOLD_=')

    const next = await oneWaiting(served)
    expect(next).not.toBe(first)
    await served.end('SIGKILL')
    await gone(next)
    await printed(store.path, 'stop', id)
    await until(() => reading(store.runPath(id), (database) => readRunRow(database).status) === 'stopped', 200)
  })

  it('is not kept for what can only be looked at, and ends with a server that ends', async () => {
    const { store, served, waiting } = await opened()
    expect(await served.end('SIGTERM')).toMatchObject({ code: 0 })
    await gone(waiting)

    const example = await serve(store.path, { command: ['tour'] })
    await (await Page.open(example, 'example')).call('runs.list', {})
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(waitingOf(example)).toEqual([])
    await example.end()
  })
})
