/** The training's end of the thread that writes and reads masks (./README.md). */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { Failure } from '../../preload/schema/failure'
import { done, failed, type MaskFailure, type MaskRequest, type MaskThreadData } from './requests'

/** Batches that may wait to be written: while one is written, the next is computed. */
const writesInFlight = 2
/** Longest that a single request may take, in milliseconds: beyond it the thread is taken for dead. */
const patience = 120_000

interface Buffer { bytes: Uint8Array<SharedArrayBuffer>; /** The last request that uses it. */ ticket: number }
interface Expected { alternation: number; examples: Int32Array }

export class MaskThread {
  readonly #worker: Worker
  readonly #failures: MessagePort
  readonly #state = new Int32Array(new SharedArrayBuffer(8))
  readonly #bytesPerExample: number
  readonly #writing: Buffer[] = Array.from({ length: writesInFlight }, emptyBuffer)
  readonly #reading = emptyBuffer()
  #expected: Expected | null = null
  #failure: MaskFailure | null = null
  #batchesWritten = 0
  /** Requests made, which are done in this order. */
  #made = 0

  /**
   * @param program the built worker.ts
   * @param path of the run file, which must exist
   */
  constructor(program: string, path: string, bytesPerExample: number) {
    const { port1, port2 } = new MessageChannel()
    const data: MaskThreadData = { path, bytesPerExample, state: this.#state, failures: port2 }
    this.#bytesPerExample = bytesPerExample
    this.#failures = port1
    this.#worker = new Worker(program, { workerData: data, transferList: [port2] })
    this.#worker.unref()
  }

  /** Hands masks over; waits only while two batches before them are not written. @throws what an earlier request failed with */
  write(alternation: number, first: number, packed: Uint8Array): void {
    const buffer = this.#writing[this.#batchesWritten++ % writesInFlight]
    const shared = this.#room(buffer, packed.length)
    shared.set(packed)
    buffer.ticket = this.#request({ kind: 'write', alternation, first, packed: shared })
  }

  /** Announces which masks `read` is asked for next. */
  expect(alternation: number, examples: Int32Array): void {
    const into = this.#room(this.#reading, examples.length * this.#bytesPerExample)
    this.#reading.ticket = this.#request({ kind: 'read', alternation, examples, into })
    this.#expected = { alternation, examples: examples.slice() }
  }

  /** The announced masks, copied to a new array or the beginning of `into`; null when others were announced. @throws what the reading failed with */
  read(alternation: number, examples: Int32Array, into?: Uint8Array): Uint8Array | null {
    const expected = this.#expected
    if (expected?.alternation !== alternation || !sameNumbers(expected.examples, examples)) return null
    this.#waitFor(this.#reading.ticket)
    this.#expected = null
    const shared = this.#reading.bytes.subarray(0, examples.length * this.#bytesPerExample)
    if (!into) return shared.slice()
    into.set(shared)
    return into.subarray(0, shared.length)
  }

  /** Waits until everything asked for is done. @throws what a request failed with */
  flush(): void {
    this.#waitFor(this.#made)
  }

  /** Ends the thread and its connection, whatever has failed before. */
  close(): void {
    this.#await(this.#post({ kind: 'close' }))
  }

  /** A buffer of at least this size that no request uses any more. */
  #room(buffer: Buffer, bytes: number): Uint8Array<SharedArrayBuffer> {
    this.#waitFor(buffer.ticket)
    if (buffer.bytes.length < bytes) buffer.bytes = new Uint8Array(new SharedArrayBuffer(bytes))
    return buffer.bytes.subarray(0, bytes)
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
        throw new Failure('The run file could not be written or read for two minutes, so the run ended here; see whether its disk still answers.')
      }
    }
  }

  #demandSuccess(): void {
    if (Atomics.load(this.#state, failed) === 0) return
    this.#failure ??= receiveMessageOnPort(this.#failures)?.message as MaskFailure
    const { sentence, forPerson } = this.#failure
    throw forPerson ? new Failure(sentence) : new Error(sentence)
  }
}

const emptyBuffer = (): Buffer => ({ bytes: new Uint8Array(new SharedArrayBuffer(0)), ticket: 0 })

const sameNumbers = (some: Int32Array, others: Int32Array): boolean => some.length === others.length && some.every((value, i) => value === others[i])
