/** `maskscope runs`, `stop RUN` */
import { Option, type Command } from 'commander'
import { bytes } from '../../preload/schema/format'
import type { RunListEntry } from '../../preload/schema/run'
import {
  columnsFrom, columnTitle, isSetting, writtenField, type RunColumnName
} from '../../preload/schema/run-columns'
import { runSettings } from '../api/run-settings'
import { listRuns } from '../api/runs'
import { stopTraining } from '../api/training'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { filterHelp, filterOption, type GivenFilter } from './filter-option'
import { print, printJson, remark, table } from './terminal'

interface Options extends Common { json?: boolean; filter?: GivenFilter; columns: RunColumnName[] }

const usual = 'status,method,network,data,seed,done,error,masks,file,tag,name'

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs of the store, newest first')
    .addOption(filterOption())
    .addOption(
      new Option('--columns <names>', 'fields of a filter and settings, as in "error,sparsity,weight-decay"')
        .argParser(columnsFrom).default(columnsFrom(usual), usual)
    )
    .option('--json', 'as JSON')
    .addHelpText('after', filterHelp)
    .action((_options: unknown, command: Command) => withWorkbench(command, list))
  program.command('stop <run>')
    .description('ask a running training to stop after its current step')
    .action((run: string, _options: unknown, command: Command) => withWorkbench(command, (workbench) => {
      const id = workbench.store.resolveId(run)
      stopTraining(workbench, id)
      remark(`asked run ${id} to stop`)
    }))
}

async function list(workbench: Workbench, { filter, columns, json }: Options): Promise<void> {
  await workbench.catalogue.prepare()
  const all = listRuns(workbench)
  const runs = filter === undefined ? all : all.filter(filter.passes)
  if (json) return printJson(runs)
  if (all.length === 0) return remark(`No runs in ${workbench.store.path} yet; "maskscope train" makes one.`)
  if (runs.length === 0) return remark(`No run passes the filter; the store has ${all.length}.`)
  const ids = columns.some(isSetting) ? runs.map(({ id }) => id) : []
  const settings = new Map((await runSettings(workbench, ids)).map(({ id, values }) => [id, values]))
  const shown = columns.filter((name) => name !== 'id')
  print(table(
    ['run', ...shown.map((name) => columnTitle(name).toLowerCase())],
    runs.map((run) => [run.id, ...shown.map((name) => cellOf(run, name, settings.get(run.id) ?? {}))])
  ))
}

function cellOf(run: RunListEntry, name: RunColumnName, settings: Readonly<Record<string, string>>): string {
  if (isSetting(name)) return settings[name.slice('setting:'.length)] ?? ''
  if (run.state === 'damaged')
    return { status: 'damaged', file: bytes(run.fileBytes), name: run.reason }[name as string] ?? ''
  if (name === 'method' && run.importedFrom !== null) return `imported (${run.importedFrom})`
  return writtenField(name, run)
}
