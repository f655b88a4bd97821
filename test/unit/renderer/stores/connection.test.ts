// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exampleStore } from '../../../../preload/contract'
import { useConnection } from '../../../../renderer/stores/connection'
import { useShownStore } from '../../../../renderer/stores/shownStore'
import { call, listen } from '../../../../renderer/transport/client'
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

  it('of a page that shows another store says so in every call, and hears of that store alone', async () => {
    window.history.replaceState(null, '', '/?store=example')
    const service = scriptedTransport()
    Object.assign(window, { maskscope: service })
    useConnection().establish()
    const heard: unknown[] = []
    const silence = listen((event) => heard.push(event.type))
    const reply = call('runs.list', {})
    expect(service.open).toEqual([
      { call: expect.any(Number) as number, store: exampleStore, method: 'runs.list', request: {} }
    ])
    service.answer({ runs: [] })
    await reply
    service.tell({ type: 'runs-changed', changed: [], removed: [] })
    expect(heard).toEqual([])
    service.tell({ type: 'runs-changed', store: exampleStore, changed: [], removed: [] })
    expect(heard).toEqual(['runs-changed'])
    silence()
  })

  const strangers = ['', '?store=', '?store=own', '?store=..%2F..', '?store=file-x']
  it.each(strangers)('of the address %j is of the own store', (query) => {
    window.history.replaceState(null, '', `/${query}`)
    expect(useShownStore()).toMatchObject({ name: undefined, readOnly: null })
  })

  it('of a run file that was opened by itself shows that run first, once', () => {
    const file = `file-${'0'.repeat(32)}`
    const opens = (address: string): boolean[] => {
      window.history.replaceState(null, '', address)
      setActivePinia(createPinia())
      return [useShownStore().opensOnItsRun(), useShownStore().opensOnItsRun()]
    }
    expect(opens(`/?store=${file}`)).toEqual([true, false])
    expect(opens(`/?store=${file}#/runs`)).toEqual([true, false])
    expect(opens(`/?store=${file}#/run/20260101-090000-abcd/churn`)).toEqual([false, false])
    expect(opens('/?store=example#/runs')).toEqual([false, false])
    expect(opens('/#/runs')).toEqual([false, false])
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

  it('of a browser page lies beside it, in whichever folder a proxy offers it', () => {
    for (const path of ['/maskscope/', '/maskscope/index.html']) {
      window.history.replaceState(null, '', `${path}?token=x#/runs`)
      useConnection().establish()
      expect(OpenedSocket.all.at(-1)?.address).toBe(`ws://${window.location.host}/maskscope/api?token=x`)
    }
    window.history.replaceState(null, '', '/')
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
    expect(connection.stale).toBe(false)
    drop()
    expect(connection.state).toBe('lost')
    expect(connection.stale).toBe(true)
    connection.retry()
    expect(OpenedSocket.all).toHaveLength(2)
    expect(connection.state).toBe('lost')
    accept()
    expect(connection.state).toBe('connected')
    expect(restored).toHaveBeenCalledOnce()
  })
})
