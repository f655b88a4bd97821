/** What a training asks of the thread that counts and writes masks. */
import type { MessagePort } from 'node:worker_threads'
import type { SupportLayout } from '../../engine/support/layout'
import type { LayerCounts } from '../../engine/support/statistics'

export type MaskRequest =
  /** Masks of the examples `first`, `first + 1`, …, packed one after the other. */
  | { kind: 'write'; alternation: number; first: number; packed: Uint8Array<SharedArrayBuffer> }
  /** What was counted of the alternation's masks. */
  | { kind: 'count'; alternation: number }
  | { kind: 'close' }

export type MaskAnswer =
  | { kind: 'counted'; layers: readonly LayerCounts[] }
  /**
   * A request that was not carried out; none after it is. `forPerson`: whether the sentence is one for a person (a
   * `Failure`).
   */
  | { kind: 'failed'; sentence: string; forPerson: boolean }

/** What the thread is started with; `state` is shared. */
export interface MaskThreadData {
  path: string
  layout: SupportLayout
  state: Int32Array<SharedArrayBuffer>
  answers: MessagePort
}

/** Where in `state` stands how many requests are done, and whether one has failed. */
export const done = 0
export const failed = 1
