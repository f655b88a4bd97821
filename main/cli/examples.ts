/** `maskscope examples RUN`: training examples in an order, with what the network answers to them. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import {
  answerRules, answerRuleTitles as titles, type AnswerRule, type TrainingAnswers
} from '../../preload/schema/answers'
import {
  columnsOf, exampleIn, exampleOrders, listedExamples, rulesNeeded, type ExampleAnswer, type ExampleFilter,
  type ListedExample, type WantedExamples
} from '../../preload/schema/example-list'
import { oneOf } from '../../preload/schema/command/given-values'
import { count, loss, percentWithUnit, plural, unknown } from '../../preload/schema/format'
import { trainingAnswers } from '../api/linear'
import { MaskViewer } from '../api/masks/viewer'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { ProgressLine } from './progress-line'
import { latest, numberFrom, onRun, snapshotFrom } from './run-options'
import { print, printJson, table } from './terminal'

interface Options extends Common {
  snapshot?: string
  order: string
  rule?: string
  class?: string
  wrong: string[]
  disagree?: boolean
  limit: string
  dataDir?: string
  json?: boolean
}

const each = (value: string, before: string[]): string[] => [...before, value]

export function addExamples(program: Command): void {
  program
    .command('examples <run>')
    .description('training examples whose masks are stored, in an order, with what the network answers to them')
    .option('--snapshot <k>', latest)
    .option('--order <name>', `${exampleOrders.join(', ')}; largest first`, 'number')
    .option('--rule <name>', 'whose losses and errors: relu (the default) or maskt (m ⊙ Wz with m = [q > 0])')
    .option('--class <c>', 'of this class alone')
    .option('--wrong <rule>', 'only those that are answered wrongly with relu or maskt; may be repeated', each, [])
    .option('--disagree', 'only those that ReLU and MaskT answer differently')
    .option('--limit <n>', 'how many are listed', '20')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action(onRun(tellExamples))
}

async function tellExamples(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const wanted = wantedFrom(options)
  const limit = numberFrom('limit', options.limit, 1)
  const list = await new MaskViewer(workbench.store.place).examples(id, {
    snapshot: snapshotFrom(workbench, id, options), unit: null, on: true
  })
  const needed = rulesNeeded(wanted)
  const rules = answerRules.filter((rule) => needed.includes(rule) || rule === options.rule)
  const answers = rules.length === 0 ? null : await answersOf(workbench, id, list.snapshot, rules, options)
  // It was stopped.
  if (rules.length > 0 && answers === null) return
  const columns = columnsOf(list, answers)
  const found = listedExamples(columns, wanted)
  const told = {
    snapshot: list.snapshot,
    comparedWith: list.comparedWith,
    examples: list.examples,
    matching: found.length,
    order: wanted.order,
    answers: (answers?.rules ?? []).map(({ rule, wrong, loss: mean }) =>
      ({ rule, wrong, error: wrong / (answers?.examples ?? 1), loss: mean })),
    listed: found.slice(0, limit).map((example) => exampleIn(columns, example))
  }
  if (options.json === true) printJson(told)
  else print(words(told))
}

/** @throws Failure when there is no such order, rule or class */
function wantedFrom({ order, rule, class: label, wrong, disagree }: Options): WantedExamples {
  const filters = wrong.map((name): ExampleFilter => `wrong-${oneOf('wrong', answerRules, name, 'rule')}`)
  return {
    order: oneOf('order', exampleOrders, order, 'order'),
    rule: oneOf('rule', answerRules, rule ?? 'relu', 'rule'),
    only: [...filters, ...(disagree === true ? ['disagree' as const] : [])],
    label: label === undefined ? null : numberFrom('class', label, 0),
    among: null
  }
}

async function answersOf(
  workbench: ReadableWorkbench, id: string, snapshot: number, rules: AnswerRule[], { dataDir }: Options
): Promise<TrainingAnswers | null> {
  const line = new ProgressLine(process.stderr, 'answers')
  const given = { id, snapshot, rules, dataFolder: dataDir === undefined ? null : resolve(dataDir) }
  return trainingAnswers(workbench, given, (done, of) => line.draw(done, of)).finally(() => line.clear())
}

interface Told {
  snapshot: number
  examples: number
  matching: number
  answers: readonly { rule: AnswerRule; wrong: number; error: number; loss: number }[]
  listed: readonly ListedExample[]
}

function words({ snapshot, examples, matching, answers, listed }: Told): string {
  const head = [
    `snapshot ${snapshot}, ${count(matching)} of ${plural(examples, 'example')}`,
    ...answers.map(({ rule, wrong, error, loss: mean }) =>
      `${titles[rule]}: ${count(wrong)} wrong, ${percentWithUnit(error)}, mean loss ${loss(mean)}`)
  ]
  const rows = listed.map((one) => [
    String(one.example), one.label === null ? unknown : String(one.label), count(one.on), count(one.flips),
    ...answers.flatMap(({ rule }) => answerCells(one[rule]))
  ])
  const headings = ['example', 'label', 'on', 'flips', ...answers.flatMap(({ rule }) => [titles[rule], 'loss'])]
  return `${head.join('\n')}\n${table(headings, rows)}`
}

/** A wrong answer is marked for eyes that go down the column. */
const answerCells = (answer: ExampleAnswer | null): string[] =>
  answer === null ? [unknown, unknown] : [`${answer.predicted}${answer.wrong ? ' ×' : ''}`, loss(answer.loss)]
