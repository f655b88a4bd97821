/** `maskscope train` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import {
  augmentationNames, dataSetNames, methodNames, networkPresetNames, preprocessingNames, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { runNameSchema } from '../../preload/schema/run'
import { showRun } from '../api/show'
import { startTraining, stopTraining } from '../api/training'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { configurationFrom, type TrainOptions } from './configuration'
import { ProgressBar } from './progress-bar'
import { printShown } from './show'
import { printJson, remark } from './terminal'

type Options = Common & TrainOptions & { name?: string; json?: boolean; dataDir?: string }

export function addTrain(program: Command): void {
  program.command('train')
    .description('train a network by SGD or by alternation, and keep everything in a run file')
    .option('--data <name>', `data set: ${dataSetNames.join(', ')}`, 'mnist-10k')
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .option('--preprocessing <name>', preprocessingNames.join(', '))
    .option('--augmentation <name>', augmentationNames.join(', '))
    .option('--image-size <n>', 'pixels of the square cut from images of an image folder')
    .option('--net <name>', `network: ${networkPresetNames.join(', ')}`, 'all-cnn-mini')
    .option('--method <name>', `method: ${methodNames.join(', ')}`, 'i-alternation')
    .option('--name <text>', 'a name for the run')
    .option('--epochs <n>', 'passes over the training examples')
    .option('--batch-size <n>', 'examples per step')
    .option('--lr <x>', 'learning rate')
    .option('--momentum <x>', 'momentum of SGD')
    .option('--weight-decay <x>', 'L2 penalty on kernels')
    .option('--clip-norm <x>', 'longest gradient, or none')
    .option('--schedule <text>', 'constant, cosine, or step:200,250,300 (× 0.1 after these epochs)')
    .option('--seed <n>', 'the same seed gives the same numbers on a CPU')
    .option('--limit <n>', 'use the first N training examples only')
    .option('--warmup <n>', 'epochs of SGD before the first alternation')
    .option('--gap <n>', 'epochs between alternations; or plateau, or drift')
    .option('--tolerance <x>', 'plateau: alternate when the training loss falls by less than this fraction in an epoch')
    .option('--drift-bound <x>', 'drift: alternate when more than this fraction of stored bits has become wrong')
    .option('--masked-lr <x>', 'learning rate while masks are fixed')
    .option('--masked-momentum <x>', 'momentum while masks are fixed')
    .option('--consistency <x>', 'λ of the consistency term; 0 is the paper’s method')
    .option('--consistency-schedule <name>', 'constant or with-learning-rate')
    .option('--rule <name>', 'mask rule: positive (q > β) or energy (x² > β)')
    .option('--beta <x>', 'threshold: learned, a number, or quantile:0.5')
    .option('--form <name>', 'affine (eq 2) or linear (eq 13)')
    .option('--gate <name>', 'pure (the mask replaces ReLU) or gated (mask after ReLU)')
    .option('--keep-masks <name>', 'auto, all, or ends (first and last two alternations)')
    .option('--executor <name>', 'graph (a step is one call) or eager (the reference)')
    .option('--json', 'print the run as JSON when it has ended')
    .action((_options: unknown, command: Command) => withWorkbench(command, (workbench, options: Options) => trainHere(workbench, options)))
}

async function trainHere(workbench: Workbench, options: Options): Promise<void> {
  const configuration = configurationFrom(options)
  const name = options.name === undefined ? null : validName(options.name)
  const dataFolder = options.dataDir === undefined ? null : resolve(options.dataDir)
  const id = await trainedToItsEnd(workbench, configuration, name, dataFolder)
  const run = showRun(workbench, id)
  if (options.json) printJson(run)
  else printShown(run)
}

/** Ctrl-C stops the training in good order; pressed before the run has begun, as soon as it has. */
async function trainedToItsEnd(workbench: Workbench, configuration: TrainingConfiguration, name: string | null, dataFolder: string | null): Promise<string> {
  const bar = new ProgressBar(process.stderr)
  const interruption = { wanted: false, run: null as string | null }
  const stop = (): void => {
    interruption.wanted = true
    bar.clear()
    remark('stopping after the current step; the run is kept')
    if (interruption.run !== null) askToStop(workbench, interruption.run)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const { id, done } = await startTraining(workbench, configuration, name, (message) => bar.show(message), dataFolder)
    interruption.run = id
    remark(`run ${id} in ${workbench.store.path}`)
    if (interruption.wanted) askToStop(workbench, id)
    await done
    return id
  } finally {
    bar.clear()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

function askToStop(workbench: Workbench, id: string): void {
  try {
    stopTraining(workbench, id)
  } catch (error) {
    // It may have ended by itself in this very moment.
    remark(sentenceOf(error))
  }
}

function validName(text: string): string {
  const parsed = runNameSchema.safeParse(text)
  if (!parsed.success) throw new Failure('The name of a run has 1 to 120 characters; choose another with --name.')
  return parsed.data
}
