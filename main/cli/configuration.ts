/**
 * From the options of `train` to a configuration: what is not given is as the preset has it, or takes the measured
 * default of the method and network.
 */
import { parseBeta } from '../../preload/schema/beta'
import {
  dataSetNames,
  networkPresetNames,
  trainingConfigurationSchema,
  trainMethodNames,
  type PlainTraining,
  type Schedule,
  type StoredMaskSettings,
  type TrainingConfiguration,
  type TrainMethodName,
  type Trigger
} from '../../preload/schema/configuration'
import { explainIssue } from '../../preload/schema/explain'
import { Failure } from '../../preload/schema/failure'
import { defaultConfiguration, learningRateAt } from '../../preload/schema/configuration'
import { presetConfiguration } from '../engine/training/presets'

/** What every training can be told, as typed on the command line. */
export interface OptimisationOptions {
  preprocessing?: string
  augmentation?: string
  imageSize?: string
  batchSize?: string
  momentum?: string
  weightDecay?: string
  clipNorm?: string
  schedule?: string
  seed?: string
  limit?: string
  evaluateEvery?: string
  executor?: string
}
/** How masks are used, where they are. */
export interface MaskOptions {
  gap?: string
  tolerance?: string
  driftBound?: string
  consistency?: string
  consistencySchedule?: string
  rule?: string
  beta?: string
  form?: string
  gate?: string
  keepMasks?: string
}
export interface TrainOptions extends OptimisationOptions, MaskOptions {
  preset?: string
  scaled?: boolean
  data?: string
  net?: string
  method?: string
  epochs?: string
  lr?: string
  warmup?: string
  warmupError?: string
  maskedLr?: string
  maskedMomentum?: string
}

/** @throws Failure naming the option that is wrong */
export function configurationFrom(options: TrainOptions): TrainingConfiguration {
  if (options.method === 'dsd')
    throw new Failure('Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".')
  const defaults = startingPoint(options)
  const given = withoutMissing({ epochs: numeric('epochs', options.epochs), learningRate: numeric('lr', options.lr) })
  const run: PlainTraining = { ...defaults, ...optimisationFrom(options), ...given }
  return validated({ ...run, ...maskedSettings(run, options) })
}

export const dataSetFrom = (text: string): (typeof dataSetNames)[number] =>
  oneOf('data', dataSetNames, text, 'data set')
export const networkFrom = (text: string): (typeof networkPresetNames)[number] =>
  oneOf('net', networkPresetNames, text, 'network')

export function validated(wanted: object): TrainingConfiguration {
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(parsed.error.issues[0], wanted))
  return parsed.data
}

export function optimisationFrom(options: OptimisationOptions): object {
  return withoutMissing({
    batchSize: numeric('batch-size', options.batchSize),
    momentum: numeric('momentum', options.momentum),
    weightDecay: numeric('weight-decay', options.weightDecay),
    clipNorm: options.clipNorm === 'none' ? null : numeric('clip-norm', options.clipNorm),
    schedule: scheduleFrom(options.schedule),
    seed: numeric('seed', options.seed),
    limit: numeric('limit', options.limit),
    evaluateEvery: numeric('evaluate-every', options.evaluateEvery),
    executor: options.executor,
    preprocessing: options.preprocessing,
    augmentation: options.augmentation,
    imageSize: numeric('image-size', options.imageSize)
  })
}

/**
 * The preset, or the defaults; where a preset's data, network or method is replaced, what belongs to that alone is the
 * default's.
 */
function startingPoint(options: TrainOptions): PlainTraining {
  const preset = presetOf(options)
  const dataset = dataSetFrom(options.data ?? preset?.dataset ?? 'mnist-10k')
  const network = networkFrom(options.net ?? preset?.network ?? 'all-cnn-mini')
  const method = oneOf('method', trainMethodNames, options.method ?? preset?.method ?? 'i-alternation', 'method')
  const defaults = defaultConfiguration(method, dataset, network)
  if (preset === null) return defaults
  const preprocessing = dataset === preset.dataset ? preset.preprocessing : defaults.preprocessing
  const own = method === preset.method ? preset : sharedSettings(preset)
  return { ...defaults, ...own, method, dataset, network, preprocessing } as PlainTraining
}

function presetOf({ preset, scaled }: TrainOptions): PlainTraining | null {
  if (preset !== undefined) return presetConfiguration(preset, scaled === true)
  if (scaled) throw new Failure('--scaled belongs to a preset; name one with --preset.')
  return null
}

const phaseOptions = ['warmup', 'warmupError', 'maskedLr', 'maskedMomentum', 'form', 'gate'] as const
export const storedMaskOptions = [
  'gap',
  'tolerance',
  'driftBound',
  'consistency',
  'consistencySchedule',
  'rule',
  'keepMasks'
] as const

const maskOptionsOf: Record<TrainMethodName, readonly (keyof TrainOptions)[]> = {
  'i-alternation': [...phaseOptions, ...storedMaskOptions, 'beta'],
  'b-alternation': [...phaseOptions, 'beta'],
  majority: phaseOptions,
  sgd: []
}

/** Taken in silence it would seem to have had no effect. */
function demandMeaning(method: TrainMethodName, options: TrainOptions): void {
  const stray = strayOption(maskOptionsOf, method, options)
  if (stray !== null)
    throw new Failure(`${stray} means nothing to --method ${method}; leave it out or choose another method.`)
}

/** The first option that was given and that only other choices know, as it is typed; null where there is none. */
export function strayOption<Choice extends string, Options>(
  known: Record<Choice, readonly (keyof Options & string)[]>,
  choice: Choice,
  options: Options
): string | null {
  const all: readonly (keyof Options & string)[] = Object.values<readonly (keyof Options & string)[]>(known).flat()
  const stray = all.find((name) => options[name] !== undefined && !known[choice].includes(name))
  return stray === undefined ? null : `--${stray.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** @param run with what was asked for besides masks */
function maskedSettings(run: PlainTraining, options: TrainOptions): object {
  demandMeaning(run.method, options)
  const phase = withoutMissing({
    warmup: numeric('warmup', options.warmup), form: options.form, gate: options.gate,
    warmupError: options.warmupError === 'none' ? null : numeric('warmup-error', options.warmupError),
    ...followed(run, options), ...withoutMissing({ maskedLearningRate: numeric('masked-lr', options.maskedLr) })
  })
  switch (run.method) {
    case 'sgd':
      return {}
    case 'i-alternation':
      return { alternation: { ...run.alternation, ...phase, ...storedMasksFrom(run.alternation, options) } }
    case 'b-alternation':
      return {
        batchAlternation: {
          ...run.batchAlternation,
          ...phase,
          ...withoutMissing({ beta: numeric('beta', options.beta) })
        }
      }
    case 'majority':
      return { majority: { ...run.majority, ...phase } }
  }
}

/** Unless told otherwise the masked phase follows the run's own learning rate and momentum. */
function followed(run: PlainTraining, options: TrainOptions): object {
  const maskedMomentum = numeric('masked-momentum', options.maskedMomentum ?? options.momentum)
  if (run.method !== 'i-alternation')
    return withoutMissing({
      maskedLearningRate: options.lr === undefined ? undefined : run.learningRate,
      maskedMomentum
    })
  if (options.lr === undefined && maskedMomentum === undefined) return {}
  const momentum = maskedMomentum ?? run.alternation.maskedMomentum
  // No rate follows from a momentum that is refused.
  if (!(momentum < 1)) return { maskedMomentum: momentum }
  return { maskedLearningRate: learningRateAt(run, momentum), maskedMomentum: momentum }
}

export function storedMasksFrom(defaults: StoredMaskSettings, options: MaskOptions): object {
  const beta = options.beta === undefined ? undefined : parseBeta(options.beta)
  if (beta === null) throw new Failure(`--beta takes learned, a number, or quantile:0.5, not "${options.beta}".`)
  return withoutMissing({
    trigger: triggerFrom(options) ?? defaults.trigger, beta, consistency: numeric('consistency', options.consistency),
    consistencySchedule: options.consistencySchedule, rule: options.rule, keepMasks: options.keepMasks
  })
}

function triggerFrom({ gap, tolerance, driftBound }: MaskOptions): Trigger | undefined {
  switch (gap) {
    case undefined: return undefined
    case 'plateau': return { kind: 'plateau', tolerance: numeric('tolerance', tolerance) ?? 0.1 }
    case 'drift': return { kind: 'drift', bound: numeric('drift-bound', driftBound) ?? 0.02 }
    default: return { kind: 'gap', epochs: numeric('gap', gap) ?? 1 }
  }
}

/** @throws Failure that lists what is known */
export function oneOf<T extends string>(option: string, known: readonly T[], given: string, what: string): T {
  const found = known.find((name) => name === given)
  if (!found) throw new Failure(`There is no ${what} "${given}"; --${option} takes ${known.join(', ')}.`)
  return found
}

export function numeric(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new Failure(`--${option} takes a number, not "${text}".`)
  return value
}

/** @throws Failure when it is not a whole number of at least 1 */
export function wholeNumber(option: string, text: string | undefined): number | undefined {
  const value = numeric(option, text)
  if (value !== undefined && !(Number.isInteger(value) && value >= 1))
    throw new Failure(`--${option} takes a whole number of at least 1, not "${text}".`)
  return value
}

function scheduleFrom(text: string | undefined): Schedule | undefined {
  if (text === undefined) return undefined
  if (text === 'constant' || text === 'cosine') return { kind: text }
  if (/^step:\d+(,\d+)*$/.test(text)) return { kind: 'step', epochs: text.slice('step:'.length).split(',').map(Number) }
  throw new Failure(`--schedule takes constant, cosine or step:200,250,300, not "${text}".`)
}

export const withoutMissing = <T extends object>(settings: T): Partial<T> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<T>

/** Everything of a configuration but what belongs to its method alone. */
const sharedSettings = (configuration: PlainTraining): object =>
  Object.fromEntries(
    Object.entries(configuration).filter(
      ([key]) => !['method', 'alternation', 'batchAlternation', 'majority'].includes(key)
    )
  )
