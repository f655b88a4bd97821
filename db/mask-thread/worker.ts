/** The thread itself: carries out one request after the other on its own connection, until one fails or it is closed. */
import type { Database } from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../preload/schema/failure'
import { MaskTable } from '../masks'
import { openRunForWriting, writingFailure } from '../open'
import { done, failed, type MaskFailure, type MaskRequest, type MaskThreadData } from './requests'

const { path, bytesPerExample, state, failures } = workerData as MaskThreadData
let open: { database: Database; table: MaskTable } | null = null

function opened(): { database: Database; table: MaskTable } {
  if (open) return open
  const database = openRunForWriting(path)
  open = { database, table: new MaskTable(database, bytesPerExample) }
  return open
}

function carryOut(request: MaskRequest): void {
  switch (request.kind) {
    case 'write': return opened().table.write(request.alternation, request.first, request.packed)
    case 'read': return void opened().table.read(request.alternation, request.examples, request.into)
    case 'close':
      open?.database.close()
      parentPort?.close()
  }
}

function fail(error: unknown): void {
  const told = writingFailure(error)
  const failure: MaskFailure = { sentence: told instanceof Error ? told.message : String(told), forPerson: told instanceof Failure }
  failures.postMessage(failure)
  Atomics.store(state, failed, 1)
}

parentPort?.on('message', (request: MaskRequest) => {
  try {
    if (Atomics.load(state, failed) === 0 || request.kind === 'close') carryOut(request)
  } catch (error) {
    if (Atomics.load(state, failed) === 0) fail(error)
  }
  Atomics.add(state, done, 1)
  Atomics.notify(state, done)
})
