/** Pages that come and go: what they listen to ends with them. */
import { createPinia, setActivePinia } from 'pinia'
import { effectScope } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useConnection } from '../../../renderer/stores/connection'
import { installTransport, listen } from '../../../renderer/transport/client'
import { Listeners } from '../../../renderer/transport/listeners'

/** A visit to a page: Vue runs its setup in a scope, and ends the scope when it is left. */
function visit(setUp: () => void): { leave: () => void } {
  const scope = effectScope()
  scope.run(setUp)
  return { leave: () => scope.stop() }
}

describe('listeners', () => {
  it('of a page are gone when it is left, however often it is visited', () => {
    const listeners = new Listeners<[string]>()
    const told: string[] = []
    for (let i = 0; i < 10; i++) visit(() => listeners.add((word) => told.push(word))).leave()
    listeners.tell('to nobody')
    const open = visit(() => listeners.add((word) => told.push(word)))
    listeners.tell('to one')
    open.leave()
    listeners.tell('to nobody again')
    expect(told).toEqual(['to one'])
  })

  it('outside a page stay until they are removed', () => {
    const listeners = new Listeners<[]>()
    let told = 0
    const remove = listeners.add(() => { told += 1 })
    listeners.tell()
    remove()
    listeners.tell()
    expect(told).toBe(1)
  })

  it('may be the same function twice, and leave one by one', () => {
    const listeners = new Listeners<[]>()
    let told = 0
    const shared = (): void => { told += 1 }
    const first = listeners.add(shared)
    listeners.add(shared)
    first()
    first()
    listeners.tell()
    expect(told).toBe(1)
  })
})

describe('a page that asks again when the connection is back', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('asks once after ten visits, and not at all when it is left', () => {
    const sockets: EventTarget[] = []
    vi.useFakeTimers()
    vi.stubGlobal('window', {
      location: new URL('http://127.0.0.1:1/?token=0123456789'), history: { replaceState: () => undefined },
      sessionStorage: { setItem: () => undefined }, setTimeout, clearTimeout
    })
    vi.stubGlobal('WebSocket', class extends EventTarget {
      constructor() {
        super()
        sockets.push(this)
      }
    })
    setActivePinia(createPinia())
    const connection = useConnection()
    connection.establish()
    const comesBack = (): void => {
      sockets.at(-1)?.dispatchEvent(new Event('close'))
      vi.advanceTimersByTime(60_000)
      sockets.at(-1)?.dispatchEvent(new Event('open'))
    }
    comesBack()
    let asked = 0
    const about = (): void => void connection.onRestored(() => { asked += 1 })
    for (let i = 0; i < 9; i++) visit(about).leave()
    const open = visit(about)
    comesBack()
    expect(asked).toBe(1)
    open.leave()
    comesBack()
    expect(asked).toBe(1)
    expect(connection.state).toBe('connected')
  })
})

describe('a page that hears events', () => {
  it('hears each once, until it is left', () => {
    let tell = (_event: unknown): void => undefined
    installTransport({
      send: () => Promise.reject(new Error('nothing is asked here')),
      onEvent: (listener) => { tell = listener }
    })
    const heard: unknown[] = []
    for (let i = 0; i < 5; i++) visit(() => listen((event) => heard.push(event))).leave()
    const open = visit(() => listen((event) => heard.push(event)))
    const event = { type: 'runs-changed', changed: [], removed: [] }
    tell(event)
    open.leave()
    tell(event)
    expect(heard).toEqual([event])
  })
})
