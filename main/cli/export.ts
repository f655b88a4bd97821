/** `maskscope masks RUN`, `export RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { count, milliseconds, percentWithUnit } from '../../preload/schema/format'
import { exportFormatNames, type ExportFigures, type ExportReport } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import { exportMasks, exportModel, type ExportRequest, type MasksRequest } from '../api/export'
import { withWorkbench, type Common } from './common'
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

type MasksOptions = Common & { snapshot?: string; alternation?: string; layer: string; out: string }

export function addExports(program: Command): void {
  program
    .command('masks <run>')
    .description('write the masks of a snapshot (every alternation is one) as a NumPy archive of packed bits')
    .option('--snapshot <k>', 'the snapshot’s number, from 1')
    .option('--alternation <k>', 'the alternation’s number, from 1')
    .option('--layer <name>', 'a support layer, or all', 'all')
    .requiredOption('--out <file>', 'the .npz file to write')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: MasksOptions) => {
        const path = resolve(options.out)
        const which = masksFrom(options)
        const examples = await exportMasks(workbench, workbench.store.resolveId(run), which, options.layer, path)
        remark(`wrote the masks of ${examples} examples to ${path}`)
      })
    )
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
      withWorkbench(command, async (workbench, options: ExportOptions) => {
        const record = await exportModel(
          workbench,
          workbench.store.resolveId(run),
          requestFrom(options),
          options.dataDir === undefined ? null : resolve(options.dataDir)
        )
        if (options.json === true) return printJson(record)
        remark(`wrote ${record.files.map(({ name }) => name).join(', ')} to ${record.folder}`)
        if (record.report) print(reportTable(record.report))
      })
    )
}

/** @throws Failure unless one of both is given, and a number */
function masksFrom({ snapshot, alternation }: MasksOptions): MasksRequest {
  if ((snapshot === undefined) === (alternation === undefined))
    throw new Failure('Give the masks to write by --snapshot or by --alternation, one of both.')
  const [option, text] = snapshot === undefined ? ['alternation', alternation ?? ''] : ['snapshot', snapshot]
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Failure(`--${option} takes a number from 1, not "${text}".`)
  return { of: snapshot === undefined ? 'alternation' : 'snapshot', index: Number(text) }
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
