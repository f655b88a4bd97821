/**
 * `maskscope report`: trains what the store lacks of the comparison on the bundled digits, and writes what came of it.
 */
import type { Command } from 'commander'
import { wholeNumber } from '../../preload/schema/command/given-values'
import { duration } from '../../preload/schema/format'
import { Failure } from '../../preload/schema/failure'
import { collect, type Missing, type Wanted } from '../api/report/collect'
import { judgeClaims } from '../api/report/claims'
import { reportMarkdown } from '../api/report/markdown'
import { reportMethodNames, reportMethodTitles, type ReportMethodName } from '../api/report/methods'
import { noFiles } from '../api/training'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { trainedToItsEnd } from './foreground'
import { ProgressBar } from './progress-bar'
import { print, remark } from './terminal'
import { writeOut } from './written-file'

type Options = Common & { runs: string; methods?: string; epochs?: string; limit?: string; out?: string; json?: string }

export function addReport(program: Command): void {
  program
    .command('report')
    .description('compare the methods on mnist-10k over several seeds: trains what the store lacks, writes Markdown')
    .option('--runs <n>', 'seeds per method', '5')
    .option('--methods <names>', `some of ${reportMethodNames.join(',')} (default: all)`)
    .option('--epochs <n>', 'epochs of every run (default: those of the method)')
    .option('--limit <n>', 'use the first N training examples only')
    .option('--out <file>', 'the Markdown file to write (default: standard output)')
    .option('--json <file>', 'write the runs and the claims as JSON too')
    .action((_options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Options) => report(workbench, options))
    )
}

async function report(workbench: Workbench, options: Options): Promise<void> {
  const wanted: Wanted = {
    methods: methodsFrom(options.methods), runs: wholeNumber('runs', options.runs) ?? 5,
    epochs: wholeNumber('epochs', options.epochs) ?? null, limit: wholeNumber('limit', options.limit) ?? null
  }
  await trainMissing(workbench, collect(workbench, wanted).missing, wanted.methods.length * wanted.runs)
  const { entries } = collect(workbench, wanted)
  const [run] = entries.flatMap(({ runs }) => runs)
  if (!run) throw new Failure('Every training diverged, so there is nothing to report.')
  const text = reportMarkdown(entries, {
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
        `${reportMethodTitles[name]}, seed ${seed}${left}`
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
  return [...new Set(text.split(','))].map((name) => {
    const known = reportMethodNames.find((candidate) => candidate === name.trim())
    if (!known)
      throw new Failure(
        `There is no method "${name.trim()}" to report; --methods takes ${reportMethodNames.join(',')}.`
      )
    return known
  })
}

function commandOf({ runs, methods, epochs, limit }: Options): string {
  const given = Object.entries({ methods, epochs, limit }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option} ${value}`]
  )
  return ['maskscope report', `--runs ${runs}`, ...given].join(' ')
}
