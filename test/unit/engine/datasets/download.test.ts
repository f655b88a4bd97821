import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { downloadFiles, type DownloadProgress } from '../../../../main/engine/datasets/download'
import { officialFiles, type OfficialFile } from '../../../../main/engine/datasets/official'
import { temporaryFolder } from '../../../fixtures/temporary'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 253))
const sha256 = createHash('sha256').update(content).digest('hex')
const servers: Server[] = []

afterEach(() => { for (const server of servers.splice(0)) { server.closeAllConnections(); server.close() } })

async function serving(answer: RequestListener): Promise<{ file: OfficialFile; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.bin`
  return { file: { name: 'data.bin', address, bytes: content.length, sha256 }, asked }
}

const loopback = (address: URL): boolean => address.hostname === '127.0.0.1'
const whole: RequestListener = (_request, response) => {
  response.setHeader('content-length', content.length).end(content)
}

async function sentence(file: OfficialFile, folder: string, patience = 60_000): Promise<string> {
  const error = await downloadFiles([file], folder, { mayAsk: loopback, patience }).then(
    () => null,
    (thrown: unknown) => thrown
  )
  // Neither the file nor a part of it is left behind.
  expect(readdirSync(folder)).toEqual([])
  return (error as Error).message.replaceAll(new URL(file.address).host, 'HOST').replaceAll(folder, 'FOLDER')
}

describe('a download', () => {
  it('writes the file whole and tells its progress', async () => {
    const { file } = await serving(whole)
    const folder = join(temporaryFolder(), 'new')
    const told: DownloadProgress[] = []
    await downloadFiles([file], folder, { mayAsk: loopback, onProgress: (progress) => told.push(progress) })
    expect(readFileSync(join(folder, 'data.bin')).equals(content)).toBe(true)
    expect(readdirSync(folder)).toEqual(['data.bin'])
    expect(told.at(-1)).toEqual({ file: 'data.bin', received: content.length, total: content.length })
  })

  it('fetches only what is not whole yet', async () => {
    const { file, asked } = await serving(whole)
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'data.bin'), content)
    await downloadFiles([file], folder, { mayAsk: loopback })
    expect(asked).toEqual([])
    writeFileSync(join(folder, 'data.bin'), content.map((byte) => byte ^ 1))
    await downloadFiles([file], folder, { mayAsk: loopback })
    expect(asked).toEqual(['/data.bin'])
    expect(readFileSync(join(folder, 'data.bin')).equals(content)).toBe(true)
  })

  it('follows redirects', async () => {
    const { file, asked } = await serving((request, response) => {
      if (request.url === '/there') whole(request, response)
      else response.writeHead(302, { location: '/there' }).end()
    })
    await downloadFiles([file], temporaryFolder(), { mayAsk: loopback })
    expect(asked).toEqual(['/data.bin', '/there'])
  })

  it('asks nothing but https unless told otherwise', async () => {
    const { file, asked } = await serving(whole)
    await expect(downloadFiles([file], temporaryFolder())).rejects.toThrow(
      'which is not https; expected the official file over https.'
    )
    expect(asked).toEqual([])
  })
})

describe('a download that fails says so in one sentence and leaves nothing', () => {
  const redirectedTo =
    (location: string): RequestListener =>
    (_request, response) => {
      response.writeHead(302, { location }).end()
    }
  it.each<[string, RequestListener, string | RegExp]>([
    [
      '404',
      (_request, response) => {
        response.writeHead(404).end('not here')
      },
      'The address http://HOST/data.bin answered with status 404; expected the official file data.bin.'
    ],
    [
      'a redirect in a circle',
      redirectedTo('/data.bin'),
      'The address http://HOST/data.bin was redirected more than 5 times; expected the official file data.bin.'
    ],
    [
      'a redirect to another scheme',
      redirectedTo('ftp://elsewhere.invalid/data.bin'),
      'The download of http://HOST/data.bin leads to ftp://elsewhere.invalid/data.bin, which is not https; expected ' +
      'the official file over https.'
    ],
    [
      'another declared size',
      (_request, response) => {
        response.end(content.subarray(1))
      },
      'The file from http://HOST/data.bin has 299999 bytes; expected 300000.'
    ],
    [
      'too few bytes without a declared size',
      (_request, response) => {
        response.write(content.subarray(0, 10))
        response.end()
      },
      'The file from http://HOST/data.bin has 10 bytes; expected 300000.'
    ],
    [
      'more bytes than there are',
      (_request, response) => {
        response.write(content)
        response.end(content)
      },
      /^The file from http:\/\/HOST\/data\.bin has at least \d+ bytes; expected 300000\.$/
    ],
    [
      'other bytes',
      (_request, response) => {
        response.end(Buffer.from(content.map((byte) => byte ^ 1)))
      },
      new RegExp(`^The file from http://HOST/data\\.bin has the SHA-256 checksum [0-9a-f]{64}; expected ${sha256}\\.$`)
    ],
    [
      'a cut connection',
      (_request, response) => {
        response.setHeader('content-length', content.length).write(content.subarray(0, 70_000))
        setTimeout(() => response.destroy(), 50)
      },
      /^The download of http:\/\/HOST\/data\.bin broke off \(terminated: .*\); try again, or put the file into FOLDER yourself\.$/
    ]
  ])('%s', async (_title, answer, expected) => {
    const { file } = await serving(answer)
    expect(await sentence(file, temporaryFolder())).toMatch(expected)
  })

  it('a connection on which nothing comes', async () => {
    const { file } = await serving((_request, response) => {
      response.setHeader('content-length', content.length).write(content.subarray(0, 10))
    })
    expect(await sentence(file, temporaryFolder(), 200)).toBe(
      'The download of http://HOST/data.bin broke off (nothing came for too long); try again, or put the file into ' +
      'FOLDER yourself.'
    )
  })

  it('nobody answers', async () => {
    const { file } = await serving(whole)
    await new Promise((resolve) => { servers.splice(0)[0].close(resolve) })
    expect(await sentence(file, temporaryFolder())).toMatch(
      /^The download of http:\/\/HOST\/data\.bin broke off \(fetch failed: .*ECONNREFUSED.*\); try again/
    )
  })
})

describe('official files', () => {
  it('are asked over https only, with a checksum and a name of their own', () => {
    for (const files of Object.values(officialFiles)) {
      for (const { name, address, bytes, sha256: checksum } of files) {
        expect(new URL(address).protocol).toBe('https:')
        expect(address.endsWith(`/${name}`)).toBe(true)
        expect(name).toMatch(/^[\w.-]+$/)
        expect(checksum).toMatch(/^[0-9a-f]{64}$/)
        expect(bytes).toBeGreaterThan(4000)
      }
    }
  })
})
