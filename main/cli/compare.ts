/** `maskscope compare RUN…`: runs beside each other, those of one configuration as a group. */
import type { Command } from 'commander'
import { toCsv } from '../../preload/schema/csv'
import { reachedErrors, type FinalName, type RunComparison } from '../../preload/schema/run-comparison'
import {
  comparedRunsTable, finals, finalWords, groupsTable, groupWords, reachedTitle, reachedWords
} from '../../preload/schema/run-comparison-tables'
import { compareRuns } from '../api/run-comparison/compare'
import type { Workbench } from '../api/workbench'
import { chosenRuns } from './chosen-runs'
import { withWorkbench, type Common } from './common'
import { filterHelp, filterOption, type GivenFilter } from './filter-option'
import { print, printJson, remark, table } from './terminal'
import { writeOut } from './written-file'

interface Options extends Common { filter?: GivenFilter; json?: boolean; csv?: string; runsCsv?: string }

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
  const comparison = await compareRuns(workbench, await chosenRuns(workbench, runs, options.filter?.passes))
  for (const { id, reason } of comparison.unreadable) remark(`Run ${id} is left out: ${reason}`)
  if (options.csv !== undefined) writeOut(options.csv, toCsv(groupsTable(comparison)))
  if (options.runsCsv !== undefined) writeOut(options.runsCsv, toCsv(comparedRunsTable(comparison)))
  if (options.json) return printJson(comparison)
  print(tableOf(comparison))
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
