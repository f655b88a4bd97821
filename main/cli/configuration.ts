/** From the options of `train` to a configuration: what is not given takes the measured default of the method and network. */
import { parseBeta } from '../../preload/schema/beta'
import {
  dataSetNames, methodNames, networkPresetNames, trainingConfigurationSchema,
  type AlternationSettings, type Schedule, type TrainingConfiguration, type Trigger
} from '../../preload/schema/configuration'
import { explainIssue } from '../../preload/schema/explain'
import { Failure } from '../../preload/schema/failure'
import { defaultConfiguration } from '../engine/training/defaults'

/** As typed on the command line. */
export interface TrainOptions {
  data: string; net: string; method: string; preprocessing?: string; augmentation?: string; imageSize?: string
  epochs?: string; batchSize?: string; lr?: string; momentum?: string; weightDecay?: string; clipNorm?: string; schedule?: string; seed?: string; limit?: string
  warmup?: string; gap?: string; tolerance?: string; driftBound?: string; maskedLr?: string; maskedMomentum?: string
  consistency?: string; consistencySchedule?: string; rule?: string; beta?: string; form?: string; gate?: string; keepMasks?: string; executor?: string
}

/** @throws Failure naming the option that is wrong */
export function configurationFrom(options: TrainOptions): TrainingConfiguration {
  const dataset = oneOf('data', dataSetNames, options.data, 'data set')
  const network = oneOf('net', networkPresetNames, options.net, 'network')
  const method = oneOf('method', methodNames, options.method, 'method')
  const defaults = defaultConfiguration(method, dataset, network)
  const given = withoutMissing({
    epochs: numeric('epochs', options.epochs), batchSize: numeric('batch-size', options.batchSize), learningRate: numeric('lr', options.lr),
    momentum: numeric('momentum', options.momentum), weightDecay: numeric('weight-decay', options.weightDecay),
    clipNorm: options.clipNorm === 'none' ? null : numeric('clip-norm', options.clipNorm),
    schedule: scheduleFrom(options.schedule), seed: numeric('seed', options.seed), limit: numeric('limit', options.limit), executor: options.executor,
    preprocessing: options.preprocessing, augmentation: options.augmentation, imageSize: numeric('image-size', options.imageSize)
  })
  const wanted = { ...defaults, ...given, ...maskedSettings(defaults, options) }
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(parsed.error.issues[0], wanted))
  return parsed.data
}

function maskedSettings(defaults: TrainingConfiguration, options: TrainOptions): object {
  const phase = withoutMissing({
    warmup: numeric('warmup', options.warmup), form: options.form, gate: options.gate,
    // Unless told otherwise the masked phase follows the run's own learning rate and momentum.
    maskedLearningRate: numeric('masked-lr', options.maskedLr ?? options.lr), maskedMomentum: numeric('masked-momentum', options.maskedMomentum ?? options.momentum)
  })
  switch (defaults.method) {
    case 'sgd': return {}
    case 'i-alternation': return { alternation: { ...defaults.alternation, ...phase, ...alternationSettings(defaults.alternation, options) } }
    case 'b-alternation': return { batchAlternation: { ...defaults.batchAlternation, ...phase, ...withoutMissing({ beta: numeric('beta', options.beta) }) } }
    case 'majority': return { majority: { ...defaults.majority, ...phase } }
  }
}

function alternationSettings(defaults: AlternationSettings, options: TrainOptions): object {
  const beta = options.beta === undefined ? undefined : parseBeta(options.beta)
  if (beta === null) throw new Failure(`--beta takes learned, a number, or quantile:0.5, not "${options.beta}".`)
  return withoutMissing({
    trigger: triggerFrom(options) ?? defaults.trigger, beta, consistency: numeric('consistency', options.consistency),
    consistencySchedule: options.consistencySchedule, rule: options.rule, keepMasks: options.keepMasks
  })
}

function triggerFrom({ gap, tolerance, driftBound }: TrainOptions): Trigger | undefined {
  switch (gap) {
    case undefined: return undefined
    case 'plateau': return { kind: 'plateau', tolerance: numeric('tolerance', tolerance) ?? 0.1 }
    case 'drift': return { kind: 'drift', bound: numeric('drift-bound', driftBound) ?? 0.02 }
    default: return { kind: 'gap', epochs: numeric('gap', gap) ?? 1 }
  }
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
