/** `maskscope train` */
import type { Command } from 'commander'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { explainIssue } from '../../preload/schema/explain'
import {
  dataSetNames, methodNames, networkPresetNames, trainingConfigurationSchema, type Schedule, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { runNameSchema } from '../../preload/schema/run'
import { showRun } from '../api/show'
import { startTraining, stopTraining } from '../api/training'
import type { Workbench } from '../api/workbench'
import { defaultConfiguration } from '../engine/training/defaults'
import { ProgressBar } from './progress-bar'
import { printShown } from './show'
import { printJson, remark } from './terminal'
import { withWorkbench, type Common } from './common'

interface TrainOptions extends Common {
  data: string; net: string; method: string; name?: string; json?: boolean
  epochs?: string; batchSize?: string; lr?: string; momentum?: string; weightDecay?: string; clipNorm?: string; schedule?: string; seed?: string; limit?: string
  warmup?: string; gap?: string; maskedLr?: string; maskedMomentum?: string; consistency?: string; consistencySchedule?: string
  rule?: string; form?: string; keepMasks?: string; executor?: string
}

export function addTrain(program: Command): void {
  program.command('train')
    .description('train a network by SGD or by alternation, and keep everything in a run file')
    .option('--data <name>', `data set: ${dataSetNames.join(', ')}`, 'mnist-10k')
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
    .option('--gap <n>', 'epochs between alternations')
    .option('--masked-lr <x>', 'learning rate while masks are fixed')
    .option('--masked-momentum <x>', 'momentum while masks are fixed')
    .option('--consistency <x>', 'λ of the consistency term; 0 is the paper’s method')
    .option('--consistency-schedule <name>', 'constant or with-learning-rate')
    .option('--rule <name>', 'mask rule: positive')
    .option('--form <name>', 'affine (eq 2) or linear (eq 13)')
    .option('--keep-masks <name>', 'auto, all, or ends (first and last two alternations)')
    .option('--executor <name>', 'graph (a step is one call) or eager (the reference)')
    .option('--json', 'print the run as JSON when it has ended')
    .action((_options: TrainOptions, command: Command) => withWorkbench(command, (workbench, options: TrainOptions) => trainHere(workbench, options)))
}

async function trainHere(workbench: Workbench, options: TrainOptions): Promise<void> {
  const configuration = configurationFrom(options)
  const name = options.name === undefined ? null : validName(options.name)
  const id = await trainedToItsEnd(workbench, configuration, name)
  const run = showRun(workbench, id)
  if (options.json) printJson(run)
  else printShown(run)
}

/** Ctrl-C stops the training in good order; pressed before the run has begun, as soon as it has. */
async function trainedToItsEnd(workbench: Workbench, configuration: TrainingConfiguration, name: string | null): Promise<string> {
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
    const { id, done } = await startTraining(workbench, configuration, name, (message) => bar.show(message))
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

/** Settings that were not given take the measured default of the method and network. */
function configurationFrom(options: TrainOptions): TrainingConfiguration {
  const dataset = oneOf('data', dataSetNames, options.data, 'data set')
  const network = oneOf('net', networkPresetNames, options.net, 'network')
  const method = oneOf('method', methodNames, options.method, 'method')
  const defaults = defaultConfiguration(method, dataset, network)
  const given = withoutMissing({
    epochs: numeric('epochs', options.epochs), batchSize: numeric('batch-size', options.batchSize), learningRate: numeric('lr', options.lr),
    momentum: numeric('momentum', options.momentum), weightDecay: numeric('weight-decay', options.weightDecay),
    clipNorm: options.clipNorm === 'none' ? null : numeric('clip-norm', options.clipNorm),
    schedule: scheduleFrom(options.schedule), seed: numeric('seed', options.seed), limit: numeric('limit', options.limit), executor: options.executor
  })
  const alternation = withoutMissing({
    warmup: numeric('warmup', options.warmup), gap: numeric('gap', options.gap),
    // Unless told otherwise the masked phase follows the run's own learning rate and momentum.
    maskedLearningRate: numeric('masked-lr', options.maskedLr ?? options.lr), maskedMomentum: numeric('masked-momentum', options.maskedMomentum ?? options.momentum),
    consistency: numeric('consistency', options.consistency), consistencySchedule: options.consistencySchedule,
    rule: options.rule, form: options.form, keepMasks: options.keepMasks
  })
  const wanted = defaults.method === 'sgd'
    ? { ...defaults, ...given }
    : { ...defaults, ...given, alternation: { ...defaults.alternation, ...alternation } }
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(parsed.error.issues[0], wanted))
  return parsed.data
}

function oneOf<T extends string>(option: string, known: readonly T[], given: string, what: string): T {
  const found = known.find((name) => name === given)
  if (!found) throw new Failure(`There is no ${what} "${given}"; --${option} takes ${known.join(', ')}.`)
  return found
}

function numeric(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new Failure(`--${option} takes a number, not "${text}".`)
  return value
}

function scheduleFrom(text: string | undefined): Schedule | undefined {
  if (text === undefined) return undefined
  if (text === 'constant' || text === 'cosine') return { kind: text }
  if (/^step:\d+(,\d+)*$/.test(text)) return { kind: 'step', epochs: text.slice('step:'.length).split(',').map(Number) }
  throw new Failure(`--schedule takes constant, cosine or step:200,250,300, not "${text}".`)
}

const withoutMissing = <T extends object>(settings: T): Partial<T> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<T>
