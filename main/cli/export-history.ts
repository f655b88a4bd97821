/** `maskscope export RUN` with a format of what runs tell over their training. */
import type { Command } from 'commander'
import { join, resolve } from 'node:path'
import type { HistoryExport, HistoryFormatName } from '../../preload/schema/export'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import { exportHistory } from '../api/export-history'
import { followRun, followRuns, type LiveRequest } from '../api/live-history'
import { listRuns } from '../api/runs'
import { stopSignals } from '../api/training'
import type { ReadableWorkbench, Workbench } from '../api/workbench'
import { withRun, withWorkbench, type Common } from './common'
import type { GivenFilter } from './filter-option'
import { printJson, remark } from './terminal'

export interface HistoryOptions extends Common {
  out: string
  force?: boolean
  all?: boolean
  filter?: GivenFilter
  live?: boolean
  json?: boolean
}

/** @param run undefined where `--all` or `--filter` says which */
export function exportHistories(command: Command, run: string | undefined, format: HistoryFormatName): Promise<void> {
  const { all, filter, live, json } = command.opts<HistoryOptions>()
  const many = all === true || filter !== undefined
  if (many === (run !== undefined))
    throw new Failure('Say what to export: either a run, or --all or --filter for those of the store.')
  if (live === true && format !== 'tensorboard') throw new Failure('--live belongs to --format tensorboard.')
  if (live === true && json === true) throw new Failure('--live prints nothing, so --json cannot be given with it.')
  if (run === undefined)
    return withWorkbench(command, async (workbench, options: HistoryOptions) => {
      await workbench.catalogue.prepare()
      return live === true ? followStore(workbench, options) : exportStore(workbench, options, format)
    })
  return withRun(command, run, (workbench, id, options: HistoryOptions) =>
    live === true ? followOne(workbench, id, options) : exportOne(workbench, id, options, format))
}

async function exportOne(
  workbench: ReadableWorkbench, id: string, { out, force, json }: HistoryOptions, format: HistoryFormatName
): Promise<void> {
  const record = await exportHistory(workbench, id, { format, folder: resolve(out), force: force === true })
  if (json === true) return printJson(record)
  remark(`wrote ${record.files.map(({ name }) => name).join(', ')} to ${record.folder}`)
}

const passing = (workbench: Workbench, { filter }: HistoryOptions): string[] =>
  listRuns(workbench)
    .filter((entry) => entry.state === 'readable' && filter?.passes(entry) !== false)
    .map(({ id }) => id)

/** A run that cannot be exported keeps no other from it; the command then fails at its end. */
async function exportStore(workbench: Workbench, options: HistoryOptions, format: HistoryFormatName): Promise<void> {
  const ids = passing(workbench, options)
  if (ids.length === 0) throw new Failure('No run passes, so there is nothing to export.')
  const records: HistoryExport[] = []
  for (const id of ids) {
    const folder = resolve(join(options.out, id))
    try {
      records.push(await exportHistory(workbench, id, { format, folder, force: options.force === true }))
    } catch (error) {
      remark(`Run ${id} is left out: ${sentenceOf(error)}`)
    }
  }
  if (options.json === true) printJson(records)
  else remark(`wrote ${plural(records.length, 'run')} to ${resolve(options.out)}`)
  const missed = ids.length - records.length
  if (missed > 0) throw new Failure(`${plural(missed, 'run')} of ${ids.length} could not be exported.`)
}

async function followOne(workbench: ReadableWorkbench, id: string, options: HistoryOptions): Promise<void> {
  const request = liveRequest(options)
  remark(`run ${id} is followed into ${request.folder} until it ends; press Ctrl-C to end earlier`)
  await followRun(workbench, id, request)
}

async function followStore(workbench: Workbench, options: HistoryOptions): Promise<void> {
  const request = liveRequest(options)
  remark(`runs of ${workbench.store.path} are followed into ${request.folder}; press Ctrl-C to end`)
  await followRuns(workbench, {
    ...request,
    ids: () => passing(workbench, options),
    onBegin: (id) => { remark(`run ${id}`) },
    onFault: (id, sentence) => { remark(`Run ${id} is left out: ${sentence}`) }
  })
}

/** What was appended stays whole: a signal is heard between two looks. */
function liveRequest({ out, force }: HistoryOptions): LiveRequest {
  const ended = new AbortController()
  for (const signal of stopSignals) process.once(signal, () => { ended.abort() })
  return { folder: resolve(out), force: force === true, signal: ended.signal }
}
