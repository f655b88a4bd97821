/** The same transport as in Electron, over a WebSocket that reconnects by itself. */
import { z } from 'zod'
import { replySchema, type Call, type Reply, type Transport } from '../../preload/contract'
import { decodeFrame } from '../../preload/contract/frames'

/** `refused`: the server is there, and does not take the page's token. */
export type LinkState = 'connecting' | 'connected' | 'lost' | 'refused'
export interface Link extends Transport {
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void
}

const frameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), reply: replySchema }),
  z.object({ kind: z.literal('event'), event: z.unknown() })
])

const firstDelay = 500
const longestDelay = 8000

interface Pending {
  frame: string
  resolve(reply: Reply): void
  reject(reason: Error): void
}

/** Calls that nobody has answered yet. */
class PendingCalls {
  readonly #calls = new Map<number, Pending>()

  add({ call }: Call, pending: Pending): void {
    this.#calls.set(call, pending)
  }

  settle(reply: Reply): void {
    this.#calls.get(reply.call)?.resolve(reply)
    this.#calls.delete(reply.call)
  }

  sendAll(send: (frame: string) => void): void {
    this.#calls.forEach(({ frame }) => { send(frame) })
  }

  fail(): void {
    this.#calls.forEach(({ reject }) => { reject(new Error('The connection was lost before an answer came.')) })
    this.#calls.clear()
  }
}

/** Whether the server turns the page away, and not the network: a socket that does not open says nothing of it. */
async function isTurnedAway(address: string): Promise<boolean> {
  const forbidden = 403
  return fetch(address.replace(/^ws/, 'http')).then(({ status }) => status === forbidden, () => false)
}

const notConnected = (): Error => new Error('Maskscope is not connected to its service just now.')

export function openSocketLink(
  address: string,
  onState: (state: LinkState) => void,
  isRefused: (address: string) => Promise<boolean> = isTurnedAway
): Link {
  const pending = new PendingCalls()
  const listeners: ((event: unknown) => void)[] = []
  let socket: WebSocket | null = null
  let everConnected = false
  let isOpen = false
  let delay = firstDelay
  let timer = 0

  function receive(data: string | ArrayBuffer): void {
    const frame = frameSchema.safeParse(decodeFrame(data))
    if (!frame.success) return
    if (frame.data.kind === 'reply') return pending.settle(frame.data.reply)
    const { event } = frame.data
    listeners.forEach((listener) => listener(event))
  }

  function opened(): void {
    everConnected = true
    isOpen = true
    delay = firstDelay
    pending.sendAll((frame) => socket?.send(frame))
    onState('connected')
  }

  function closed(): void {
    socket = null
    if (isOpen) onState('lost')
    else void tellWhy()
    isOpen = false
    // Before the first connection calls wait; afterwards a lost call must not be repeated unasked (it may start a
    // training).
    if (everConnected) pending.fail()
    timer = window.setTimeout(connect, delay)
    delay = Math.min(delay * 2, longestDelay)
  }

  /** Of an attempt that failed; the next may have succeeded before the answer comes. */
  async function tellWhy(): Promise<void> {
    const refused = await isRefused(address)
    if (!isOpen) onState(refused ? 'refused' : 'lost')
  }

  function connect(): void {
    window.clearTimeout(timer)
    if (socket !== null) return
    onState('connecting')
    socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', opened)
    socket.addEventListener('close', closed)
    socket.addEventListener('message', (message: MessageEvent<string | ArrayBuffer>) => receive(message.data))
  }

  function send(call: Call): Promise<Reply> {
    if (!isOpen && everConnected) return Promise.reject(notConnected())
    return new Promise((resolve, reject) => {
      const frame = JSON.stringify(call)
      pending.add(call, { frame, resolve, reject })
      if (isOpen) socket?.send(frame)
    })
  }

  connect()
  return { send, onEvent: (listener) => { listeners.push(listener) }, retry: connect }
}
