/** Data sets that come here: by a download that can be stopped, and by files that a page hands over. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataDownloads, type DataProgress } from '../../../main/api/data-downloads'
import { DataUploads } from '../../../main/api/data-uploads'
import { missingFiles } from '../../../main/api/datasets'
import { Workbench } from '../../../main/api/workbench'
import type { OfficialFile } from '../../../main/engine/datasets/official'
import { officialFiles } from '../../../main/engine/datasets/official'
import { temporaryFolder } from '../../fixtures/temporary'
import { until } from '../../fixtures/until'

const contents = { 'one.bin': Buffer.alloc(40_000, 1), 'two.bin': Buffer.alloc(20_000, 2) }
type Name = keyof typeof contents
const names = Object.keys(contents) as Name[]
const official = (base: string): readonly OfficialFile[] => names.map((name) => ({
  name, address: base + name, bytes: contents[name].length,
  sha256: createHash('sha256').update(contents[name]).digest('hex')
}))

let workbench: Workbench
let folder: string
beforeEach(() => {
  workbench = new Workbench(temporaryFolder())
  folder = join(workbench.store.path, 'datasets', 'mnist')
})
afterEach(() => { workbench.close() })

const here = (): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])
const failing = (work: Promise<unknown>): Promise<string> =>
  work.then(() => 'nothing failed', (error: unknown) => (error as Error).message)

describe('a download', () => {
  const close: (() => void)[] = []
  afterEach(() => close.splice(0).forEach((one) => one()))

  async function downloadsFrom(answer: (name: Name, response: ServerResponse) => void): Promise<DataDownloads> {
    const server = createServer((request, response) => answer(request.url?.slice(1) as Name, response))
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const downloads = new DataDownloads(
      workbench.store, { mnist: official(base) }, ({ hostname }) => hostname === '127.0.0.1')
    close.push(() => { downloads.close(); server.closeAllConnections(); server.close() })
    return downloads
  }

  it('is one for all who wait, and tells how far all files together are', async () => {
    let asked = 0
    const downloads = await downloadsFrom((name, response) => {
      asked++
      response.end(contents[name])
    })
    const told: DataProgress[] = []
    const first = downloads.download('mnist', (progress) => told.push(progress))
    await Promise.all([first, downloads.download('mnist', () => {})])
    expect(asked).toBe(2)
    expect(here()).toEqual(names)
    expect(told.every(({ received, total }) => received <= total && total === 60_000)).toBe(true)
    expect(told.length).toBeGreaterThan(0)
  })

  it('can be stopped: what is whole stays, nothing else', async () => {
    const downloads = await downloadsFrom((name, response) => {
      if (name === 'one.bin') response.end(contents[name])
      else response.writeHead(200, { 'content-length': contents[name].length }).write(contents[name].subarray(0, 100))
    })
    const sentence = failing(downloads.download('mnist', () => {}))
    await until(() => here().some((name) => name.startsWith('two.bin')))
    downloads.stop('mnist')
    expect(await sentence).toBe('The download of two.bin was stopped.')
    expect(here()).toEqual(['one.bin'])
  })

  it('of what is not published says so', async () => {
    const downloads = await downloadsFrom(() => {})
    expect(await failing(downloads.download('image-folder', () => {})))
      .toBe('The data set "image-folder" has nothing to download.')
  })
})

describe('files that are handed over', () => {
  const uploads = (): DataUploads => new DataUploads(workbench, { mnist: official('https://nowhere/') })
  const files = names.map((name) => ({ name, bytes: contents[name].length }))

  it('join the store when they are the published ones', async () => {
    const data = uploads()
    const upload = data.begin('mnist', files)
    names.forEach((name, index) => data.write(upload, index, 0, contents[name]))
    expect(here()).toEqual([])
    await data.add(upload)
    expect(here()).toEqual(names)
    expect(readFileSync(join(folder, 'two.bin')).equals(contents['two.bin'])).toBe(true)
    expect(existsSync(join(workbench.store.path, 'uploads'))).toBe(false)
  })

  it('are refused by name, by size and by checksum, and leave nothing', async () => {
    const data = uploads()
    expect(() => data.begin('mnist', [{ name: 'three.bin', bytes: 1 }]))
      .toThrow('three.bin is no official file of mnist; these are one.bin, two.bin.')
    expect(() => data.begin('mnist', [{ name: 'one.bin', bytes: 3 }]))
      .toThrow('one.bin has 3 bytes; the official file of mnist has 40000.')
    expect(() => data.begin('image-folder', files))
      .toThrow('one.bin is no official file of image-folder, which has none.')
    const upload = data.begin('mnist', [files[0]])
    data.write(upload, 0, 0, Buffer.alloc(40_000, 9))
    expect(await failing(data.add(upload))).toBe('one.bin is not the official file of mnist: its checksum is another.')
    expect(here()).toEqual([])
    expect(existsSync(join(workbench.store.path, 'uploads'))).toBe(false)
  })

  it('of CIFAR may be those of its Python version', () => {
    const data = new DataUploads(workbench)
    expect(() => data.begin('cifar-10', [{ name: 'cifar-10-python.tar.gz', bytes: 1 }]))
      .toThrow('cifar-10-python.tar.gz has 1 bytes; the official file of cifar-10 has 170498071.')
    expect(() => data.begin('cifar-100', [{ name: 'cifar-10-python.tar.gz', bytes: 1 }])).toThrow(
      'cifar-10-python.tar.gz is no official file of cifar-100; these are cifar-100-binary.tar.gz, ' +
        'cifar-100-python.tar.gz.'
    )
    data.discard(data.begin('cifar-100', [{ name: 'cifar-100-python.tar.gz', bytes: 169_001_437 }]))
  })
})

describe('what is missing', () => {
  it('are the official files that are not here', () => {
    expect(missingFiles(workbench, 'svhn').map(({ name }) => name)).toEqual(['train_32x32.mat', 'test_32x32.mat'])
    expect(missingFiles(workbench, 'mnist')).toHaveLength(officialFiles.mnist!.length)
    expect(missingFiles(workbench, 'mnist-10k')).toEqual([])
    expect(missingFiles(workbench, 'image-folder')).toEqual([])
  })
})
