// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useConnection } from '../../../../renderer/stores/connection'
import { call } from '../../../../renderer/transport/client'
import { scriptedTransport } from '../../../fixtures/scripted-transport'

/** Sockets that the test accepts and drops; the real server is in test/integration/pages. */
class OpenedSocket extends EventTarget {
  static readonly OPEN = 1
  static all: OpenedSocket[] = []
  readyState = 0
  constructor(readonly address: string) {
    super()
    OpenedSocket.all.push(this)
  }
  send(): void { /* nobody answers */ }
  become(readyState: number, type: string): void {
    this.readyState = readyState
    this.dispatchEvent(new Event(type))
  }
}
const accept = (): void => OpenedSocket.all.at(-1)?.become(1, 'open')
const drop = (): void => OpenedSocket.all.at(-1)?.become(3, 'close')

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', OpenedSocket)
  OpenedSocket.all = []
  window.sessionStorage.clear()
  window.history.replaceState(null, '', '/')
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  Reflect.deleteProperty(window, 'maskscope')
})

describe('the connection', () => {
  it('of the desktop goes through its preload script, with no network between', async () => {
    const service = scriptedTransport()
    Object.assign(window, { maskscope: service })
    const connection = useConnection()
    connection.establish()
    expect(connection.state).toBe('desktop')
    const reply = call('runs.list', {})
    service.answer({ runs: [] })
    await expect(reply).resolves.toEqual({ runs: [] })
    expect(OpenedSocket.all).toEqual([])
  })

  it('of a browser page without a token is not even tried', () => {
    const connection = useConnection()
    connection.establish()
    expect(connection.state).toBe('uninvited')
    expect(OpenedSocket.all).toEqual([])
  })

  it('of a browser page takes the token of its address', () => {
    window.history.replaceState(null, '', '/?token=a%2Fb')
    const connection = useConnection()
    connection.establish()
    expect(connection.state).toBe('connecting')
    expect(OpenedSocket.all[0].address).toBe(`ws://${window.location.host}/api?token=a%2Fb`)
    expect(window.location.search).toBe('')
  })

  it('that is lost stays lost while it is tried again, and tells once when it is back', () => {
    window.history.replaceState(null, '', '/?token=x')
    const connection = useConnection()
    const restored = vi.fn()
    connection.onRestored(restored)
    connection.establish()
    accept()
    expect(connection.state).toBe('connected')
    expect(restored).not.toHaveBeenCalled()
    drop()
    expect(connection.state).toBe('lost')
    connection.retry()
    expect(OpenedSocket.all).toHaveLength(2)
    expect(connection.state).toBe('lost')
    accept()
    expect(connection.state).toBe('connected')
    expect(restored).toHaveBeenCalledOnce()
  })
})
