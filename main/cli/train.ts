/** `maskscope train` */
import type { Command } from 'commander'
import {
  dataSetNames, networkPresetNames, plainMethods, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { configurationFrom, type PresetOptions } from '../api/preset-configuration'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { beginningRun, withOriginOptions, type OriginOptions } from './origin-options'
import { trainHere, withOwnRunOptions, withRunOptions, type RunOptions } from './run-training'
import { addSettingOptions } from './setting-options'

/** What a training is told, by whichever command. */
export type TrainingOptions = PresetOptions & RunOptions & OriginOptions

const methodLines = plainMethods.map(({ name, explanation }) => `${name} (${explanation.replace(/\.$/, '')})`)

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a network by SGD or by alternation, and keep everything in a run file')
  withOwnRunOptions(withTrainingOptions(command)).action((_options: unknown, given: Command) =>
    withWorkbench(given, (workbench, options: Common & TrainingOptions) =>
      trainHere(workbench, trainingFrom(workbench, options), options)))
}

/** @throws Failure naming the option that is wrong */
export const trainingFrom = (workbench: Workbench, options: TrainingOptions): TrainingConfiguration =>
  configurationFrom(options, beginningRun(workbench, options))

export const withTrainingOptions = (command: Command): Command =>
  addSettingOptions(
    withRunOptions(withOriginOptions(addStartingPoint(command), 'with its network, data and preprocessing')),
    plainMethods, ['data', 'net']
  )

/** The options of `startingPointOptions`. */
export function addStartingPoint(command: Command): Command {
  return command
    .option(
      '--preset <id>',
      'start from a preset ("maskscope presets" lists them); further options replace its settings'
    )
    .option('--scaled', 'the preset on a small network and part of the data: minutes on two cores')
    .option('--data <name>', `data set: ${dataSetNames.join(', ')} (default: mnist-10k)`)
    .option('--net <name>', `network: ${networkPresetNames.join(', ')} (default: all-cnn-mini)`)
    .option('--method <name>', `method: ${methodLines.join(', ')} (default: ${plainMethods[0].name})`)
}
