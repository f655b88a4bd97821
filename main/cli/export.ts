/** `maskscope export RUN`: a model, or what a run tells over its training, for other programs. */
import type { Command } from 'commander'
import { exportFormatNames, historyFormatNames } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import { kebab } from '../../preload/schema/settings/fields'
import type { Common } from './common'
import { exportHistories, type HistoryOptions } from './export-history'
import { exportOneModel, type ModelOptions } from './export-model'
import { filterHelp, filterOption } from './filter-option'

type Options = Common & ModelOptions & HistoryOptions

const formatNames = [...exportFormatNames, ...historyFormatNames]

export function addExport(program: Command): void {
  program
    .command('export [run]')
    .description('write a checkpoint, or what a run tells over its training, for other programs')
    .option('--format <name>', `a model: ${exportFormatNames.join(', ')}; a training: ${historyFormatNames.join(', ')}`,
      'npz')
    .requiredOption('--out <folder>', 'the folder to write into')
    .option('--force', 'replace files of an earlier export')
    .option('--at <checkpoint>',
      'of a model: "final", the end of a stage ("dense", "sparse") or an alternation’s number (default: "final")')
    .option('--compact', 'of a model: without channels that do nothing, with the same outputs')
    .option('--report', 'of a model: measure size, time and error too (report.json)')
    .option('--before <checkpoint>', 'for --report: the checkpoint to compare with')
    .option('--data-dir <folder>', 'of a model: the folder of the data set’s official files')
    .option('--all', 'of trainings: every run of the store, each into a folder of its id')
    .addOption(filterOption())
    .option('--live', 'for tensorboard: goes on while a run trains; with --all or --filter until Ctrl-C')
    .option('--json', 'as JSON')
    .addHelpText('after', filterHelp)
    .action((run: string | undefined, _options: unknown, command: Command) => {
      const options = command.opts<Options>()
      const ofHistory = historyFormatNames.find((name) => name === options.format)
      if (ofHistory !== undefined) {
        refuse(options, ['at', 'compact', 'report', 'before', 'dataDir'], `the format "${ofHistory}" is of no model`)
        return exportHistories(command, run, ofHistory)
      }
      const ofModel = exportFormatNames.find((name) => name === options.format)
      if (ofModel === undefined)
        throw new Failure(`There is no export format "${options.format}"; --format takes ${formatNames.join(', ')}.`)
      refuse(options, ['all', 'filter', 'live'], `the format "${ofModel}" is of one model`)
      if (run === undefined) throw new Failure('Say which run’s model to export, as in "maskscope export latest".')
      return exportOneModel(command, run, ofModel)
    })
}

/** @throws Failure when one of these was given */
function refuse(options: Options, names: readonly (keyof Options)[], why: string): void {
  const given = names.find((name) => options[name] !== undefined)
  if (given !== undefined) throw new Failure(`--${kebab(given)} cannot be given here, because ${why}.`)
}
