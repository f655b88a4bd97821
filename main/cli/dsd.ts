/** `maskscope dsd` */
import type { Command } from 'commander'
import { dsdConfigurationFrom, type DsdOptions } from '../../preload/schema/command/dsd'
import { dataSetNames, networkPresetNames, type TrainingConfiguration } from '../../preload/schema/configuration'
import { dsd } from '../../preload/schema/methods/dsd'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { beginningRun, withOriginOptions, type OriginOptions } from './origin-options'
import { trainHere, withOwnRunOptions, withRunOptions, type RunOptions } from './run-training'
import { addSettingOptions } from './setting-options'

/** What a training in stages is told, by whichever command. */
export type PruningOptions = DsdOptions & RunOptions & OriginOptions

export function addDsd(program: Command): void {
  const command = program
    .command('dsd')
    .description('train Dense → Sparse → Dense: prune connections for a stage, then train all of them again')
  withOwnRunOptions(withPruningOptions(command)).action((_options: unknown, given: Command) =>
    withWorkbench(given, async (workbench, options: Common & PruningOptions) =>
      trainHere(workbench, pruningFrom(workbench, options), options)))
}

export function withPruningOptions(command: Command): Command {
  command
    .option('--data <name>', `data set: ${dataSetNames.join(', ')} (default: mnist-10k, or that of --from)`)
    .option('--net <name>', `network: ${networkPresetNames.join(', ')} (default: all-cnn-mini, or that of --from)`)
    .option('--weight-masks <file>', 'prune what a file of weight masks says instead of what --prune chooses')
    .option('--stages <n,n,n>', 'epochs of the Dense, the Sparse and the last Dense stage')
    .option('--learning-rates <x,x,x>', 'learning rates of the three stages')
  withOriginOptions(command, 'then the first stage has no epochs unless told')
  return addSettingOptions(withRunOptions(command), [dsd], ['data'])
}

/** @throws Failure naming the option that is wrong */
export const pruningFrom = (workbench: Workbench, options: PruningOptions): TrainingConfiguration =>
  dsdConfigurationFrom(options, beginningRun(workbench, options))
