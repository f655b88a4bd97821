/** The thread that compares masks: it is asked one thing at a time, and ended where the answer is no longer wanted. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureKindOf, sentenceOf } from '../../../../preload/schema/failure'
import type { RunPlace } from '../../../../preload/schema/run-place'
import { MaskComparer } from './comparer'
import type { Asked, Told } from './questions'
import type { Tell } from '../tell'

const millisecondsBetweenTold = 100

const comparer = new MaskComparer(workerData as RunPlace)
const tell = (told: Told): void => parentPort?.postMessage(told)

function progress(): Tell {
  let last = performance.now()
  return (done, of) => {
    const now = performance.now()
    if (now - last < millisecondsBetweenTold) return
    last = now
    tell({ kind: 'progress', done, of })
  }
}

async function answerTo({ comparison, id, request }: Asked): Promise<Told> {
  const compare = comparer[comparison].bind(comparer) as (id: string, request: unknown, tell: Tell) => Promise<unknown>
  try {
    return { kind: 'value', value: await compare(id, request, progress()) }
  } catch (error) {
    return { kind: 'failed', sentence: sentenceOf(error), of: failureKindOf(error) }
  }
}

parentPort?.on('message', (asked: Asked) => { void answerTo(asked).then(tell) })
