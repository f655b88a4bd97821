/** Evaluating a stored checkpoint with ReLU and with masks only. */
import { readEvaluations } from '../../db/checkpoints'
import type { EvaluationRecord } from '../../preload/schema/run'
import { launch } from '../trainer/launch'
import { readRun, readWholeCheckpoint } from './store-reader'
import type { Workbench } from './workbench'

/**
 * The evaluation of a checkpoint on the test set: the stored one, or a new one in a process of its own.
 * @throws Failure when the run has no such checkpoint
 */
export async function evaluateRun({ store }: Workbench, id: string, at: string, afresh: boolean, dataFolder: string | null = null): Promise<EvaluationRecord> {
  const stored = readRun(store, id, (database) => {
    readWholeCheckpoint(database, at)
    return readEvaluations(database, 0).evaluations.find((evaluation) => evaluation.at === at)
  })
  if (stored && !afresh) return stored
  let result: EvaluationRecord | null = null
  await launch({ kind: 'evaluate', store: store.path, dataFolder, id, at }, (message) => {
    if (message.kind === 'evaluated') result = message.evaluation
  }).done
  if (!result) throw new Error('the evaluation ended without a result')
  return result
}
