/** What checkpoints give on the test set under any rule of test time, and the answer to each example. */
import { z } from 'zod'
import {
  evaluationRuleSchema,
  ruleEvaluationSchema,
  type EvaluationRule,
  type RuleEvaluation
} from '../preload/schema/evaluation'
import { Failure } from '../preload/schema/failure'
import { demandWhole, hashedSelection, rowWriter, type Value } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'

/** The first version of the run file that has these tables; an older one that is only read holds none of it. */
const firstVersion = 2

/** [examples] each. */
export interface StoredPredictions {
  classes: Uint16Array
  probabilities: Float32Array
  labelProbabilities: Float32Array
}

/** `wrong` and `unitsOn` are counts over all test examples. */
export interface NewRuleEvaluation {
  at: string
  rule: EvaluationRule
  examples: number
  wrong: number
  loss: number
  unitsOn: number
  /** Without them those of an earlier evaluation, which gave the same figures, stay. */
  predictions: StoredPredictions | null
}

/** How a rule lies in its columns; ReLU and MaskT are the thresholds at zero in the affine and the linear form. */
function columnsOf(rule: EvaluationRule) {
  switch (rule.rule) {
    case 'relu':
      return { rule: rule.rule, form: 'affine', betaKind: 'fixed', beta: 0 }
    case 'maskt':
      return { rule: rule.rule, form: 'linear', betaKind: 'fixed', beta: 0 }
    case 'threshold':
    case 'energy':
      return {
        rule: rule.rule,
        form: rule.form,
        betaKind: rule.beta.kind,
        beta: rule.beta.kind === 'fixed' ? rule.beta.value : rule.beta.fraction
      }
  }
}

function ruleFrom({
  rule,
  form,
  beta_kind,
  beta
}: {
  rule: string
  form: string
  beta_kind: string
  beta: number
}): EvaluationRule {
  if (rule === 'relu' || rule === 'maskt') return { rule }
  return evaluationRuleSchema.parse({
    rule,
    form,
    beta: beta_kind === 'fixed' ? { kind: 'fixed', value: beta } : { kind: 'quantile', fraction: beta }
  })
}

const isOfRule = 'e.checkpoint_name = @at AND e.rule = @rule AND e.form = @form AND e.beta_kind = @betaKind ' +
  'AND e.beta = @beta'

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array | Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** One of the same checkpoint and rule is replaced. Call inside a transaction. */
export function insertRuleEvaluation(database: WritableDatabase, evaluation: NewRuleEvaluation): void {
  const { at, rule, examples, wrong, loss, unitsOn, predictions } = evaluation
  const { betaKind, ...columns } = columnsOf(rule)
  const behind = `
    ON CONFLICT (checkpoint_name, rule, form, beta_kind, beta)
    DO UPDATE SET examples = excluded.examples, wrong = excluded.wrong, loss = excluded.loss,
      units_on = excluded.units_on, checksum = excluded.checksum
  `
  rowWriter(database, 'rule_evaluations', [], { behind })(
    { ...columns, checkpoint_name: at, beta_kind: betaKind, examples, wrong, loss, units_on: unitsOn }
  )
  if (!predictions) return
  rowWriter(database, 'predictions', [], { or: 'OR REPLACE' })({
    evaluation: database.prepare(`SELECT number FROM rule_evaluations AS e WHERE ${isOfRule}`).pluck()
      .get({ at, ...columnsOf(rule) }) as number,
    classes: bytesOf(predictions.classes),
    probabilities: bytesOf(predictions.probabilities),
    label_probabilities: bytesOf(predictions.labelProbabilities)
  })
}

export interface TestSet { classes: number; labels: Uint16Array }

/**
 * The labels that predictions are held against. With another test set than before, what was evaluated on that one goes.
 */
export function keepTestSet(database: WritableDatabase, { classes, labels }: TestSet): void {
  const bytes = bytesOf(labels)
  const known = database.prepare('SELECT labels FROM test_set').pluck().get() as Buffer | undefined
  if (known?.equals(bytes)) return
  database.exec('DELETE FROM rule_evaluations; DELETE FROM example_images; DELETE FROM test_set')
  rowWriter(database, 'test_set')({ examples: labels.length, classes, labels: bytes })
}

const evaluationRowSchema = z.object({
  number: z.number().int(),
  rule: z.string(),
  form: z.string(),
  beta_kind: z.string(),
  beta: z.number(),
  examples: z.number().int().min(1),
  wrong: z.number().int(),
  loss: z.number(),
  units_on: z.number().int(),
  predicted: z.number()
})

/** Every rule that a checkpoint was evaluated with, in the order of rule, form and β. */
export function readRuleEvaluations(database: ReadableDatabase, at: string): RuleEvaluation[] {
  if (fileVersion(database) < firstVersion) return []
  const units = database.prepare('SELECT sum(units) FROM support_layers').pluck().get() as number
  const rows = z.array(evaluationRowSchema).parse(database.prepare(`
    SELECT *, EXISTS (SELECT 1 FROM predictions WHERE evaluation = number) AS predicted FROM rule_evaluations
    WHERE checkpoint_name = ? ORDER BY rule, form, beta_kind, beta
  `).all(at))
  return rows.map(({ examples, wrong, loss, units_on, predicted, ...rule }) =>
    ruleEvaluationSchema.parse({
      rule: ruleFrom(rule),
      examples,
      error: wrong / examples,
      loss,
      sparsity: (units * examples - units_on) / (units * examples),
      predicted: predicted === 1
    })
  )
}

/** @throws an error when the file holds no labels */
export function readTestSet(database: ReadableDatabase): TestSet {
  const row = database.prepare(`SELECT ${hashedSelection(database, 'test_set')} FROM test_set`).raw().get() as
    [number, number, Buffer, number | null] | undefined
  if (!row) throw new Error('it holds no labels of the test set')
  demandWhole(database, row, 'the list of the test set’s labels')
  const [examples, classes, labels] = row
  return { classes, labels: classesFrom(labels, examples, classes, 'labels') }
}

/**
 * The answers of a checkpoint under a rule.
 * @throws Failure when there are none, an error when they are damaged
 */
export function readPredictions(
  database: ReadableDatabase,
  at: string,
  rule: EvaluationRule,
  { classes, labels }: TestSet
): StoredPredictions {
  const row = database
    .prepare(
      `
    SELECT ${hashedSelection(database, 'predictions', 'p.')} FROM rule_evaluations AS e
    JOIN predictions AS p ON p.evaluation = e.number WHERE ${isOfRule}
  `
    )
    .raw()
    .get({ at, ...columnsOf(rule) }) as Value[] | undefined
  if (!row)
    throw new Failure(`Checkpoint "${at}" has no stored predictions under that rule; evaluate it with the rule first.`)
  demandWhole(database, row, `what checkpoint "${at}" answers to the test examples`)
  const [, answered, probabilities, ofLabels] = row
  return {
    classes: classesFrom(answered, labels.length, classes, 'predicted classes'),
    probabilities: probabilitiesFrom(probabilities, labels.length),
    labelProbabilities: probabilitiesFrom(ofLabels, labels.length)
  }
}

/** Whether the file can hold predictions at all, and holds labels to compare them with. */
export function demandPredictions(database: ReadableDatabase): void {
  if (fileVersion(database) >= firstVersion && database.prepare('SELECT 1 FROM test_set').get() !== undefined) return
  throw new Failure('The run holds no predictions yet; evaluate a checkpoint first.')
}

function classesFrom(blob: unknown, count: number, classes: number, what: string): Uint16Array {
  if (!(blob instanceof Uint8Array) || blob.length !== 2 * count)
    throw new Error(`its ${what} are not those of ${count} examples`)
  const values = new Uint16Array(Uint8Array.from(blob).buffer)
  if (values.some((value) => value >= classes)) throw new Error(`its ${what} name a class that is none of ${classes}`)
  return values
}

function probabilitiesFrom(blob: unknown, count: number): Float32Array {
  if (!(blob instanceof Uint8Array) || blob.length !== 4 * count)
    throw new Error(`its probabilities are not those of ${count} examples`)
  const values = new Float32Array(Uint8Array.from(blob).buffer)
  // Softmax may round to a little more than one.
  if (!values.every((value) => value >= 0 && value < 1.001)) throw new Error('a stored probability is none')
  return values
}
