/** `maskscope export RUN` with a format of models. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { count, milliseconds, percentWithUnit } from '../../preload/schema/format'
import type { ExportFigures, ExportFormatName, ExportReport } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import { exportModel, type ExportRequest } from '../api/export'
import { withRun, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { print, printJson, remark, table } from './terminal'

export interface ModelOptions extends Common {
  at?: string
  format: string
  out: string
  compact?: boolean
  force?: boolean
  report?: boolean
  before?: string
  dataDir?: string
  json?: boolean
}

export const exportOneModel = (command: Command, run: string, format: ExportFormatName): Promise<void> =>
  withRun(command, run, async (workbench, id, options: ModelOptions) => {
    const record = await exportModel(
      workbench,
      id,
      requestFrom(options, format),
      { dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir) }
    )
    if (options.json === true) return printJson(record)
    remark(`wrote ${record.files.map(({ name }) => name).join(', ')} to ${record.folder}`)
    if (record.report) print(reportTable(record.report))
  })

function requestFrom(
  { at = 'final', out, compact, force, report, before }: ModelOptions, format: ExportFormatName
): ExportRequest {
  if (before !== undefined && report !== true) throw new Failure('--before belongs to --report, which was not given.')
  return {
    at: checkpointFrom(at), format, folder: resolve(out), compact: compact === true, force: force === true,
    report: report === true ? { before: before === undefined ? null : checkpointFrom(before) } : null
  }
}

/** One row per figure, one column per model. */
function reportTable({ format, runtime, before, after }: ExportReport): string {
  const rows: [string, (figures: ExportFigures) => string][] = [
    ['parameters', ({ parameters }) => count(parameters)],
    ['non-zero parameters', ({ nonZeroParameters }) => count(nonZeroParameters)],
    ['MACs per image', ({ macs }) => count(macs)],
    ['non-zero MACs per image', ({ nonZeroMacs }) => count(nonZeroMacs)],
    ['bytes of weights', ({ weightBytes }) => count(weightBytes)],
    [`bytes of files, ${format}`, ({ fileBytes }) => count(fileBytes)],
    ['bytes of files, gzip', ({ compressedFileBytes }) => count(compressedFileBytes)],
    ['time per image, batch of 1', ({ millisecondsPerImage }) => milliseconds(millisecondsPerImage.one)],
    ['time per image, batch of 64', ({ millisecondsPerImage }) => milliseconds(millisecondsPerImage.sixtyFour)],
    ['test error', ({ error }) => percentWithUnit(error)]
  ]
  const models = before ? [before, after] : [after]
  return table(
    [runtime, ...(before ? ['before', 'after'] : ['this model'])],
    rows.map(([name, cell]) => [name, ...models.map(cell)])
  )
}
