/** `maskscope runs`, `stop RUN`, `delete RUN` */
import type { Command } from 'commander'
import { bytes, percentWithUnit } from '../../preload/schema/format'
import { deleteRun, listRuns } from '../api/runs'
import { stopTraining } from '../api/training'
import { withWorkbench, type Common } from './common'
import { filterHelp, filterOption, type GivenFilter } from './filter-option'
import { print, printJson, remark, table } from './terminal'

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs of the store, newest first')
    .addOption(filterOption())
    .option('--json', 'as JSON')
    .addHelpText('after', filterHelp)
    .action((_options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Common & { json?: boolean; filter?: GivenFilter }) => {
        const all = listRuns(workbench)
        const runs = options.filter === undefined ? all : all.filter(options.filter.passes)
        if (options.json) return printJson(runs)
        if (all.length === 0) return remark(`No runs in ${workbench.store.path} yet; "maskscope train" makes one.`)
        if (runs.length === 0) return remark(`No run passes the filter; the store has ${all.length}.`)
        print(
          table(
            ['run', 'status', 'method', 'network', 'data', 'seed', 'epochs', 'test error', 'masks', 'file', 'name'],
            runs.map((run) =>
              run.state === 'damaged'
                ? [run.id, 'damaged', '', '', '', '', '', '', '', bytes(run.fileBytes), run.reason]
                : [
                    run.id,
                    run.status,
                    run.importedFrom === null ? run.method : `imported (${run.importedFrom})`,
                    run.network,
                    run.dataset,
                    String(run.seed),
                    run.method === 'imported' ? '–' : `${run.epochsDone}/${run.epochs}`,
                    percentWithUnit(run.testError),
                    bytes(run.maskBytes),
                    bytes(run.fileBytes),
                    run.name
                  ]
            )
          )
        )
      })
    )
  program.command('stop <run>')
    .description('ask a running training to stop after its current step')
    .action((run: string, _options: unknown, command: Command) => withWorkbench(command, (workbench) => {
      const id = workbench.store.resolveId(run)
      stopTraining(workbench, id)
      remark(`asked run ${id} to stop`)
    }))
  program.command('delete <run>')
    .description('delete a run for good')
    .action((run: string, _options: unknown, command: Command) => withWorkbench(command, (workbench) => {
      const id = workbench.store.resolveId(run)
      deleteRun(workbench, id)
      remark(`deleted run ${id}`)
    }))
}
