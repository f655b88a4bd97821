/**
 * What goes to a page. One that does not read has nothing more done for it, and is closed when it has taken nothing for
 * a while: what it has not read lies in this process' memory.
 */
import type { WebSocket } from 'ws'
import { encodeFrame } from '../../preload/contract/frames'
import type { Limits } from './limits'

export class Outgoing {
  readonly #socket: WebSocket
  readonly #limits: Pick<Limits, 'unreadBytes' | 'patience'>
  readonly #onRoom: () => void
  #taken = Date.now()
  #timer: NodeJS.Timeout | null = null

  /** @param onRoom told when the page has read what it had not */
  constructor(socket: WebSocket, limits: Pick<Limits, 'unreadBytes' | 'patience'>, onRoom: () => void) {
    this.#socket = socket
    this.#limits = limits
    this.#onRoom = onRoom
  }

  /** Whether the page has read most of what it was sent. */
  get hasRoom(): boolean {
    return this.#socket.bufferedAmount < this.#limits.unreadBytes
  }

  send(frame: unknown): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(encodeFrame(frame), () => {
      this.#taken = Date.now()
      if (this.hasRoom) this.#onRoom()
    })
    if (!this.hasRoom) this.#watch()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      if (this.hasRoom) return
      if (Date.now() - this.#taken < this.#limits.patience) this.#watch()
      else this.#socket.terminate()
    }, this.#limits.patience).unref()
  }
}
