/** The thread that computes one experiment and ends: it computes without a pause, so that only its end stops it. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureKindOf, sentenceOf } from '../../../preload/schema/failure'
import { runOf } from '../../engine/theory/experiments'
import type { TheoryRequest, TheoryTold } from './requests'

const millisecondsBetweenTold = 100

const { experiment, parameters, seeds } = workerData as TheoryRequest
const tell = (told: TheoryTold): void => parentPort?.postMessage(told)

async function compute(): Promise<TheoryTold> {
  const began = performance.now()
  let last = began
  const outcome = await runOf(experiment)(parameters, seeds, (done, of) => {
    const now = performance.now()
    if (now - last < millisecondsBetweenTold) return
    last = now
    tell({ kind: 'progress', done, of })
  })
  return { kind: 'outcome', outcome: { ...outcome, seconds: (performance.now() - began) / 1000 } }
}

compute().then(tell, (error: unknown) => {
  tell({ kind: 'failed', sentence: sentenceOf(error), of: failureKindOf(error) })
})
