/** What pages ask of runs and of the store beside following them: curves, files, settings, reports, data sets. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { uploadPieceBytes } from '../../preload/contract'
import { doublesIn } from '../../preload/schema/numbers'
import { Page } from '../fixtures/served'
import { servedPage } from '../fixtures/served-page'
import { copyInto } from '../fixtures/shared-training'
import { reading } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const { store, id, served, page } = await servedPage()

describe('a run', () => {
  it('gives the points of its curve as they are stored, all and after an iteration', async () => {
    const stored = reading(store.runPath(id), (database) => database
      .prepare('SELECT iteration, epoch, loss, error, learning_rate FROM curve ORDER BY iteration').raw().all())
    const { points } = await page.call('runs.curvePoints', { id, after: 0 })
    expect([...doublesIn(points)]).toEqual(stored.flat())
    const [, second] = stored as number[][]
    const rest = await page.call('runs.curvePoints', { id, after: second![0]! })
    expect([...doublesIn(rest.points)]).toEqual(stored.slice(2).flat())
  })

  it('says where its file lies, what takes room in it, and what happened', async () => {
    const { path, bytes, parts, log } = await page.call('runs.file', { id })
    expect(path).toBe(store.runPath(id))
    expect(bytes).toBe(readFileSync(path).length)
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBeLessThanOrEqual(bytes)
    expect(log.length).toBeGreaterThan(4)
  })

  it('tells its settings as columns', async () => {
    const { runs } = await page.call('runs.settings', { ids: [id] })
    expect(runs).toMatchObject([{ id, values: { limit: '1,000 examples', seed: '1' } }])
  })

  it('is reported, and says which commands repeat it', async () => {
    const { commands, lacking } = await page.call('reports.repeat', { id })
    expect(lacking).toBeNull()
    expect(commands[0]!.join(' ')).toContain('--limit 1000')
    for (const format of ['html', 'markdown'] as const)
      expect((await page.call('reports.make', { ids: [id], format, filter: null })).text).toContain(id)
  })
})

describe('the file of a run', () => {
  async function handOver(path: string): Promise<string> {
    const content = readFileSync(path)
    const { upload } = await page.call('stores.begin', { file: { name: 'a.maskrun', bytes: content.length } })
    for (let offset = 0; offset < content.length; offset += uploadPieceBytes) {
      const data = content.subarray(offset, offset + uploadPieceBytes).toString('base64')
      await page.call('stores.write', { upload, offset, data })
    }
    return upload
  }

  it('joins the store from a page, and from where it is looked at; one that is there stays as it is', async () => {
    const other = new RunStore(temporaryFolder())
    const copied = await copyInto(other)
    await page.call('runs.delete', { ids: [id] })
    await page.call('trash.empty', {})
    expect(existsSync(store.runPath(id))).toBe(false)
    expect(await page.call('stores.add', { upload: await handOver(copied.path) })).toMatchObject({ id })
    expect(readFileSync(store.runPath(id)).equals(readFileSync(copied.path))).toBe(true)

    const opened = await page.call('stores.open', { upload: await handOver(copied.path) })
    const looking = await Page.open(served, opened.store)
    expect(await looking.call('stores.keep', {})).toMatchObject({ id })
    looking.socket.close()
  })
})

describe('a data set', () => {
  it('is listed with the files that it lacks, which are taken only as they are published', async () => {
    const { datasets } = await page.call('datasets.list', {})
    expect(datasets.find(({ name }) => name === 'mnist-10k')).toMatchObject({ present: true, missing: [] })
    const [lacking] = datasets.filter(({ missing }) => missing.length > 0)
    const { name, missing: [file] } = lacking!
    const begin = (bytes: number): unknown => ({ dataset: name, files: [{ name: file!.name, bytes }] })
    expect(await page.sentence('datasets.begin', begin(file!.bytes + 1))).toContain(file!.name)
    const { upload } = await page.call('datasets.begin', { dataset: name, files: [file!] })
    await page.call('datasets.write', { upload, file: 0, offset: 0, data: 'YQ==' })
    expect(await page.sentence('datasets.add', { upload })).toMatch(/\.$/)
    await page.call('datasets.discard', { upload })
    expect((await page.call('datasets.list', {})).datasets).toEqual(datasets)
  })

  it('that is not being fetched has nothing to stop, and one that is bundled is not fetched', async () => {
    expect(await page.call('datasets.stop', { dataset: 'mnist-10k' })).toEqual({})
    expect(await page.sentence('datasets.download', { dataset: 'mnist-10k' })).toMatch(/\.$/)
  })
})
