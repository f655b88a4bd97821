/** The training's end of the thread that counts and writes masks (./README.md). */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Comparison } from '../../../db/snapshots'
import { Failure } from '../../../preload/schema/failure'
import type { SupportLayout } from '../../engine/support/layout'
import type { LayerCounts } from '../../engine/support/statistics'
import { done, failed, hurried, type MaskAnswer, type MaskRequest, type MaskThreadData } from './requests'

/** Batches that may wait to be written: while one is counted and written, the next is computed. */
const writesInFlight = 3
/** Longest that a single request may take, in milliseconds: beyond it the thread is taken for dead. */
const patience = 120_000

/** Shared memory, and the last request that uses it. */
interface Buffer { bytes: Uint8Array<SharedArrayBuffer>; ticket: number }

export class MaskThread {
  readonly #worker: Worker
  readonly #answers: MessagePort
  readonly #state = new Int32Array(new SharedArrayBuffer(12))
  readonly #writing: Buffer[] = Array.from({ length: writesInFlight }, () => ({ bytes: sharedBytes(0), ticket: 0 }))
  #failure: Error | null = null
  #batchesWritten = 0
  /** Requests made, which are done in this order. */
  #made = 0

  /**
   * @param program the built worker.ts
   * @param path of the run file, which must exist
   */
  constructor(program: string, path: string, layout: SupportLayout) {
    const { port1, port2 } = new MessageChannel()
    const data: MaskThreadData = { path, layout, state: this.#state, answers: port2 }
    this.#answers = port1
    this.#worker = new Worker(program, { workerData: data, transferList: [port2] })
    this.#worker.unref()
  }

  /** Announces a snapshot, and what its masks are counted against. @throws what an earlier request failed with */
  begin(snapshot: number, compared: Comparison | null): void {
    this.#request({ kind: 'begin', snapshot, compared })
  }

  /**
   * Hands masks over; waits only while the batches before them are not written. @throws what an earlier request failed
   * with
   */
  write(snapshot: number, first: number, packed: Uint8Array): void {
    const buffer = this.#writing[this.#batchesWritten++ % writesInFlight]
    this.#waitFor(buffer.ticket)
    if (buffer.bytes.length < packed.length) buffer.bytes = sharedBytes(packed.length)
    const shared = buffer.bytes.subarray(0, packed.length)
    shared.set(packed)
    buffer.ticket = this.#request({ kind: 'write', snapshot, first, packed: shared })
  }

  /** What was counted of the snapshot's masks, once all of them are written. @throws what a request failed with */
  counted(snapshot: number): readonly LayerCounts[] {
    this.#waitFor(this.#request({ kind: 'count', snapshot }))
    const answer = this.#answer()
    if (answer?.kind !== 'counted') throw new Error(`nothing was counted of snapshot ${snapshot}`)
    return answer.layers
  }

  /** Has older masks replaced by what changes in them, and does not wait. @throws what an earlier one failed with */
  replaceByChanges(): void {
    this.#request({ kind: 'replace' })
  }

  /**
   * Ends the thread and its connection, whatever has failed before.
   * @param inHaste leaves masks as they are that it would still replace by changes; the next that does goes on there
   */
  close(inHaste = false): void {
    if (inHaste) Atomics.store(this.#state, hurried, 1)
    this.#await(this.#post({ kind: 'close' }))
  }

  #request(request: MaskRequest): number {
    this.#demandSuccess()
    return this.#post(request)
  }

  #post(request: MaskRequest): number {
    this.#worker.postMessage(request)
    return ++this.#made
  }

  #waitFor(ticket: number): void {
    this.#await(ticket)
    this.#demandSuccess()
  }

  #await(ticket: number): void {
    for (let count = Atomics.load(this.#state, done); count < ticket; count = Atomics.load(this.#state, done)) {
      if (Atomics.wait(this.#state, done, count, patience) === 'timed-out') {
        throw new Failure(
          'The run file could not be written or read for two minutes, so the run ended here; ' +
            'see whether its disk still answers.'
        )
      }
    }
  }

  #demandSuccess(): void {
    if (Atomics.load(this.#state, failed) === 0) return
    const answer = this.#failure ? null : this.#answer()
    if (answer?.kind === 'failed')
      this.#failure =
        answer.of === 'defect' ? new Error(answer.sentence) : new Failure(answer.sentence, { kind: answer.of })
    throw this.#failure ?? new Error('the thread of masks failed without a word')
  }

  #answer(): MaskAnswer | null {
    return (receiveMessageOnPort(this.#answers)?.message as MaskAnswer | undefined) ?? null
  }
}

const sharedBytes = (length: number): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(length))
