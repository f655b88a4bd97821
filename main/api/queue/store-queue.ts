/** A store's queue in a process: its entries, and whoever wants to be told of changes, by this process or another. */
import { QueueFile } from '../../../db/queue/file'
import { RunQueue } from '../../../db/queue/queue'
import type { RunStore } from '../../../db/store'

const lookEvery = 1000

export class StoreQueue {
  readonly file: QueueFile
  readonly entries: RunQueue
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | null = null
  #seen = ''

  constructor(store: RunStore) {
    this.file = new QueueFile(store)
    this.entries = new RunQueue(this.file)
  }

  /** Calls the listener after every change, at most a second later. @returns what ends that */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#seen ||= this.#version()
    this.#timer ??= setInterval(() => this.#look(), lookEvery)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#rest()
    }
  }

  /** Something has changed it here: whoever watches is told at once. */
  changed(): void {
    this.#seen = this.#version()
    for (const listener of [...this.#listeners]) listener()
  }

  close(): void {
    this.#listeners.clear()
    this.#rest()
    this.file.close()
  }

  #look(): void {
    if (this.#version() !== this.#seen) this.changed()
  }

  /** One that cannot be read is told by whoever asks for it. */
  #version(): string {
    try {
      return this.file.version()
    } catch {
      return ''
    }
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
