/** The training process: takes one job, works on it, and exits. It alone loads TensorFlow. */
import { sentenceOf } from '../../preload/schema/failure'
import { carryOutEvaluation } from './evaluate'
import { jobSchema, type TrainerMessage } from './messages'
import { carryOutTraining } from './train'
import { writeDataSet } from './write-data'

/** Whoever started the job may be gone; the run file still tells everything. */
function tell(message: TrainerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

async function work(message: unknown): Promise<void> {
  const job = jobSchema.parse(message)
  process.title = `maskscope ${job.kind} ${job.kind === 'write data' ? job.data.dataset : job.id}`
  if (job.kind === 'evaluate') tell({ kind: 'evaluated', evaluation: await carryOutEvaluation(job) })
  else if (job.kind === 'train') await carryOutTraining(job, tell)
  else {
    await writeDataSet(job)
    tell({ kind: 'data written' })
  }
}

process.once('message', (message) => {
  work(message)
    .catch((error: unknown) => {
      tell({ kind: 'failed', sentence: sentenceOf(error), details: error instanceof Error ? error.stack ?? '' : '' })
      process.exitCode = 1
    })
    .finally(() => { if (process.connected) process.disconnect() })
})
