/** `maskscope train` */
import type { Command } from 'commander'
import { dataSetNames, networkPresetNames, trainMethodNames } from '../../preload/schema/configuration'
import { withWorkbench, type Common } from './common'
import { configurationFrom, type TrainOptions } from './configuration'
import { trainHere, type RunOptions } from './run-training'
import { withMaskOptions, withOptimisationOptions } from './training-options'

type Options = Common & TrainOptions & RunOptions

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a network by SGD or by alternation, and keep everything in a run file')
    .option(
      '--preset <id>',
      'start from a preset ("maskscope presets" lists them); further options replace its settings'
    )
    .option('--scaled', 'the preset on a small network and part of the data: minutes on two cores')
    .option('--data <name>', `data set: ${dataSetNames.join(', ')} (default: mnist-10k)`)
    .option('--net <name>', `network: ${networkPresetNames.join(', ')} (default: all-cnn-mini)`)
    .option('--method <name>', `method: ${trainMethodNames.join(', ')} (default: i-alternation)`)
    .option('--epochs <n>', 'passes over the training examples')
    .option('--lr <x>', 'learning rate')
    .option('--warmup <n>', 'epochs of SGD before the first alternation, at most')
    .option('--warmup-error <x>', 'the warm-up ends sooner, after an epoch with this training error or less; or none')
    .option('--masked-lr <x>', 'learning rate while masks are fixed')
    .option('--masked-momentum <x>', 'momentum while masks are fixed')
  withMaskOptions(withOptimisationOptions(command))
    .action((_options: unknown, given: Command) =>
      withWorkbench(given, (workbench, options: Options) => trainHere(workbench, configurationFrom(options), options)))
}
