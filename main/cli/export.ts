/** `maskscope export RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { count, milliseconds, percentWithUnit } from '../../preload/schema/format'
import { exportFormatNames, type ExportFigures, type ExportReport } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import { exportModel, type ExportRequest } from '../api/export'
import { withRun, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { print, printJson, remark, table } from './terminal'

interface ExportOptions extends Common {
  at: string
  format: string
  out: string
  compact?: boolean
  force?: boolean
  report?: boolean
  before?: string
  dataDir?: string
  json?: boolean
}

export function addExport(program: Command): void {
  program
    .command('export <run>')
    .description('write a checkpoint for other programs: TensorFlow.js, ONNX, safetensors or NumPy')
    .option('--at <checkpoint>', '"final", the end of a stage ("dense", "sparse") or an alternation’s number', 'final')
    .option('--format <name>', exportFormatNames.join(', '), 'npz')
    .requiredOption('--out <folder>', 'the folder to write into')
    .option('--compact', 'without channels that do nothing: a smaller network with the same outputs')
    .option('--force', 'replace files of an earlier export')
    .option('--report', 'measure size, time and error too (report.json)')
    .option('--before <checkpoint>', 'for --report: the checkpoint to compare with')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withRun(command, run, async (workbench, id, options: ExportOptions) => {
        const record = await exportModel(
          workbench,
          id,
          requestFrom(options),
          options.dataDir === undefined ? null : resolve(options.dataDir)
        )
        if (options.json === true) return printJson(record)
        remark(`wrote ${record.files.map(({ name }) => name).join(', ')} to ${record.folder}`)
        if (record.report) print(reportTable(record.report))
      })
    )
}

function requestFrom({ at, format, out, compact, force, report, before }: ExportOptions): ExportRequest {
  const known = exportFormatNames.find((name) => name === format)
  if (!known)
    throw new Failure(`There is no export format "${format}"; --format takes ${exportFormatNames.join(', ')}.`)
  if (before !== undefined && report !== true) throw new Failure('--before belongs to --report, which was not given.')
  return {
    at: checkpointFrom(at), format: known, folder: resolve(out), compact: compact === true, force: force === true,
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
