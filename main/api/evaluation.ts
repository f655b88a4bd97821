/** Evaluating a stored checkpoint under any inference rules. */
import { readRuleEvaluations } from '../../db/rule-evaluations'
import type { EvaluationRule, RuleEvaluation } from '../../preload/schema/evaluation'
import { launch } from '../trainer/launch'
import type { Outcome } from '../trainer/jobs'
import { readRun, readWholeCheckpoint } from './store-reader'
import type { ReadableWorkbench, Workbench } from './workbench'

export interface EvaluationRequest {
  id: string
  at: string
  /** Beside ReLU and MaskT; the answer to each test example is stored. */
  rules: readonly EvaluationRule[]
  /** Of these only error, loss and sparsity are. */
  sweep: readonly EvaluationRule[]
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: string | null
  /** Whether it is also run with the best classifiers for its supports, of which nothing is stored. */
  refitClassifier?: boolean
}

export type Evaluated = Omit<Outcome<'evaluate'>, 'kind'>

/**
 * Evaluates a checkpoint on the test set, in a process of its own, and stores what came of it unless a training owns
 * the file.
 * @param onProgress told how many test examples have been run, and how many will be
 * @param signal ends it at once, and nothing is kept
 * @throws Failure when the run has no such checkpoint
 */
export async function evaluateRun(
  { store }: Workbench,
  { id, at, rules, sweep, dataFolder, refitClassifier = false }: EvaluationRequest,
  onProgress: (done: number, of: number) => void = () => undefined,
  signal?: AbortSignal
): Promise<Evaluated> {
  readRun(store, id, (database) => readWholeCheckpoint(database, at))
  const { evaluation, rules: results, refitted, stored } = await launch(
    { kind: 'evaluate', store: store.path, dataFolder, id, at, rules: [...rules], sweep: [...sweep], refitClassifier },
    (message) => {
      if (message.kind === 'evaluation progress') onProgress(message.done, message.of)
    },
    { signal }
  ).done
  return { evaluation, rules: results, refitted, stored }
}

/** Every rule that a checkpoint was evaluated with; none in a file that an older Maskscope wrote. */
export function storedRules({ store }: ReadableWorkbench, id: string, at: string): RuleEvaluation[] {
  return readRun(store, id, (database) => readRuleEvaluations(database, at))
}
