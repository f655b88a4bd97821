// @vitest-environment happy-dom
/** The page's own connection, client and stores against the built web server: nothing is played on either end. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Window as BrowserWindow } from 'happy-dom'
import { createPinia, setActivePinia } from 'pinia'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { useConnection } from '../../../renderer/stores/connection'
import { useRuns } from '../../../renderer/stores/runs'
import { call, Refusal } from '../../../renderer/transport/client'
import { takeModel } from '../../../renderer/transport/exports'
import { uploadModel } from '../../../renderer/transport/uploads'
import { beginRun } from '../../fixtures/small-run'
import { connecting, serve, type Served } from '../../fixtures/served'
import { sharedTraining, type SharedTraining } from '../../fixtures/shared-training'
import { temporaryFolder } from '../../fixtures/temporary'
import { until } from '../../fixtures/until'

const store = temporaryFolder()
let served: Served
beforeAll(async () => { served = await serve(store) })
afterAll(() => served.end())
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Loads the page at the address that `serve` printed. Its socket names its origin, as a browser's does. */
async function open(server: Served): Promise<ReturnType<typeof useConnection>> {
  const { happyDOM } = window as unknown as BrowserWindow
  happyDOM.setURL(`http://127.0.0.1:${server.port}/?token=${server.token}`)
  vi.stubGlobal('WebSocket', BrowserSocket)
  setActivePinia(createPinia())
  const connection = useConnection()
  connection.establish()
  await until(() => connection.state === 'connected')
  return connection
}

/** Node's sockets leave out the Origin header that a browser always sends, and that the server demands. */
const BrowserSocket = Object.assign(function BrowserSocket(address: string) {
  const { port, searchParams } = new URL(address)
  const socket = connecting({ ...served, port: Number(port) }, { token: searchParams.get('token') ?? '' })
  // A browser's socket that fails only closes.
  socket.on('error', () => undefined)
  return socket
}, { OPEN: 1 })

describe('a page of the real server', () => {
  beforeEach(() => open(served))

  it('has its token out of sight and its calls answered', async () => {
    expect(window.location.search).toBe('')
    expect((await call('application.about', {})).storePath).toBe(store)
  })

  it('is refused in the words of the service', async () => {
    const error = await call('runs.detail', { id: '20200101-000000-none' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Refusal)
    expect((error as Refusal).message).toMatch(/20200101-000000-none/)
  })

  it('hears of a run that another process writes', async () => {
    const runs = useRuns()
    runs.begin()
    await until(() => runs.loaded)
    const { id, recorder } = beginRun(store)
    await until(() => runs.byId.get(id)?.state === 'readable')
    recorder.end('finished', null)
    await until(() => runs.running.length === 0)
    await runs.remove([id])
    expect(runs.byId.has(id)).toBe(false)
  })
})

describe('a model that a page hands over', () => {
  beforeEach(() => open(served))
  const uploads = (): string[] => (existsSync(join(store, 'uploads')) ? readdirSync(join(store, 'uploads')) : [])
  const model = (): File => {
    const content = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'models', 'functional.keras'))
    return new File([content], 'functional.keras')
  }

  it('arrives whole, with its share told', async () => {
    const shares: number[] = []
    const upload = await uploadModel([model()], (share) => shares.push(share), new AbortController().signal)
    expect(shares.at(-1)).toBe(1)
    expect(uploads()).toHaveLength(1)
    await call('imports.discard', { upload })
    expect(uploads()).toEqual([])
  })

  it('and thinks better of it leaves nothing', async () => {
    const changed = new AbortController()
    changed.abort()
    await expect(uploadModel([model()], () => undefined, changed.signal)).rejects.toThrow('The upload was cancelled.')
    expect(uploads()).toEqual([])
  })
})

describe('a model that a page takes away', () => {
  let training: SharedTraining
  let own: Served
  beforeAll(async () => {
    training = await sharedTraining()
    own = await serve(training.store)
  })
  afterAll(() => own.end())

  it('is the whole archive, of the size that was promised', async () => {
    await open(own)
    const taken: Blob[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      taken.push(blob as Blob)
      return 'blob:taken'
    })
    const shares: number[] = []
    const model = { id: training.id, at: 'final', format: 'npz', compact: false } as const
    const { name, bytes } = await takeModel(model, (share) => shares.push(share), new AbortController().signal)
    expect(name).toMatch(/\.zip$/)
    expect(shares.at(-1)).toBe(1)
    const [archive] = taken
    expect(archive.size).toBe(bytes)
    // A zip archive begins with the signature of its first file.
    expect([...new Uint8Array(await archive.arrayBuffer()).subarray(0, 4)]).toEqual([0x50, 0x4b, 3, 4])
  })
})

describe('a page whose server is started again', () => {
  // A browser writes every attempt that fails into its console.
  beforeEach(() => { vi.spyOn(console, 'error').mockReturnValue() })

  it('goes on by itself after it was killed, and shows what has become of the run', async () => {
    const ownStore = temporaryFolder()
    const before = await serve(ownStore)
    const connection = await open(before)
    const runs = useRuns()
    runs.begin()
    const { id, recorder } = beginRun(ownStore)
    await until(() => runs.byId.get(id)?.state === 'readable')
    expect(runs.running).toHaveLength(1)
    await before.end('SIGKILL')
    await until(() => connection.stale)
    recorder.end('finished', null)
    const after = await serve(ownStore, { port: before.port })
    expect(after.token).toBe(before.token)
    await until(() => connection.state === 'connected')
    await until(() => runs.running.length === 0)
    expect(runs.byId.get(id)).toMatchObject({ status: 'finished' })
    await after.end()
  })

  it('with another store is told that its token is not taken', async () => {
    const before = await serve(temporaryFolder())
    const connection = await open(before)
    await before.end()
    await until(() => connection.state === 'lost')
    const after = await serve(temporaryFolder(), { port: before.port })
    await until(() => connection.state === 'refused')
    expect(connection.stale).toBe(true)
    await after.end()
  })
})

describe('a page whose server goes away', () => {
  it('says so, and its calls fail instead of waiting', async () => {
    const passing = await serve(temporaryFolder())
    const connection = await open(passing)
    await passing.end()
    await until(() => connection.state === 'lost')
    await expect(call('runs.list', {})).rejects.toThrow('not connected')
  })
})
