/** What a training asks of the thread that writes and reads masks. */
import type { MessagePort } from 'node:worker_threads'

export type MaskRequest =
  /** Masks of the examples `first`, `first + 1`, …, packed one after the other. */
  | { kind: 'write'; alternation: number; first: number; packed: Uint8Array<SharedArrayBuffer> }
  /** The masks of these examples, put into `into` one after the other. */
  | { kind: 'read'; alternation: number; examples: Int32Array; into: Uint8Array<SharedArrayBuffer> }
  | { kind: 'close' }

/** A request that was not carried out; none after it is. */
export interface MaskFailure {
  sentence: string
  /** Whether the sentence is one for a person (a `Failure`). */
  forPerson: boolean
}

/** What the thread is started with; `state` is shared. */
export interface MaskThreadData {
  path: string
  bytesPerExample: number
  state: Int32Array<SharedArrayBuffer>
  failures: MessagePort
}

/** Where in `state` stands how many requests are done, and whether one has failed. */
export const done = 0
export const failed = 1
