/** The thread that looks at masks: a question is answered while the service answers other calls. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureKindOf, sentenceOf } from '../../../preload/schema/failure'
import type { RunPlace } from '../../../preload/schema/run-place'
import type { Asked, Told } from './questions'
import { MaskViewer } from './viewer'

const viewer = new MaskViewer(workerData as RunPlace)

async function answerTo({ number, question, given }: Asked): Promise<Told> {
  const ask = viewer[question].bind(viewer) as (...given: unknown[]) => unknown
  try {
    return { number, outcome: 'value', value: await ask(...given) }
  } catch (error) {
    return { number, outcome: 'failed', sentence: sentenceOf(error), of: failureKindOf(error) }
  }
}

parentPort?.on('message', (asked: Asked) => {
  void answerTo(asked).then((told) => parentPort?.postMessage(told))
})
