/**
 * From the options of `train` to a configuration: what is not given is as the preset has it, or takes the measured
 * default of the method and network.
 */
import { parseBeta } from '../../preload/schema/beta'
import {
  dataSetNames, networkPresetNames, trainingConfigurationSchema, trainMethodNames,
  type PlainTraining, type Schedule, type StoredMaskSettings, type TrainingConfiguration, type TrainMethodName, type Trigger
} from '../../preload/schema/configuration'
import { explainIssue } from '../../preload/schema/explain'
import { Failure } from '../../preload/schema/failure'
import { defaultConfiguration, maskedLearningRateFor, sharedSettings } from '../engine/training/defaults'
import { presetConfiguration } from '../engine/training/presets'

/** What every training can be told, as typed on the command line. */
export interface OptimisationOptions {
  preprocessing?: string; augmentation?: string; imageSize?: string; batchSize?: string; momentum?: string; weightDecay?: string; clipNorm?: string
  schedule?: string; seed?: string; limit?: string; evaluateEvery?: string; executor?: string
}
/** How masks are used, where they are. */
export interface MaskOptions {
  gap?: string; tolerance?: string; driftBound?: string; consistency?: string; consistencySchedule?: string; rule?: string; beta?: string
  form?: string; gate?: string; keepMasks?: string
}
export interface TrainOptions extends OptimisationOptions, MaskOptions {
  preset?: string; scaled?: boolean; data?: string; net?: string; method?: string; epochs?: string; lr?: string; warmup?: string; warmupError?: string; maskedLr?: string; maskedMomentum?: string
}

/** @throws Failure naming the option that is wrong */
export function configurationFrom(options: TrainOptions): TrainingConfiguration {
  if (options.method === 'dsd') throw new Failure('Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".')
  const defaults = startingPoint(options)
  const given = withoutMissing({ epochs: numeric('epochs', options.epochs), learningRate: numeric('lr', options.lr) })
  return validated({ ...defaults, ...optimisationFrom(options), ...given, ...maskedSettings(defaults, options) })
}

export const dataSetFrom = (text: string): (typeof dataSetNames)[number] => oneOf('data', dataSetNames, text, 'data set')
export const networkFrom = (text: string): (typeof networkPresetNames)[number] => oneOf('net', networkPresetNames, text, 'network')

export function validated(wanted: object): TrainingConfiguration {
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(parsed.error.issues[0], wanted))
  return parsed.data
}

export function optimisationFrom(options: OptimisationOptions): object {
  return withoutMissing({
    batchSize: numeric('batch-size', options.batchSize), momentum: numeric('momentum', options.momentum), weightDecay: numeric('weight-decay', options.weightDecay),
    clipNorm: options.clipNorm === 'none' ? null : numeric('clip-norm', options.clipNorm),
    schedule: scheduleFrom(options.schedule), seed: numeric('seed', options.seed), limit: numeric('limit', options.limit),
    evaluateEvery: numeric('evaluate-every', options.evaluateEvery), executor: options.executor,
    preprocessing: options.preprocessing, augmentation: options.augmentation, imageSize: numeric('image-size', options.imageSize)
  })
}

/** The preset, or the defaults; where a preset's data, network or method is replaced, what belongs to that alone is the default's. */
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
const storedMaskOptions = ['gap', 'tolerance', 'driftBound', 'consistency', 'consistencySchedule', 'rule', 'keepMasks'] as const

const maskOptionsOf: Record<TrainMethodName, readonly (keyof TrainOptions)[]> = {
  sgd: [], majority: phaseOptions, 'b-alternation': [...phaseOptions, 'beta'], 'i-alternation': [...phaseOptions, ...storedMaskOptions, 'beta']
}

/** @throws Failure for an option of masks that the method knows nothing of: taken in silence it would seem to have had no effect */
function demandMeaning(method: TrainMethodName, options: TrainOptions): void {
  const stray = maskOptionsOf['i-alternation'].find((name) => options[name] !== undefined && !maskOptionsOf[method].includes(name))
  if (stray === undefined) return
  const flag = stray.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new Failure(`--${flag} means nothing to --method ${method}; leave it out or choose another method.`)
}

function maskedSettings(defaults: PlainTraining, options: TrainOptions): object {
  demandMeaning(defaults.method, options)
  const phase = withoutMissing({
    warmup: numeric('warmup', options.warmup), form: options.form, gate: options.gate,
    warmupError: options.warmupError === 'none' ? null : numeric('warmup-error', options.warmupError),
    ...followed(defaults, options), ...withoutMissing({ maskedLearningRate: numeric('masked-lr', options.maskedLr) })
  })
  switch (defaults.method) {
    case 'sgd': return {}
    case 'i-alternation': return { alternation: { ...defaults.alternation, ...phase, ...storedMasksFrom(defaults.alternation, options) } }
    case 'b-alternation': return { batchAlternation: { ...defaults.batchAlternation, ...phase, ...withoutMissing({ beta: numeric('beta', options.beta) }) } }
    case 'majority': return { majority: { ...defaults.majority, ...phase } }
  }
}

/** Unless told otherwise the masked phase follows the run's own learning rate and momentum. */
function followed(defaults: PlainTraining, options: TrainOptions): object {
  const own = withoutMissing({ learningRate: numeric('lr', options.lr), momentum: numeric('momentum', options.momentum) })
  const maskedMomentum = numeric('masked-momentum', options.maskedMomentum ?? options.momentum)
  if (defaults.method !== 'i-alternation') return withoutMissing({ maskedLearningRate: own.learningRate, maskedMomentum })
  if (Object.keys(own).length === 0 && maskedMomentum === undefined) return {}
  const momentum = maskedMomentum ?? defaults.alternation.maskedMomentum
  // No rate follows from a momentum that is refused.
  if (!(momentum < 1)) return { maskedMomentum: momentum }
  return { maskedLearningRate: maskedLearningRateFor({ ...defaults, ...own }, momentum), maskedMomentum: momentum }
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
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) throw new Failure(`--${option} takes a whole number of at least 1, not "${text}".`)
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
