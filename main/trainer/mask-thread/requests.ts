/** What a training asks of the thread that counts and writes masks. */
import type { MessagePort } from 'node:worker_threads'
import type { Comparison } from '../../../db/snapshots'
import type { FailureKind } from '../../../preload/schema/names'
import type { SupportLayout } from '../../engine/support/layout'
import type { LayerCounts } from '../../engine/support/statistics'

export type MaskRequest =
  /** Masks of a snapshot come next; they are counted against those of another, of which it may be the first. */
  | { kind: 'begin'; snapshot: number; compared: Comparison | null }
  /** Masks of the examples `first`, `first + 1`, …, packed one after the other. */
  | { kind: 'write'; snapshot: number; first: number; packed: Uint8Array<SharedArrayBuffer> }
  /** What was counted of the snapshot's masks. */
  | { kind: 'count'; snapshot: number }
  /** Masks that nothing is trained with are replaced by what changes until a later snapshot. */
  | { kind: 'replace' }
  | { kind: 'close' }

export type MaskAnswer =
  | { kind: 'counted'; layers: readonly LayerCounts[] }
  /** A request that was not carried out; none after it is. The sentence is for a person unless it is `of` a defect. */
  | { kind: 'failed'; sentence: string; of: FailureKind }

/** What the thread is started with; `state` is shared. */
export interface MaskThreadData {
  path: string
  layout: SupportLayout
  state: Int32Array<SharedArrayBuffer>
  answers: MessagePort
}

/** Where in `state` stands how many requests are done, whether one has failed, and whether there is no time left. */
export const done = 0
export const failed = 1
export const hurried = 2
