/** `maskscope compare RUN…`: runs beside each other, those of one configuration as a group. */
import type { Command } from 'commander'
import { toCsv } from '../../preload/schema/csv'
import { Failure } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import { mostCompared, reachedErrors, type FinalName, type RunComparison } from '../../preload/schema/run-comparison'
import {
  comparedRunsTable, finals, finalWords, groupsTable, groupWords, reachedTitle, reachedWords
} from '../../preload/schema/run-comparison-tables'
import { compareRuns } from '../api/run-comparison/compare'
import { listRuns } from '../api/runs'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { filterHelp, filterOption, type Passing } from './filter-option'
import { print, printJson, remark, table } from './terminal'
import { writeOut } from './written-file'

interface Options extends Common { filter?: Passing; json?: boolean; csv?: string; runsCsv?: string }

/** In the order of the columns. */
const shown: readonly FinalName[] = ['testError', 'maskTGap', 'sparsity', 'seconds']

export function addCompare(program: Command): void {
  program
    .command('compare [runs...]')
    .description('runs beside each other: those of one configuration with different seeds as mean ± deviation')
    .addOption(filterOption())
    .option('--csv <file>', 'a .csv file to write: a line for each group, with intervals')
    .option('--runs-csv <file>', 'a .csv file to write: a line for each run')
    .option('--json', 'as JSON')
    .addHelpText('after', filterHelp)
    .action((runs: string[], _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Options) => compare(workbench, runs, options)))
}

async function compare(workbench: Workbench, runs: readonly string[], options: Options): Promise<void> {
  const comparison = await compareRuns(workbench, chosen(workbench, runs, options.filter))
  for (const { id, reason } of comparison.unreadable) remark(`Run ${id} is left out: ${reason}`)
  if (options.csv !== undefined) writeOut(options.csv, toCsv(groupsTable(comparison)))
  if (options.runsCsv !== undefined) writeOut(options.runsCsv, toCsv(comparedRunsTable(comparison)))
  if (options.json) return printJson(comparison)
  print(tableOf(comparison))
}

/** @throws Failure when there is nothing to compare, or too much */
function chosen(workbench: Workbench, runs: readonly string[], filter: Passing | undefined): string[] {
  if (runs.length === 0 && filter === undefined)
    throw new Failure('Say which runs to compare: by their ids, or by --filter, as in --filter "method:sgd error<5%".')
  const passing = filter === undefined ? [] : listRuns(workbench).filter(filter)
  const ids = [...new Set([...runs.map((run) => workbench.store.resolveId(run)), ...passing.map(({ id }) => id)])]
  if (ids.length === 0) throw new Failure('No run passes the filter, so there is nothing to compare.')
  if (ids.length > mostCompared)
    throw new Failure(`${plural(ids.length, 'run')} are too many to compare; choose ${mostCompared} at most.`)
  return ids
}

function tableOf(comparison: RunComparison): string {
  const reached = reachedErrors.map((error) => reachedTitle(error, 'iterations'))
  return table(
    ['group', 'runs', ...shown.map((name) => finals[name].title), ...reached].map((title) => title.toLowerCase()),
    comparison.groups.map((group, at) => [
      groupWords(comparison, at), String(group.seeds.length),
      ...shown.map((name) => finalWords(name, group.final[name])),
      ...group.reached.map((one) => reachedWords(one, 'iterations'))
    ])
  )
}
