/** `maskscope theory solvers --run RUN,RUN`: SGD and solvers that use more, under the masks of snapshots. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { Failure } from '../../../preload/schema/failure'
import {
  knownSolvers, mostPasses, mostSolvedExamples, mostSolvedRuns, solversFrom, usualPasses, usualSolvedExamples,
  usualSolvers
} from '../../../preload/schema/solvers'
import { writeTheoryResult } from '../../api/theory/run'
import { compareSolvers, runAt } from '../../api/theory/solvers'
import type { Workbench } from '../../api/workbench'
import { withRuns, type FoundRun } from '../common'
import { ProgressLine } from '../progress-line'
import { numberFrom, snapshotFrom } from '../run-options'
import { printJson, remark } from '../terminal'
import { examplesFrom, withOnRunOptions, type OnRunOptions } from './on-run'
import { printResult } from './print'

interface Options extends OnRunOptions { run: string; passes: string; solver: string; layers?: boolean; out?: string }

const exampleCount = { least: 1, usual: usualSolvedExamples, most: mostSolvedExamples }

export function addSolvers(theory: Command): void {
  withOnRunOptions(
    theory.command('solvers').requiredOption('--run <list>', 'a stored run, or several with commas between them'),
    exampleCount
  )
    .description(
      'of runs with their masks fixed: SGD, Adam, L-BFGS and Newton steps layer by layer, their masked loss, and ' +
        'what they do to the ReLU network'
    )
    .option('--passes <n>', `forward and backward runs over the examples, up to ${mostPasses}`, String(usualPasses))
    .option('--solver <list>', `solvers with commas between them: ${knownSolvers}`,
      usualSolvers)
    .option('--layers', 'also how low the masked loss goes when one layer alone is moved, for each')
    .option('--json', 'as JSON, with every point')
    .option('--out <folder>', 'a folder for the result as JSON, and each of its tables as CSV')
    .action((_options: unknown, command: Command) => withRuns(command, runsFrom(command.opts<Options>()), solve))
}

async function solve(own: Workbench, found: FoundRun[], options: Options): Promise<void> {
  const settings = {
    examples: examplesFrom(options, exampleCount), passes: passesFrom(options.passes),
    solvers: solversFrom(options.solver), layers: options.layers === true
  }
  const dataFolder = options.dataDir === undefined ? null : resolve(options.dataDir)
  const runs = found.map(({ workbench, id }) =>
    runAt({ workbench, id, dataFolder, snapshot: snapshotFrom(workbench, id, options) }))
  const line = new ProgressLine(process.stderr, 'solvers', 'parts')
  const result = await compareSolvers(own.store.path, runs, settings, (done, of) => { line.draw(done, of) })
    .finally(() => line.clear())
  if (result === null) return
  if (options.out !== undefined)
    for (const file of writeTheoryResult(options.out, result)) remark(`wrote ${file}`)
  if (options.json === true) printJson(result)
  else printResult(result)
}

function runsFrom({ run }: Options): string[] {
  const runs = run.split(',').map((one) => one.trim())
  const twice = runs.find((one, at) => runs.indexOf(one) < at)
  if (twice !== undefined) throw new Failure(`--run names ${twice} twice; once is enough.`)
  if (runs.length <= mostSolvedRuns) return runs
  throw new Failure(`--run takes up to ${mostSolvedRuns} runs, not ${runs.length}.`)
}

function passesFrom(passes: string): number {
  const given = numberFrom('passes', passes, 1)
  if (given <= mostPasses) return given
  throw new Failure(`--passes takes a number from 1 to ${mostPasses}, not "${passes}".`)
}
