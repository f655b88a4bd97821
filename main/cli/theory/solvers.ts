/** `maskscope theory solvers --run RUN,RUN`: SGD and solvers that use more, under the masks of snapshots. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import {
  alternatingFrom, knownAlternating, usualAlternating, usualAlternatingExamples, usualAlternatingPasses
} from '../../../preload/schema/alternating-solvers'
import { Failure } from '../../../preload/schema/failure'
import {
  knownSolvers, mostPasses, mostSolvedExamples, mostSolvedRuns, solversFrom, usualPasses, usualSolvedExamples,
  usualSolvers
} from '../../../preload/schema/solvers'
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { runAt, type RunAt } from '../../api/theory/of-runs'
import { writeTheoryResult } from '../../api/theory/run'
import { compareAlternations, compareSolvers } from '../../api/theory/solvers'
import type { Workbench } from '../../api/workbench'
import { withRuns, type FoundRun } from '../common'
import { ProgressLine } from '../progress-line'
import { numberFrom, snapshotFrom } from '../run-options'
import { printJson, remark } from '../terminal'
import { examplesFrom, withOnRunOptions, type OnRunOptions } from './on-run'
import { printResult } from './print'

interface Options extends OnRunOptions {
  run: string
  passes?: string
  solver?: string
  layers?: boolean
  alternate?: boolean
  out?: string
}

const exampleCount = { least: 1, usual: usualSolvedExamples, most: mostSolvedExamples }

export function addSolvers(theory: Command): void {
  withOnRunOptions(
    theory.command('solvers').requiredOption('--run <list>', 'a stored run, or several with commas between them'),
    exampleCount
  )
    .description(
      'of runs with their masks fixed: SGD, Adam, L-BFGS and Newton steps layer by layer, their masked loss, and ' +
        'what they do to the ReLU network; with --alternate inside the alternation'
    )
    .option(
      '--passes <n>', `forward and backward runs over the examples, up to ${mostPasses} (default: ${usualPasses})`
    )
    .option('--solver <list>', `solvers with commas between them: ${knownSolvers} (default: ${usualSolvers})`)
    .option('--layers', 'also how low the masked loss goes when one layer alone is moved, for each')
    .option(
      '--alternate',
      `masks are estimated again and again, of ${usualAlternatingExamples} examples in ${usualAlternatingPasses} ` +
        `passes unless told otherwise; --solver then has ${knownAlternating}`
    )
    .option('--json', 'as JSON, with every point')
    .option('--out <folder>', 'a folder for the result as JSON, and each of its tables as CSV')
    .action((_options: unknown, command: Command) => withRuns(command, runsFrom(command.opts<Options>()), solve))
}

async function solve(own: Workbench, found: FoundRun[], options: Options): Promise<void> {
  const dataFolder = options.dataDir === undefined ? null : resolve(options.dataDir)
  const compare = comparisonFrom(options)
  const runs = found.map(({ workbench, id }) =>
    runAt({ workbench, id, dataFolder, snapshot: snapshotFrom(workbench, id, options) }))
  const line = new ProgressLine(process.stderr, 'solvers', 'parts')
  const result = await compare(own.store.path, runs, (done, of) => { line.draw(done, of) }).finally(() => line.clear())
  if (result === null) return
  if (options.out !== undefined)
    for (const file of writeTheoryResult(options.out, result)) remark(`wrote ${file}`)
  if (options.json === true) printJson(result)
  else printResult(result)
}

type Compare = (
  store: string, runs: RunAt[], tell: (done: number, of: number) => void
) => Promise<TheoryResult | null>

function comparisonFrom(options: Options): Compare {
  if (options.alternate !== true) {
    const settings = {
      examples: examplesFrom(options, exampleCount), passes: passesFrom(options, usualPasses),
      solvers: solversFrom(options.solver ?? usualSolvers), layers: options.layers === true
    }
    return (store, runs, tell) => compareSolvers(store, runs, settings, tell)
  }
  if (options.layers === true)
    throw new Failure('--layers is of masks that stay fixed; leave it out, or --alternate.')
  const settings = {
    examples: examplesFrom(options, { ...exampleCount, usual: usualAlternatingExamples }),
    passes: passesFrom(options, usualAlternatingPasses), methods: alternatingFrom(options.solver ?? usualAlternating)
  }
  return (store, runs, tell) => compareAlternations(store, runs, settings, tell)
}

function runsFrom({ run }: Options): string[] {
  const runs = run.split(',').map((one) => one.trim())
  const twice = runs.find((one, at) => runs.indexOf(one) < at)
  if (twice !== undefined) throw new Failure(`--run names ${twice} twice; once is enough.`)
  if (runs.length <= mostSolvedRuns) return runs
  throw new Failure(`--run takes up to ${mostSolvedRuns} runs, not ${runs.length}.`)
}

function passesFrom({ passes }: Options, usual: number): number {
  if (passes === undefined) return usual
  const given = numberFrom('passes', passes, 1)
  if (given <= mostPasses) return given
  throw new Failure(`--passes takes a number from 1 to ${mostPasses}, not "${passes}".`)
}
