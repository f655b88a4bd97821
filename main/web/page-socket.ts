/** A page's socket: its calls wait in a line of their own, and its answers go back as it reads them. */
import type { WebSocket } from 'ws'
import type { Session } from '../api/session'
import type { WorkbenchEvent } from '../../preload/contract'
import type { Limits } from './limits'
import { Outgoing } from './outgoing'
import type { Turns } from './turns'

/** @param begin makes the session that answers the page */
export function attend(
  socket: WebSocket, turns: Turns, limits: Limits, begin: (emit: (event: WorkbenchEvent) => void) => Session
): void {
  const outgoing = new Outgoing(socket, limits, () => turns.look())
  const session = begin((event) => outgoing.send({ kind: 'event', event }))
  const isCrowded = (): boolean => line.waiting >= limits.callsWaiting
  const line = turns.line({
    atOnce: limits.callsAtOnce,
    mayBegin: () => outgoing.hasRoom,
    onBegin: () => { if (socket.isPaused && !isCrowded()) socket.resume() }
  })
  socket.on('message', (data) => {
    const text = String(data)
    line.add(async () => outgoing.send({ kind: 'reply', reply: await session.answer(parsed(text)) }))
    // What a page sends beyond that stays with it, and in the system's own memory for its connection.
    if (isCrowded()) socket.pause()
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    line.close()
    outgoing.close()
    session.close()
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
