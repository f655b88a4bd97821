/** What is said about runs from the command line: while they train, from two processes at once, and past a kill. */
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import type { RunSummary } from '../../preload/schema/run'
import { maskscope, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const store = new RunStore(temporaryFolder())
const listed = async (...given: string[]): Promise<RunSummary[]> =>
  (await printedJson(store.path, 'runs', ...given)) as RunSummary[]
const only = async (): Promise<RunSummary> => (await listed())[0]!

describe('a training', () => {
  it('is tagged by its command, and renamed while it goes on', async () => {
    const training = start(store.path, 'train', '--limit', '2000', '--epochs', '40', '--tag', 'paper', 'slow')
    await until(async () => store.ids().length === 1 && (await only()).tags.length === 2, 300)
    await printed(store.path, 'rename', 'latest', 'another name')
    await printed(store.path, 'tag', 'latest', '+new', '-slow')
    expect(await only()).toMatchObject({ status: 'running', name: 'another name', tags: ['paper', 'new'] })

    // Killed so that it cannot take up what it is asked from now on.
    const { process: trainer } = await running()
    process.kill(trainer, 'SIGSTOP')
    store.changesOf(store.ids()[0]!).ask({ note: 'asked before the kill' })
    process.kill(trainer, 'SIGKILL')
    await training.finished
    expect(await until(async () => {
      const run = await only()
      return run.status === 'interrupted' && run
    }, 200)).toMatchObject({ note: 'asked before the kill', name: 'another name' })
  })
})

/** The process that writes the only run. */
async function running(): Promise<{ process: number }> {
  const { readRunRow } = await import('../../db/runs')
  const { readingRun } = await import('../../db/open')
  return readingRun(store.runPath(store.ids()[0]!), readRunRow)
}

describe('a run that has ended', () => {
  let id: string
  beforeAll(async () => { [id = ''] = store.ids() })

  it('has what two processes say at once', async () => {
    await Promise.all(['one', 'two', 'three'].map((tag) => printed(store.path, 'tag', id, `+${tag}`)))
    expect((await only()).tags).toEqual(expect.arrayContaining(['paper', 'new', 'one', 'two', 'three']))
  })

  it('is found by what is said about it', async () => {
    await printed(store.path, 'pin', id)
    await printed(store.path, 'note', id, 'seen again')
    expect(await listed('--filter', 'tag:two pinned:yes note:seen')).toHaveLength(1)
    expect(await listed('--filter', '-tag:two')).toEqual([])
    await printed(store.path, 'unpin', id)
    expect(await listed('--filter', 'pinned:no tag:pa*')).toHaveLength(1)
  })

  it('refuses what is no tag in a sentence', async () => {
    expect(await sentenceOf(store.path, 'tag', id, '+two words')).toMatch(/^A tag has .*; "two words" is none\.$/)
    expect(await sentenceOf(store.path, 'tag', id)).toMatch(/^Say runs and tags/)
    expect((await maskscope(store.path, 'tag', id, '-VGG', '-h')).code).toBe(0)
  })
})
