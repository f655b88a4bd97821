/** Evaluates a stored checkpoint on the test set, with ReLU and with masks only, and keeps the result in the run. */
import { insertEvaluation, readCheckpoint } from '../../db/checkpoints'
import { openRunForReading, openRunForWriting } from '../../db/open'
import { settle } from '../../db/recorder'
import { readRunRow, statusOf } from '../../db/runs'
import { RunStore } from '../../db/store'
import type { EvaluationRecord } from '../../preload/schema/run'
import { loadTensorFlow } from '../engine/backends/native'
import { locateData, openDataSet } from '../engine/datasets'
import { evaluate } from '../engine/evaluation/evaluate'
import { createExecutor } from '../engine/executors'
import { masktSupport, reluSupport } from '../engine/support/forward'
import { supportLayout } from '../engine/support/layout'
import type { Job } from './messages'

export async function carryOutEvaluation(job: Extract<Job, { kind: 'evaluate' }>): Promise<EvaluationRecord> {
  const path = new RunStore(job.store).runPath(job.id)
  const database = openRunForReading(path)
  const { run, checkpoint } = (() => {
    try {
      return { run: readRunRow(database), checkpoint: readCheckpoint(database, job.at) }
    } finally {
      database.close()
    }
  })()
  const data = await openDataSet(run.configuration, locateData(job.store, run.configuration.dataset, job.dataFolder), loadTensorFlow)
  const executor = await createExecutor(run.configuration.executor, loadTensorFlow(), run.topology, checkpoint.weights, run.configuration.seed, [])
  const layers = supportLayout(run.topology).layers.length
  const evaluation: EvaluationRecord = {
    at: job.at, epoch: checkpoint.epoch, examples: data.test.count,
    relu: evaluate(executor, data.test, reluSupport(layers)), maskt: evaluate(executor, data.test, masktSupport(layers))
  }
  executor.dispose()
  // While a training process owns the file it is the only writer; the figures are told all the same.
  if (statusOf(run) !== 'running') keep(path, evaluation)
  return evaluation
}

function keep(path: string, evaluation: EvaluationRecord): void {
  const database = openRunForWriting(path)
  try {
    insertEvaluation(database, evaluation)
    settle(database)
  } finally {
    database.close()
  }
}
