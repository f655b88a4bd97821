import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSocketLink, type Link, type LinkState } from '../../../renderer/transport/socket'

/** Stands in for the browser's WebSocket; the test plays the server. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 0
  readonly sent: string[] = []

  constructor(readonly address: string) {
    super()
    FakeSocket.all.push(this)
  }

  send(text: string): void {
    this.sent.push(text)
  }
  accept(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  drop(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
  receive(frame: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) }))
  }
}

const newest = (): FakeSocket => FakeSocket.all[FakeSocket.all.length - 1] as FakeSocket
const ask = (call: number) => ({ call, method: 'runs.list', request: {} }) as const

describe('openSocketLink', () => {
  let states: LinkState[]
  let link: Link
  let refuses: boolean

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.all = []
    states = []
    refuses = false
    link = openSocketLink(
      'ws://127.0.0.1/api?token=x', (state) => states.push(state), () => Promise.resolve(refuses)
    )
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('keeps calls until the first connection, then sends each once', async () => {
    const answer = link.send(ask(1))
    expect(newest().sent).toEqual([])
    newest().accept()
    expect(newest().sent).toEqual([JSON.stringify(ask(1))])
    newest().receive({ kind: 'reply', reply: { call: 1, outcome: 'value', value: { runs: [] } } })
    await expect(answer).resolves.toEqual({ call: 1, outcome: 'value', value: { runs: [] } })
  })

  it('gives replies to the call they name, in any order', async () => {
    newest().accept()
    const first = link.send(ask(1))
    const second = link.send(ask(2))
    newest().receive({ kind: 'reply', reply: { call: 2, outcome: 'error', sentence: 'No.' } })
    newest().receive({ kind: 'reply', reply: { call: 1, outcome: 'value', value: 1 } })
    expect(await second).toMatchObject({ sentence: 'No.' })
    expect(await first).toMatchObject({ value: 1 })
  })

  it('fails what was asked when the connection is lost, and never repeats it by itself', async () => {
    newest().accept()
    const answer = link.send({ call: 1, method: 'queue.add', request: {} })
    newest().drop()
    await expect(answer).rejects.toThrow('connection was lost')
    vi.advanceTimersByTime(500)
    newest().accept()
    expect(newest().sent).toEqual([])
  })

  it('refuses calls while disconnected', async () => {
    newest().accept()
    newest().drop()
    await expect(link.send(ask(1))).rejects.toThrow('not connected')
  })

  it('tries again after longer and longer pauses, at most eight seconds', () => {
    newest().accept()
    for (const pause of [500, 1000, 2000, 4000, 8000, 8000]) {
      newest().drop()
      const before = FakeSocket.all.length
      vi.advanceTimersByTime(pause - 1)
      expect(FakeSocket.all).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.all).toHaveLength(before + 1)
    }
    newest().accept()
    expect(states[states.length - 1]).toBe('connected')
  })

  it('tries at once when asked to, and only once', () => {
    newest().accept()
    newest().drop()
    link.retry()
    link.retry()
    vi.advanceTimersByTime(10_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('tells a server that refuses the token from one that is not there, and goes on trying', async () => {
    const newest = (): LinkState | undefined => states[states.length - 1]
    FakeSocket.all[0]?.drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(newest()).toBe('lost')
    refuses = true
    await vi.advanceTimersByTimeAsync(500)
    FakeSocket.all[1]?.drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(newest()).toBe('refused')
    await vi.advanceTimersByTimeAsync(1000)
    FakeSocket.all[2]?.accept()
    await vi.advanceTimersByTimeAsync(0)
    expect(newest()).toBe('connected')
  })

  it('does not ask why of a connection that was there', async () => {
    newest().accept()
    refuses = true
    newest().drop()
    await vi.advanceTimersByTimeAsync(0)
    expect(states[states.length - 1]).toBe('lost')
  })

  it('hands events to every listener and drops frames that are none', () => {
    const seen: unknown[] = []
    link.onEvent((event) => seen.push(event))
    newest().accept()
    newest().receive('not json')
    newest().receive({ kind: 'surprise' })
    newest().receive({ kind: 'event', event: { type: 'runs-changed' } })
    expect(seen).toEqual([{ type: 'runs-changed' }])
  })
})
