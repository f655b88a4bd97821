/** `maskscope theory`: the experiments on the theory, all at once, or one with its own parameters. */
import type { Command } from 'commander'
import {
  askedByOptions, askedByPreset, commandFor, definitionOf
} from '../../../preload/schema/theory/asked'
import { experimentNames, experiments, type ExperimentName } from '../../../preload/schema/theory'
import { withoutTables, type TheoryResult } from '../../../preload/schema/theory/result'
import { presetNames } from '../../../preload/schema/theory/definition'
import type { GivenOptions } from '../../../preload/schema/command/given-options'
import { Failure } from '../../../preload/schema/failure'
import { duration } from '../../../preload/schema/format'
import { rangeText, type Field, fieldsOf } from '../../../preload/schema/settings/fields'
import { emptyWordOf, typedExplanation } from '../../../preload/schema/settings/text'
import { keptTheoryResult, keptTheoryResults } from '../../api/theory/kept-results'
import { missingExperiments, theoryReport, withReport } from '../../api/theory/report'
import type { Workbench } from '../../api/workbench'
import { withRun, withWorkbench, type Common } from '../common'
import { print, printJson, remark, table } from '../terminal'
import { writeOut } from '../written-file'
import { condition } from './condition'
import { demandNoRun, demandOfRun, tellOnRun, withOnRunOptions } from './on-run'
import { addOptimum } from './optimum'
import { printResult, resultsTable } from './print'
import { computed, runOne, type RunOptions } from './run'
import { addSolvers } from './solvers'

interface Options extends Common, RunOptions {
  all?: boolean
  quick?: boolean
  results?: boolean
  show?: string
  report?: string | true
}
type OwnOptions = RunOptions & Common & { preset?: string; quick?: boolean; seed?: string }

export function addTheory(program: Command): void {
  const theory = withRunOptions(program.command('theory'))
    .description('claims of the papers, each an experiment: lists them, or runs one by its name below')
    .enablePositionalOptions()
    .option('--all', 'run every experiment')
    .option('--quick', 'with --all: the presets that take seconds')
    .option('--results', 'list what the store has of earlier runs')
    .option('--show <id>', 'print one of these')
    .option(
      '--report [file]',
      'claims and figures beside those of independent programs, as Markdown: printed, or put between the marks of a ' +
        'document; what the store lacks is run'
    )
    .action((_options: unknown, command: Command) => withWorkbench(command, begin))
  for (const name of experimentNames) addExperiment(theory, name)
  addOptimum(theory)
  addSolvers(theory)
}

const withRunOptions = (command: Command): Command => command
  .option('--json', 'as JSON')
  .option('--out <folder>', 'a folder for the result as JSON, and each of its tables as CSV')
  .option('--limit-seconds <n>', 'the experiment is ended when it takes longer (default: no limit)')

function addExperiment(theory: Command, name: ExperimentName): void {
  const { title, source, schema, presets } = definitionOf(name)
  const command = withRunOptions(theory.command(name))
    .description(`${title} (${source})`)
    .option('--preset <name>', `where the parameters start: ${presetNames.filter((one) => presets[one]).join(', ')}`)
    .option('--quick', 'the same as --preset quick')
    .option('--seed <list>', 'seeds, as 1..5 or 1,2,7')
  for (const field of fieldsOf(schema)) command.option(`--${field.option}${placeholder(field)}`, descriptionOf(field))
  const ofRun = name === 'theorem1'
  if (ofRun)
    withOnRunOptions(
      command.option('--run <run>', 'the condition on the first layer of a stored run, with --epsilon'),
      condition.examples
    )
  command.action((_options: unknown, given: Command) => {
    const { run } = given.opts<{ run?: string }>()
    if (run !== undefined) return withRun(given, run, tellOnRun(condition), () => demandOfRun(given, 'epsilon'))
    return withWorkbench(given, (workbench, options: OwnOptions) => {
      if (ofRun) demandNoRun(given)
      if (name === 'convex') demandNumbers(given)
      return runOne(workbench, askedByOptions(name, options as OwnOptions & GivenOptions), options)
    })
  })
}

/** @throws Failure where a run stands in the place of the numbers of patterns */
function demandNumbers(command: Command): void {
  const { patterns } = command.opts<{ patterns?: string }>()
  if (patterns === undefined || !/^[a-z]|^\d{8}-/.test(patterns)) return
  throw new Failure(
    `--patterns takes numbers, not "${patterns}": masks of a run are patterns of what comes into its own layers, not ` +
      'of the 16 pixels of this experiment, and "maskscope theory optimum RUN" solves the program over them.'
  )
}

const placeholder = ({ values }: Field): string =>
  values.kind === 'switch' ? '' : values.kind === 'number' ? ' <n>' : values.kind === 'choice' ? ' <name>' : ' <list>'

function descriptionOf(field: Field): string {
  const { values, optional, setting } = field
  const or = optional ? `, or ${emptyWordOf(field)}` : ''
  switch (values.kind) {
    case 'number': return `${typedExplanation(field)} (${rangeText(values.range)}${or})`
    case 'choice': case 'several': return `${typedExplanation(field)} (${values.values.join(', ')}${or})`
    case 'numbers': case 'named-numbers': return `${typedExplanation(field)} (as ${setting.example}${or})`
    case 'switch': return typedExplanation(field)
  }
}

async function begin(workbench: Workbench, options: Options): Promise<void> {
  const wanted = [options.all, options.results, options.show, options.report].filter((one) => one !== undefined)
  if (wanted.length > 1) throw new Failure('--all, --results, --show and --report are asked for one at a time.')
  if (options.quick === true && options.all !== true)
    throw new Failure('--quick goes with --all, or behind the name of an experiment.')
  if (options.show !== undefined) return show(workbench, options.show, options.json === true)
  if (options.results === true) return list(workbench, options.json === true)
  if (options.report !== undefined) return report(workbench, options.report, options)
  if (options.all !== true) return listExperiments(options.json === true)
  return runAll(workbench, options)
}

async function runAll(workbench: Workbench, options: Options): Promise<void> {
  const results: TheoryResult[] = []
  for (const name of experimentNames) {
    const asked = askedByPreset(name, options.quick === true ? 'quick' : 'paper')
    const result = await computed(workbench, asked, options)
    if (result === null) return
    if (options.json === true) results.push(result)
    else printResult(result)
  }
  if (options.json === true) printJson(results)
}

/** The document is read before minutes are spent. */
async function report(workbench: Workbench, to: string | true, options: Options): Promise<void> {
  if (to !== true) withReport(to, '')
  const missing = missingExperiments(workbench.store.path)
  for (const [at, asked] of missing.entries()) {
    remark(`${at + 1} of ${missing.length}: ${commandFor(asked)}`)
    if (await computed(workbench, asked, options) === null) return
  }
  const text = theoryReport(workbench.store.path)
  if (to === true) print(text)
  else writeOut(to, withReport(to, text))
}

function show(workbench: Workbench, id: string, asJson: boolean): void {
  const result = keptTheoryResult(workbench.store.path, id)
  if (asJson) printJson(result)
  else printResult(result)
}

function list(workbench: Workbench, asJson: boolean): void {
  const results = keptTheoryResults(workbench.store.path)
  if (asJson) printJson(results.map(withoutTables))
  else print(resultsTable(results))
}

function listExperiments(asJson: boolean): void {
  const listed = experimentNames.map((name) => {
    const { title, source, sentence, presets } = experiments[name]
    return { name, title, source, sentence, seconds: { paper: presets.paper.seconds, quick: presets.quick.seconds } }
  })
  if (asJson) return printJson(listed)
  print(table(['experiment', 'takes', 'quick', 'tests'], listed.map(({ name, seconds, sentence }) =>
    [name, duration(seconds.paper), duration(seconds.quick), sentence])))
}
