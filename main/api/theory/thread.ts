/** An experiment in a thread of its own, which is ended when it is stopped or when its time is over. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../../preload/schema/failure'
import {
  overLimit, type ComputingOptions, type TheoryOutcome, type TheoryRequest, type TheoryTold
} from './requests'

/** The built worker.ts beside this process' own program; beside the sources, which tests run, lies none. */
function builtProgram(): string {
  const beside = join(import.meta.dirname, 'theory-runner.js')
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../out/main/theory-runner.js')
}

/**
 * Null when it was stopped.
 * @throws Failure when its time is over, or with what the experiment says
 */
export function computedInThread(
  request: TheoryRequest, { tell, limitSeconds = null, signal }: ComputingOptions = {}
): Promise<TheoryOutcome | null> {
  if (signal?.aborted) return Promise.resolve(null)
  const worker = new Worker(builtProgram(), { workerData: request, name: 'theory' })
  return new Promise<TheoryOutcome | null>((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      void worker.terminate()
      settle()
    }
    const fail = (failure: Failure): void => { end(() => { reject(failure) }) }
    const stop = (): void => { end(() => { resolve(null) }) }
    const timer = limitSeconds === null ? undefined : setTimeout(() => {
      fail(overLimit(request, limitSeconds))
    }, limitSeconds * 1000)
    signal?.addEventListener('abort', stop)
    worker.on('message', (told: TheoryTold) => {
      switch (told.kind) {
        case 'progress': return tell?.(told.done, told.of)
        case 'outcome': return end(() => { resolve(told.outcome) })
        case 'failed': return fail(new Failure(told.sentence, { kind: told.of }))
      }
    })
    worker.once('error', (error) => {
      fail(new Failure(`The experiment ${request.experiment} ended: ${error.message}.`))
    })
    worker.once('exit', () => {
      fail(new Failure(`The experiment ${request.experiment} ended unexpectedly; start it again.`))
    })
  })
}
