/**
 * From the options of `train` to a configuration: what is not given is as the preset has it, or takes the measured
 * default of the method and network.
 */
import {
  dataSetNames,
  defaultConfiguration,
  methodOf,
  networkPresetNames,
  plainMethods,
  trainingConfigurationSchema,
  trainMethodNames,
  type PlainTraining,
  type TrainingConfiguration
} from '../../preload/schema/configuration'
import { explainIssue } from '../../preload/schema/explain'
import { Failure } from '../../preload/schema/failure'
import { followed } from '../../preload/schema/methods/variants'
import { presetConfiguration } from '../engine/training/presets'
import { configured, strayOption } from './given-settings'
import type { GivenOptions } from './setting-options'
import { elementOf } from '../../preload/schema/element'

/** The options that `train` describes itself; the others are those of the methods' settings. */
export type TrainOptions = GivenOptions & {
  preset?: string
  scaled?: boolean
  data?: string
  net?: string
  method?: string
}

/** @throws Failure naming the option that is wrong */
export function configurationFrom(options: TrainOptions): TrainingConfiguration {
  if (options.method === 'dsd')
    throw new Failure('Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".')
  const base = startingPoint(options)
  const definition = methodOf(base.method)
  const stray = strayOption(definition, plainMethods, options)
  // Taken in silence it would seem to have had no effect.
  if (stray !== undefined)
    throw new Failure(`${stray} means nothing to --method ${base.method}; leave it out or choose another method.`)
  const { configuration, given } = configured(definition, base, options)
  return validated(followed(definition, configuration, given))
}

export const dataSetFrom = (text: string): (typeof dataSetNames)[number] =>
  oneOf('data', dataSetNames, text, 'data set')
export const networkFrom = (text: string): (typeof networkPresetNames)[number] =>
  oneOf('net', networkPresetNames, text, 'network')

export function validated(wanted: object): TrainingConfiguration {
  const parsed = trainingConfigurationSchema.safeParse(wanted)
  if (!parsed.success) throw new Failure(explainIssue(elementOf(parsed.error.issues, 0), wanted))
  return parsed.data
}

/**
 * The preset, or the defaults; where a preset's data, network or method is replaced, what belongs to that alone is the
 * default's.
 */
function startingPoint(options: TrainOptions): PlainTraining {
  const preset = presetOf(options)
  const dataset = dataSetFrom(options.data ?? preset?.dataset ?? 'mnist-10k')
  const network = networkFrom(options.net ?? preset?.network ?? 'all-cnn-mini')
  const method = oneOf('method', trainMethodNames, options.method ?? preset?.method ?? plainMethods[0].name, 'method')
  const defaults = defaultConfiguration(method, dataset, network)
  if (preset === null) return defaults
  const preprocessing = dataset === preset.dataset ? preset.preprocessing : defaults.preprocessing
  return { ...defaults, ...sharedSettings(preset, defaults), method, dataset, network, preprocessing } as PlainTraining
}

function presetOf({ preset, scaled }: TrainOptions): PlainTraining | null {
  if (preset !== undefined) return presetConfiguration(preset, scaled === true)
  if (scaled) throw new Failure('--scaled belongs to a preset; name one with --preset.')
  return null
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

/** What of a configuration another method has too. */
const sharedSettings = (configuration: PlainTraining, other: PlainTraining): object =>
  Object.fromEntries(Object.entries(configuration).filter(([key]) => key in other))
