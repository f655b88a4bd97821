/** The training process: takes one job, works on it, and exits. It alone loads TensorFlow. */
import { failureKindOf, sentenceOf } from '../../preload/schema/failure'
import { endAtOnceWithStarter, endInOrder } from './attachment'
import { carryOutCompacting } from './compact'
import { carryOutEvaluation } from './evaluate'
import { carryOutExport } from './export'
import { carryOutImport } from './import'
import { jobSchema, type TrainerMessage } from './messages'
import { carryOutSnapshot } from './snapshot'
import { carryOutTraining } from './train'
import { writeDataSet } from './write-data'

/** Whoever started the job may be gone; the run file still tells everything. */
function tell(message: TrainerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

async function work(message: unknown): Promise<void> {
  const job = jobSchema.parse(message)
  process.title = `maskscope ${job.kind} ${job.kind === 'write data' ? job.data.dataset : job.id}`
  if (job.kind === 'evaluate') tell(await carryOutEvaluation(job, tell))
  else if (job.kind === 'compact') tell({ kind: 'compacted', report: await carryOutCompacting(job) })
  else if (job.kind === 'train') await carryOutTraining(job, tell)
  else if (job.kind === 'import') await carryOutImport(job, tell)
  else if (job.kind === 'snapshot') tell({ kind: 'snapshot taken', record: await carryOutSnapshot(job, tell) })
  else if (job.kind === 'export') tell({ kind: 'exported', record: await carryOutExport(job) })
  else {
    await writeDataSet(job)
    tell({ kind: 'data written' })
  }
}

process.once('message', (message) => {
  endAtOnceWithStarter()
  work(message)
    .catch((error: unknown) => {
      tell({
        kind: 'failed',
        of: failureKindOf(error),
        sentence: sentenceOf(error),
        details: error instanceof Error ? error.stack ?? '' : ''
      })
      process.exitCode = 1
    })
    .finally(() => {
      endInOrder()
      if (process.connected) process.disconnect()
    })
})
