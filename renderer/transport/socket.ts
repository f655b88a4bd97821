/** The same transport as in Electron, over a WebSocket that reconnects by itself. */
import { z } from 'zod'
import { replySchema, type Call, type Reply, type Transport } from '../../preload/contract'
import { decodeFrame } from '../../preload/contract/frames'

export type LinkState = 'connecting' | 'connected' | 'lost'
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

export function openSocketLink(address: string, onState: (state: LinkState) => void): Link {
  const pending = new Map<number, Pending>()
  const listeners: ((event: unknown) => void)[] = []
  let socket: WebSocket | null = null
  let everConnected = false
  let delay = firstDelay
  let timer = 0

  const tell = (event: unknown): void => listeners.forEach((listener) => listener(event))

  function receive(data: string | ArrayBuffer): void {
    const frame = frameSchema.safeParse(decodeFrame(data))
    if (!frame.success) return
    if (frame.data.kind === 'event') return tell(frame.data.event)
    const { reply } = frame.data
    pending.get(reply.call)?.resolve(reply)
    pending.delete(reply.call)
  }

  function opened(): void {
    everConnected = true
    delay = firstDelay
    pending.forEach(({ frame }) => socket?.send(frame))
    onState('connected')
  }

  function closed(): void {
    socket = null
    onState('lost')
    // Before the first connection calls wait; afterwards a lost call must not be repeated unasked (it may start a
    // training).
    if (everConnected) failPending()
    timer = window.setTimeout(connect, delay)
    delay = Math.min(delay * 2, longestDelay)
  }

  function failPending(): void {
    pending.forEach(({ reject }) => reject(new Error('The connection was lost before an answer came.')))
    pending.clear()
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
    return new Promise((resolve, reject) => {
      const open = socket !== null && socket.readyState === WebSocket.OPEN
      if (!open && everConnected) {
        reject(new Error('Maskscope is not connected to its service just now.'))
        return
      }
      const frame = JSON.stringify(call)
      pending.set(call.call, { frame, resolve, reject })
      if (open) socket?.send(frame)
    })
  }

  connect()
  return { send, onEvent: (listener) => { listeners.push(listener) }, retry: connect }
}
