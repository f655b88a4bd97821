/** Deleting on the command line and on the page, and taking it back. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import type { RunSummary } from '../../preload/schema/run'
import type { TrashContent } from '../../preload/schema/trash'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { Page, serve, type Served } from '../fixtures/served'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const store = new RunStore(temporaryFolder())
let served: Served
let page: Page
beforeAll(async () => {
  for (const seed of ['1', '2']) await printed(store.path, 'train', '--limit', '200', '--epochs', '1', '--seed', seed)
  served = await serve(store.path)
  page = await Page.open(served)
})
afterAll(async () => {
  page.socket.close()
  await served.end()
})

const listed = async (): Promise<string[]> =>
  ((await printedJson(store.path, 'runs')) as RunSummary[]).map(({ id }) => id)
const trashed = async (): Promise<string[]> =>
  ((await printedJson(store.path, 'trash')) as TrashContent).runs.map(({ run }) => run.id)

it('several runs go to the trash, one comes back whole, and the rest is removed', async () => {
  const ids = store.ids()
  const shown = await printedJson(store.path, 'show', ids[0]!)
  const { remarks } = await maskscope(store.path, 'delete', ...ids)
  expect(remarks).toContain(`moved to the trash: run ${ids[0]}; "maskscope trash restore" brings it back`)
  expect(await listed()).toEqual([])
  expect((await trashed()).toSorted()).toEqual(ids.toSorted())
  expect(await printed(store.path, 'trash')).toMatch(/run +deleted +method/)

  await printed(store.path, 'trash', 'restore', ids[0]!)
  expect(await printedJson(store.path, 'show', ids[0]!)).toEqual(shown)
  expect((await maskscope(store.path, 'trash', 'empty')).remarks).toMatch(/^emptied the trash; [\d.]+ [KM]iB are free/)
  expect(await trashed()).toEqual([])
  expect(await sentenceOf(store.path, 'trash', 'restore', ids[1]!)).toMatch(/^There is no run .* in the trash/)
})

it('a page takes a deletion back, and hears of it like of any other run', async () => {
  const [id = ''] = store.ids()
  await page.call('runs.list', {})
  expect(await page.call('runs.delete', { ids: [id, '20260101-000000-none'] })).toMatchObject({
    refused: [{ id: '20260101-000000-none' }]
  })
  await until(() => page.events.some((event) => event.type === 'runs-changed' && event.removed.includes(id)))
  expect(existsSync(store.runPath(id))).toBe(false)
  expect(await page.call('trash.list', {})).toMatchObject({ runs: [{ run: { id } }] })
  expect(await page.call('trash.restore', { ids: [id] })).toEqual({ refused: [] })
  await until(() => page.events.some((event) =>
    event.type === 'runs-changed' && event.changed.some((run) => run.id === id)))
  expect((await page.call('runs.detail', { id })).detail.summary.status).toBe('finished')
})

it('run files and folders of them join another store from the command line, and say what became of each', async () => {
  const other = new RunStore(temporaryFolder())
  const { code, remarks } = await maskscope(other.path, 'add', store.runsFolder, store.runPath(store.ids()[0]!))
  expect(code).toBe(0)
  expect(remarks).toMatch(/^1 of 2: added run \S+\n2 of 2: was there already: run \S+\n$/)
  expect(await printedJson(other.path, 'show', 'latest')).toEqual(await printedJson(store.path, 'show', 'latest'))
  expect(await sentenceOf(other.path, 'add', other.path + '/none.maskrun')).toMatch(/^There is no file/)
})
