/**
 * `maskscope report RUN…`: runs as one file. `maskscope report` alone trains what the store lacks of the comparison of
 * methods on the bundled digits, and writes what came of it.
 */
import type { Command } from 'commander'
import { oneOf, wholeNumber } from '../../preload/schema/command/given-values'
import { usualData } from '../../preload/schema/command/train'
import { dataSetNames } from '../../preload/schema/configuration'
import { duration } from '../../preload/schema/format'
import { Failure } from '../../preload/schema/failure'
import { runFileExtension } from '../../preload/schema/names'
import { kebab } from '../../preload/schema/settings/fields'
import { reportFormats, type ReportFormat } from '../../preload/schema/report'
import { collect, runsWanted, type Missing, type Wanted } from '../api/method-report/collect'
import { judgeClaims } from '../api/method-report/claims'
import { methodReport } from '../api/method-report/markdown'
import { reportMethodNames, titleOf, type ReportMethodName } from '../api/method-report/methods'
import { makeReport } from '../api/report/report'
import { noFiles } from '../api/training'
import type { ReadableWorkbench, Workbench } from '../api/workbench'
import { chosenRuns } from './chosen-runs'
import { withRun, withWorkbench, type Common } from './common'
import { filterHelp, filterOption, type GivenFilter } from './filter-option'
import { trainedToItsEnd } from './foreground'
import { ProgressBar } from './progress-bar'
import { print, remark } from './terminal'
import { writeOut } from './written-file'

/** Seeds of a method; a training of the smallest takes a quarter of a minute. */
const mostRuns = 1000

interface Options extends Common {
  filter?: GivenFilter
  format?: string
  data?: string
  runs: string
  runsOf?: string
  methods?: string
  epochs?: string
  limit?: string
  out?: string
  json?: string
}

export function addReport(program: Command): void {
  program
    .command('report [runs...]')
    .description(
      'a run, or several beside each other, as one HTML or Markdown file; without any, the methods are compared on ' +
        'one data set over several seeds: what the store lacks is trained'
    )
    .addOption(filterOption())
    .option('--format <name>', `${reportFormats.join(' or ')} (default: as --out is called, or else markdown)`)
    .option('--out <file>', 'the file to write (default: standard output)')
    .option('--data <name>', `of the comparison of methods: its data set (default: ${usualData})`)
    .option('--runs <n>', 'of the comparison of methods: seeds per method', '5')
    .option('--runs-of <numbers>', 'of it: seeds of some methods, as sgd=16,i-alternation=16')
    .option('--methods <names>', `of it: some of ${reportMethodNames.join(',')} (default: all)`)
    .option('--epochs <n>', 'of it: epochs of every run (default: those of the method)')
    .option('--limit <n>', 'of it: use the first N training examples only')
    .option('--json <file>', 'of it: write the runs and the claims as JSON too')
    .addHelpText('after', filterHelp)
    .action((runs: string[], _options: unknown, command: Command) => {
      const [only] = runs
      if (only?.endsWith(runFileExtension) && runs.length === 1)
        return withRun(command, only, (workbench, id, options: Options) =>
          reportRuns(workbench, { ids: [id], filter: null }, options), refuseMethods)
      return withWorkbench(command, async (workbench, options: Options) => {
        if (runs.length === 0 && options.filter === undefined) return compareMethods(workbench, options)
        const { filter } = options
        return reportRuns(
          workbench, { ids: await chosenRuns(workbench, runs, filter?.passes), filter: filter?.text ?? null },
          options
        )
      })
    })
}

/** @throws Failure when an option of the other report is given */
function refuseMethods(options: Options): void {
  const others = ['data', 'runsOf', 'methods', 'epochs', 'limit', 'json'] as const
  const stray = others.find((name) => options[name] !== undefined)
  if (stray !== undefined)
    throw new Failure(`--${kebab(stray)} belongs to the comparison of methods; leave it out, or the runs.`)
}

async function reportRuns(
  workbench: ReadableWorkbench, set: { ids: string[]; filter: string | null }, options: Options
): Promise<void> {
  refuseMethods(options)
  const text = await makeReport(workbench, set, formatFrom(options))
  if (options.out === undefined) print(text.trimEnd())
  else writeOut(options.out, text)
}

function formatFrom({ format, out }: Options): ReportFormat {
  if (format !== undefined) return oneOf('format', reportFormats, format, 'format')
  return out !== undefined && /\.html?$/i.test(out) ? 'html' : 'markdown'
}

async function compareMethods(workbench: Workbench, options: Options): Promise<void> {
  if (formatFrom(options) === 'html')
    throw new Failure('The comparison of methods is written as Markdown; name runs for a report as HTML.')
  const wanted: Wanted = {
    methods: methodsFrom(options.methods), runs: wholeNumber('runs', options.runs, mostRuns) ?? 5,
    runsOf: runsOfFrom(options.runsOf),
    dataset: options.data === undefined ? usualData : oneOf('data', dataSetNames, options.data, 'data set'),
    epochs: wholeNumber('epochs', options.epochs) ?? null, limit: wholeNumber('limit', options.limit) ?? null
  }
  const all = wanted.methods.reduce((sum, name) => sum + runsWanted(wanted, name), 0)
  await trainMissing(workbench, collect(workbench, wanted).missing, all)
  const { entries } = collect(workbench, wanted)
  const [run] = entries.flatMap(({ runs }) => runs)
  if (!run) throw new Failure('Every training diverged, so there is nothing to report.')
  const text = methodReport(entries, {
    command: commandOf(options),
    date: new Date().toISOString().slice(0, 10),
    environment: run.environment
  })
  if (options.json !== undefined)
    writeOut(options.json, JSON.stringify({ entries, claims: judgeClaims(entries) }, null, 2) + '\n')
  if (options.out === undefined) print(text.trimEnd())
  else writeOut(options.out, text)
}

/** @throws Failure when a person stops it; what is trained by then is found again the next time */
async function trainMissing(workbench: Workbench, missing: readonly Missing[], all: number): Promise<void> {
  const bar = new ProgressBar(process.stderr)
  const began = Date.now()
  for (const [index, { name, seed, configuration }] of missing.entries()) {
    const left =
      index === 0 ? '' : `, about ${duration(((Date.now() - began) / 1000 / index) * (missing.length - index))} left`
    remark(
      `training ${index + 1} of ${missing.length} (${all - missing.length} of ${all} are there): ` +
        `${titleOf(name)}, seed ${seed}${left}`
    )
    const interrupted = await isInterrupted(
      trainedToItsEnd(
        workbench,
        configuration,
        `report: ${name} seed ${seed}`,
        noFiles,
        {
          onMessage: (message) => {
            if (message.kind === 'progress') bar.show(message)
          },
          onStart: () => undefined,
          clear: () => bar.clear()
        }
      )
    )
    if (interrupted)
      throw new Failure(
        `Stopped after ${index} of ${missing.length} trainings; the same command goes on with the others.`
      )
  }
}

/** A training that diverges is a result, and the others go on. */
async function isInterrupted(training: Promise<{ interrupted: boolean }>): Promise<boolean> {
  try {
    return (await training).interrupted
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'diverged') throw error
    remark(error.message)
    return false
  }
}

function methodsFrom(text: string | undefined): readonly ReportMethodName[] {
  if (text === undefined) return reportMethodNames
  return [...new Set(text.split(','))].map((name) => knownMethod(name.trim(), 'methods'))
}

function knownMethod(name: string, option: string): ReportMethodName {
  const known = reportMethodNames.find((candidate) => candidate === name)
  if (known) return known
  throw new Failure(`There is no method "${name}" to report; --${option} takes ${reportMethodNames.join(',')}.`)
}

function runsOfFrom(text: string | undefined): ReadonlyMap<ReportMethodName, number> {
  return new Map((text?.split(',') ?? []).map((one): [ReportMethodName, number] => {
    const [name = '', number] = one.split('=')
    if (number === undefined)
      throw new Failure(`--runs-of takes a method and a number of seeds each, as sgd=16, not "${one}".`)
    return [knownMethod(name.trim(), 'runs-of'), wholeNumber('runs-of', number, mostRuns) ?? 0]
  }))
}

function commandOf({ data, runs, runsOf, methods, epochs, limit }: Options): string {
  const given = Object.entries({ data, runsOf, methods, epochs, limit }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${kebab(option)} ${value}`]
  )
  return ['maskscope report', `--runs ${runs}`, ...given].join(' ')
}
