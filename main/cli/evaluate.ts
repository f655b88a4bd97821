/** `maskscope evaluate RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { evaluateRun, type Evaluated } from '../api/evaluation'
import { confusion, disagreements } from '../api/predictions'
import type { Workbench } from '../api/workbench'
import { count, loss, percentWithUnit, secondsWithUnit } from '../../preload/schema/format'
import { checkpointNameSchema } from '../../preload/schema/run'
import {
  ruleKey,
  type Confusion,
  type Disagreements,
  type EvaluationRule,
  type RefittedEvaluation,
  type RuleEvaluation
} from '../../preload/schema/evaluation'
import { Failure } from '../../preload/schema/failure'
import { withBackendOption } from './backend-option'
import { withWorkbench, type Common } from './common'
import { ruleFrom, sweepFrom, type RuleOptions } from './evaluation-rules'
import { print, printJson, remark, table } from './terminal'

interface EvaluateOptions extends Common, RuleOptions {
  at: string
  dataDir?: string
  confusion?: boolean
  disagreements?: boolean
  refitClassifier?: boolean
  json?: boolean
}

/** Disagreements that are printed for people; `--json` has all of them. */
const mostPrinted = 40

/** `start`, `final`, `last-good`, `dense`, `sparse`, `snapshot-4`, `alternation-3`, or just `3`. */
export function checkpointFrom(text: string): string {
  const parsed = checkpointNameSchema.safeParse(/^\d+$/.test(text) ? `alternation-${text}` : text)
  if (!parsed.success)
    throw new Failure(
      '--at takes "start", "final", "last-good", "dense", "sparse", "snapshot-" and a number, ' +
        `or the number of an alternation, not "${text}".`
    )
  return parsed.data
}

export function addEvaluate(program: Command): void {
  withBackendOption(program.command('evaluate <run>'))
    .description('test error of a checkpoint with ReLU, with masks only (MaskT) and with other rules, computed afresh')
    .option(
      '--at <checkpoint>',
      '"final", "last-good" of a run without one, the end of a stage ("dense", "sparse") or an alternation’s number',
      'final'
    )
    .option('--rule <name>', 'another rule beside ReLU and MaskT: threshold (q > β) or energy (x² > β)')
    .option('--beta <value>', 'β of that rule: a number, or quantile:0.5 for one per layer')
    .option('--form <name>', 'affine (m ⊙ q, the default) or linear (m ⊙ Wz)')
    .option(
      '--sweep [list]',
      'error and sparsity over a list of β, as in 0,0.1,1; without one over 0 and powers of two'
    )
    .option('--confusion', 'which classes are taken for which')
    .option('--disagreements', 'test examples for which the rule (or MaskT) and ReLU predict different classes')
    .option('--refit-classifier', 'also the error if the classifier were the best for this checkpoint’s supports')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: EvaluateOptions) => {
        const report = await evaluated(workbench, workbench.store.resolveId(run), options)
        if (options.json) return printJson(asJson(report))
        printReport(report)
      })
    )
}

interface Report {
  evaluated: Evaluated
  sweep: RuleEvaluation[]
  rules: RuleEvaluation[]
  confusion: Confusion[] | null
  disagreements: Disagreements | null
}

async function evaluated(workbench: Workbench, id: string, options: EvaluateOptions): Promise<Report> {
  const at = checkpointFrom(options.at)
  const rule = ruleFrom(options)
  const swept = sweepFrom(options)
  const dataFolder = options.dataDir === undefined ? null : resolve(options.dataDir)
  const result = await evaluateRun(workbench, {
    id, at, rules: rule ? [rule] : [], sweep: swept, dataFolder, refitClassifier: options.refitClassifier === true
  })
  if (!result.stored) sayNotStored(id, options)
  const shown: EvaluationRule[] = [{ rule: 'relu' }, { rule: 'maskt' }, ...(rule ? [rule] : [])]
  const all = new Map(result.rules.map((figures) => [ruleKey(figures.rule), figures]))
  const figuresOf = (rules: readonly EvaluationRule[]): RuleEvaluation[] =>
    rules.flatMap((wanted) => all.get(ruleKey(wanted)) ?? [])
  return {
    evaluated: result,
    rules: figuresOf(shown),
    sweep: figuresOf(swept),
    confusion: options.confusion ? shown.map((one) => confusion(workbench, id, at, one)) : null,
    disagreements: options.disagreements
      ? allDisagreements(workbench, { id, at, first: { rule: 'relu' }, second: rule ?? { rule: 'maskt' } })
      : null
  }
}

function sayNotStored(id: string, { confusion: matrices, disagreements: differing }: EvaluateOptions): void {
  if (matrices || differing)
    throw new Failure(
      `The file of run ${id} is being written, by its training or another command, so no predictions are stored to ` +
        'compare; ask again when that has ended.'
    )
  remark('The run’s file is being written, by its training or another command, so none of this was stored.')
}

function allDisagreements(
  workbench: Workbench,
  compared: { id: string; at: string; first: EvaluationRule; second: EvaluationRule }
): Disagreements {
  return disagreements(workbench, { ...compared, kind: null, skip: 0, limit: Number.MAX_SAFE_INTEGER })
}

/** Pictures stay in the run file. */
function asJson({ evaluated: { evaluation, refitted, stored }, ...report }: Report) {
  const differing = report.disagreements
  return {
    ...evaluation,
    stored,
    rules: report.rules,
    ...(refitted && { refitted }),
    ...(report.sweep.length > 0 && { sweep: report.sweep }),
    ...(report.confusion && { confusion: report.confusion }),
    ...(differing && {
      disagreements: { ...differing, listed: differing.listed.map(({ image: _image, ...rest }) => rest) }
    })
  }
}

function printReport(report: Report): void {
  const { evaluated: { refitted }, rules, sweep, confusion: matrices, disagreements: differing } = report
  print(table(['inference rule', 'error', 'loss', 'sparsity'], rules.map(rowOf)))
  if (refitted) printRefitted(refitted)
  if (sweep.length > 0) print('\n' + table(['sweep', 'error', 'loss', 'sparsity'], sweep.map(rowOf)))
  for (const matrix of matrices ?? [])
    print(`\n${titleOf(matrix.rule)}: labels down, predictions across\n${confusionTable(matrix)}`)
  if (differing) printDisagreements(differing)
}

function printRefitted({ error, loss: mean, fittedTo, fittedError, seconds }: RefittedEvaluation): void {
  print(
    `\nReLU with the best classifier for these supports: error ${percentWithUnit(error)}, loss ${loss(mean)} ` +
      `(fitted to ${count(fittedTo)} training examples, of which ${percentWithUnit(fittedError.before)} were wrong ` +
      `and ${percentWithUnit(fittedError.after)} are; ${secondsWithUnit(seconds)})`
  )
}

const rowOf = ({ rule, error, loss: mean, sparsity }: RuleEvaluation): string[] => [
  titleOf(rule),
  percentWithUnit(error),
  loss(mean),
  percentWithUnit(sparsity)
]

function titleOf(rule: EvaluationRule): string {
  if (rule.rule === 'relu') return 'ReLU'
  if (rule.rule === 'maskt') return 'MaskT'
  const beta = rule.beta.kind === 'fixed' ? rule.beta.value : `quantile ${rule.beta.fraction}`
  return `${rule.rule === 'energy' ? 'x² > β' : 'q > β'}, ${rule.form}, β ${beta}`
}

/** A matrix of few classes; of many, what is taken for what most often. */
function confusionTable({ classes, cells, perClass }: Confusion): string {
  if (classes > 20) {
    const wrong = cells
      .filter(({ label, predicted }) => label !== predicted)
      .sort((one, other) => other.count - one.count)
    return table(
      ['label', 'prediction', 'examples'],
      wrong.slice(0, 20).map(({ label, predicted, count }) => [String(label), String(predicted), String(count)])
    )
  }
  const counts = new Map(cells.map(({ label, predicted, count }) => [label * classes + predicted, count]))
  const names = perClass.map((_, index) => String(index))
  return table(
    ['', ...names, 'error'],
    perClass.map(({ examples, wrong }, label) => [
      String(label),
      ...names.map((_, predicted) => String(counts.get(label * classes + predicted) ?? 0)),
      percentWithUnit(examples === 0 ? null : wrong / examples)
    ])
  )
}

function printDisagreements({ first, second, counts, listed }: Disagreements): void {
  print(
    `\n${listed.length} examples are answered differently: ${counts['first-right']} ` +
      `where ${titleOf(first)} is right, ${counts['second-right']} where ${titleOf(second)} is, ` +
      `${counts.neither} where neither is`
  )
  if (listed.length === 0) return
  const answer = ({ predicted, probability }: { predicted: number; probability: number }): string[] => [
    String(predicted),
    percentWithUnit(probability, 1)
  ]
  print(
    table(
      ['example', 'label', titleOf(first), 'sure', titleOf(second), 'sure'],
      listed
        .slice(0, mostPrinted)
        .map((one) => [String(one.example), String(one.label), ...answer(one.first), ...answer(one.second)])
    )
  )
  if (listed.length > mostPrinted) print(`and ${listed.length - mostPrinted} more, with --json`)
}
