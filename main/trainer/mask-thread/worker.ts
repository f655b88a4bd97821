/**
 * The thread itself: carries out one request after the other on its own connection, until one fails or it is closed.
 */
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { MaskFile } from './mask-file'
import { failureKindOf } from '../../../preload/schema/failure'
import { writingFailure } from '../../../db/open'
import { done, failed, hurried, type MaskAnswer, type MaskRequest, type MaskThreadData } from './requests'

const { path, layout, state, answers } = workerData as MaskThreadData
const file = new MaskFile(path, layout)

/**
 * Below the network's threads: an operation waits for the last of them, so that one pushed aside holds up all. On Linux
 * a priority is a thread's, elsewhere it would be the whole process'.
 */
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const answer = (message: MaskAnswer): void => { answers.postMessage(message) }

function carryOut(request: MaskRequest): void {
  switch (request.kind) {
    case 'begin': return file.begin(request.snapshot, request.compared)
    case 'write': return file.write(request.snapshot, request.first, request.packed)
    case 'count': return answer({ kind: 'counted', layers: file.counted(request.snapshot) })
    case 'replace': return file.replaceByChanges(() => Atomics.load(state, hurried) === 0)
    case 'close':
      file.close()
      parentPort?.close()
  }
}

function fail(error: unknown): void {
  const told = writingFailure(error)
  answer({
    kind: 'failed',
    sentence: told instanceof Error ? told.message : String(told),
    of: failureKindOf(told)
  })
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
