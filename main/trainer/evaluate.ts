/**
 * Evaluates a stored checkpoint on the test set under any rules, and keeps figures, predictions and pictures in the
 * run.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { insertEvaluation, readCheckpoint, type Checkpoint } from '../../db/checkpoints'
import type { WritableDatabase } from '../../db/database'
import { insertImage, missingImages } from '../../db/example-images'
import { openRunForWriting, readingRun } from '../../db/open'
import { settle } from '../../db/settling'
import { insertRuleEvaluation, keepTestSet } from '../../db/rule-evaluations'
import { readRunRow, readStatus, type RunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import {
  ruleKey, type EvaluationRule, type RefittedEvaluation, type RuleEvaluation
} from '../../preload/schema/evaluation'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import type { EvaluationRecord } from '../../preload/schema/run'
import { locateData, openDataSet, openSplitPixels, type DataLocation } from '../engine/datasets'
import { refit, refitterOf } from '../engine/classifier/refit'
import { consecutive, firstOf, type DataSet } from '../engine/datasets/dataset'
import { evaluate } from '../engine/evaluation/evaluate'
import { pictureOf } from '../engine/evaluation/pictures'
import { predict, type Predicted } from '../engine/evaluation/predict'
import { forwardSupportOf } from '../engine/evaluation/rules'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'
import { firstHardThreshold } from '../engine/networks/hard-thresholds'
import { reluSupport, type ForwardSupport } from '../engine/support/forward'
import { supportLayout } from '../engine/support/layout'
import { quantileExamples } from '../engine/evaluation/thresholds'
import { runningBackend } from './backend'
import type { Job, Outcome, Telling } from './jobs'
import { lookEvery } from './owner'


/** Milliseconds for which another process that adds to the run is waited for. */
const patience = 10_000

const relu: EvaluationRule = { rule: 'relu' }
const maskt: EvaluationRule = { rule: 'maskt' }

export async function carryOutEvaluation(
  job: Job<'evaluate'>,
  tell: Telling<'evaluate'>
): Promise<Outcome<'evaluate'>> {
  tell({ kind: 'step', step: 'reading the run' })
  const store = new RunStore(job.store)
  const { run, checkpoint } = readRun(store.runPath(job.id), job.at)
  const location = locateData(job.store, run.configuration.dataset, job.dataFolder)
  tell({ kind: 'step', step: 'reading the data' })
  const data = await openDataSet(run.configuration, location, runningBackend)
  const rules = rulesFor(run.topology, job)
  const predicted = distinct([relu, maskt, ...rules.predicted])
  const swept = distinct([...predicted, ...rules.swept]).slice(predicted.length)
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await runningBackend()
  const { executor: wanted, seed } = run.configuration
  const executor = await createExecutor(
    executorOn(wanted, backend), backend, run.topology, checkpoint.weights, seed, []
  )
  const runner = await RuleRunner.create(executor, data, run, [...predicted, ...swept], (done, of) =>
    tell({ kind: 'evaluation progress', done, of }))
  const results = new Map<string, Predicted>()
  for (const rule of [...predicted, ...swept]) results.set(ruleKey(rule), await runner.run(rule))
  const refitted = job.refitClassifier ? await evaluateRefitted(executor, data, run) : null
  executor.dispose()
  const resultOf = (rule: EvaluationRule): Predicted => {
    const result = results.get(ruleKey(rule))
    if (!result) throw new Error(`${ruleKey(rule)} was not evaluated`)
    return result
  }
  const figures = ({ error, loss }: Predicted) => ({ error, loss })
  const evaluation: EvaluationRecord = {
    at: job.at,
    epoch: checkpoint.epoch,
    iteration: checkpoint.iteration,
    examples: data.test.count,
    relu: figures(resultOf(relu)),
    maskt: figures(resultOf(maskt))
  }
  const stored = await keepIfFree(store, job.id, { evaluation, predicted, swept, resultOf, data, run, location })
  const told = (rule: EvaluationRule, answered: boolean): RuleEvaluation => {
    const { error, loss, unitsOn } = resultOf(rule)
    const units = supportLayout(run.topology).units * data.test.count
    return {
      rule,
      examples: data.test.count,
      error,
      loss,
      sparsity: (units - unitsOn) / units,
      predicted: answered && stored
    }
  }
  return {
    kind: 'evaluated',
    evaluation,
    rules: [...predicted.map((rule) => told(rule, true)), ...swept.map((rule) => told(rule, false))],
    refitted,
    stored
  }
}

/** The executor has the checkpoint's weights, and afterwards other classifiers. */
async function evaluateRefitted(executor: Executor, data: DataSet, run: RunRow): Promise<RefittedEvaluation> {
  const started = performance.now()
  const support = reluSupport(supportLayout(run.topology).layers.length)
  const source = firstOf(data.train, run.train_examples)
  const refitter = refitterOf(run.topology, run.configuration.seed, source.count)
  const { weights, examples, before, after } = await refit(executor, refitter, source, support)
  const seconds = (performance.now() - started) / 1000
  await executor.setWeights(weights)
  const { error, loss } = await evaluate(executor, data.test, support)
  return { error, loss, fittedTo: examples, fittedError: { before: before.error, after: after.error }, seconds }
}

function readRun(path: string, at: string): { run: RunRow; checkpoint: Checkpoint } {
  return readingRun(path, (database) => ({ run: readRunRow(database), checkpoint: readCheckpoint(database, at) }))
}

/**
 * A hard threshold passes its mask alone, so its two forms are one, and MaskT is the network itself: of what is swept
 * the affine form stands for both.
 * @throws Failure when the linear form of a network without one is asked for
 */
function rulesFor(network: Network, { rules, sweep }: Pick<Job<'evaluate'>, 'rules' | 'sweep'>) {
  const hard = firstHardThreshold(network)
  if (!hard) return { predicted: rules, swept: sweep }
  const isLinear = (rule: EvaluationRule): boolean => 'form' in rule && rule.form === 'linear'
  const swept = sweep.filter((rule) => !isLinear(rule))
  if (rules.some(isLinear) || sweep.length > 0 && swept.length === 0)
    throw new Failure(
      `The hard threshold "${hard.name}" passes its mask alone, so the network has no linear form; ` +
        'ask for the affine one.'
    )
  return { predicted: rules, swept }
}

const distinct = (rules: readonly EvaluationRule[]): EvaluationRule[] => [
  ...new Map(rules.map((rule) => [ruleKey(rule), rule])).values()
]

/** Runs each support once, however many rules come to the same one: the energy rule at β is the threshold at √β. */
class RuleRunner {
  readonly #executor: Executor
  readonly #data: DataSet
  readonly #tell: (done: number, of: number) => void
  readonly #supports: ReadonlyMap<string, ForwardSupport>
  readonly #results = new Map<string, Predicted>()
  readonly #of: number
  #done = 0

  private constructor(
    executor: Executor,
    data: DataSet,
    supports: ReadonlyMap<string, ForwardSupport>,
    tell: (done: number, of: number) => void
  ) {
    this.#executor = executor
    this.#data = data
    this.#tell = tell
    this.#supports = supports
    this.#of = new Set([...supports.values()].map(supportKey)).size * data.test.count
  }

  static async create(
    executor: Executor,
    data: DataSet,
    run: RunRow,
    rules: readonly EvaluationRule[],
    tell: (done: number, of: number) => void
  ): Promise<RuleRunner> {
    const layers = supportLayout(run.topology).layers.length
    const sample = () => data.train.read(consecutive(0, Math.min(quantileExamples, data.train.count)))
    const supports = new Map<string, ForwardSupport>()
    for (const rule of rules) supports.set(ruleKey(rule), await forwardSupportOf(rule, layers, executor, sample))
    return new RuleRunner(executor, data, supports, tell)
  }

  async run(rule: EvaluationRule): Promise<Predicted> {
    const support = this.#supports.get(ruleKey(rule))
    if (!support) throw new Error(`${ruleKey(rule)} was not announced`)
    const key = supportKey(support)
    const result =
      this.#results.get(key) ??
      (await predict(this.#executor, this.#data.test, support, (examples) => {
        this.#done += examples
        this.#tell(this.#done, this.#of)
      }))
    this.#results.set(key, result)
    return result
  }
}

const supportKey = ({ form, thresholds }: ForwardSupport): string => `${form} ${thresholds.join()}`

interface Kept {
  evaluation: EvaluationRecord
  predicted: readonly EvaluationRule[]
  swept: readonly EvaluationRule[]
  resultOf: (rule: EvaluationRule) => Predicted
  data: DataSet
  run: RunRow
  location: DataLocation
}

/**
 * While another process writes the file, nothing is kept; the figures are told all the same. What is added in a moment
 * is waited for.
 * @returns whether it is kept
 */
async function keepIfFree(store: RunStore, id: string, kept: Kept): Promise<boolean> {
  const path = store.runPath(id)
  let release: (() => void) | null = null
  for (const end = Date.now() + patience; release === null; await wait(lookEvery)) {
    if (readStatus(path) === 'running' || Date.now() > end) return false
    release = store.tryClaim(id)
  }
  try {
    await keep(path, kept)
    return true
  } finally {
    release()
  }
}

async function keep(path: string, kept: Kept): Promise<void> {
  const database = openRunForWriting(path)
  try {
    database.transaction(() => { insertAll(database, kept) })()
    await insertImages(database, kept)
    settle(database)
  } finally {
    database.close()
  }
}

function insertAll(database: WritableDatabase, { evaluation, predicted, swept, resultOf, data }: Kept): void {
  const { at, examples } = evaluation
  insertEvaluation(database, evaluation)
  keepTestSet(database, { classes: data.classes, labels: Uint16Array.from(data.test.labels) })
  for (const rule of [...predicted, ...swept]) {
    const { error, loss, unitsOn, predictions } = resultOf(rule)
    insertRuleEvaluation(database, {
      at,
      rule,
      examples,
      wrong: Math.round(error * examples),
      loss,
      unitsOn,
      predictions: predicted.includes(rule) ? predictions : null
    })
  }
}

/** Pictures of the examples for which some rule and ReLU predict different classes. */
async function insertImages(
  database: WritableDatabase,
  { predicted, resultOf, data, run, location }: Kept
): Promise<void> {
  const answers = predicted.map((rule) => resultOf(rule).predictions.classes)
  const disagreed = [...data.test.labels.keys()].filter((example) =>
    answers.some((classes) => classes[example] !== answers[0][example])
  )
  const missing = missingImages(database, disagreed)
  if (missing.length === 0) return
  const { shape, readPixels } = await openSplitPixels('test', run.configuration, location)
  const pixels = readPixels(Int32Array.from(missing))
  const size = pixels.length / missing.length
  database.transaction(() => {
    missing.forEach((example, i) =>
      insertImage(database, example, pictureOf(pixels.subarray(i * size, (i + 1) * size), shape))
    )
  })()
}
