/** The masks that a training estimates: a thread counts and writes them, from the first on. */
import type { Comparison } from '../../../db/snapshots'
import type { SupportLayout } from '../../engine/support/layout'
import type { LayerCounts } from '../../engine/support/statistics'
import { MaskThread } from './mask-thread'

export class StoredMasks {
  readonly #start: () => MaskThread
  #thread: MaskThread | null = null
  #closed = false

  /**
   * @param program the built worker.ts
   * @param path of the run file
   */
  constructor(program: string, path: string, layout: SupportLayout) {
    this.#start = () => new MaskThread(program, path, layout)
  }

  /** Announces a snapshot, and what its masks are counted against. @throws what an earlier request failed with */
  begin(snapshot: number, compared: Comparison | null): void {
    this.#running().begin(snapshot, compared)
  }

  /** Hands masks over to be counted and written. @throws what an earlier request failed with */
  write(snapshot: number, first: number, packed: Uint8Array): void {
    this.#running().write(snapshot, first, packed)
  }

  /** What was counted of a snapshot's masks, once all of them are written. @throws what a request failed with */
  counted(snapshot: number): readonly LayerCounts[] {
    return this.#running().counted(snapshot)
  }

  /** Has older masks replaced by what changes in them, and does not wait. @throws what an earlier one failed with */
  replaceByChanges(): void {
    this.#running().replaceByChanges()
  }

  /** Work that was cut off goes on for a while, and may write no more. */
  #running(): MaskThread {
    if (this.#closed) throw new Error('the masks of this run are closed')
    this.#thread ??= this.#start()
    return this.#thread
  }

  /** Once more is nothing: a thread that has ended answers nobody, and would be waited for for two minutes. */
  close(inHaste = false): void {
    const thread = this.#thread
    this.#thread = null
    this.#closed = true
    thread?.close(inHaste)
  }
}
