/**
 * From the options of `train` to a configuration: what is not given is as the preset has it, or takes the measured
 * default of the method and network.
 */
import {
  defaultConfiguration, methodOf, plainMethods, trainMethodNames, type PlainTraining
} from '../configuration'
import { Failure } from '../failure'
import { followed } from '../methods/variants'
import { keyOf, optionsOf, type GivenOptions } from './given-options'
import { configured, strayOption } from './given-settings'
import { dataSetFrom, networkFrom, oneOf, validated } from './given-values'

/** The options that `train` describes itself; the others are those of the methods' settings. */
export type TrainOptions = GivenOptions & { data?: string; net?: string; method?: string }

/** What is trained, and on what, where nobody says. */
export const usualData = 'mnist-10k'
export const usualNetwork = 'all-cnn-mini'

/** @throws Failure naming the option that is wrong */
export function trainConfigurationFrom(options: TrainOptions, preset: PlainTraining | null): PlainTraining {
  const base = startingPoint(options, preset)
  const definition = methodOf(base.method)
  const stray = strayOption(definition, plainMethods, options)
  // Taken in silence it would seem to have had no effect.
  if (stray !== undefined)
    throw new Failure(`${stray} means nothing to --method ${base.method}; leave it out or choose another method.`)
  const { configuration, given } = configured(definition, base, options)
  return validated(followed(definition, configuration, given)) as PlainTraining
}

/** Options without those that mean nothing to the method that they choose, though they do to others. */
export function meantOptions(options: TrainOptions, preset: PlainTraining | null): TrainOptions {
  const own = optionsOf(methodOf(startingPoint(options, preset).method))
  const strange = plainMethods.flatMap((method) => [...optionsOf(method).keys()]).filter((option) => !own.has(option))
  const left = new Set(strange.map(keyOf))
  return Object.fromEntries(Object.entries(options).filter(([key]) => !left.has(key)))
}

/**
 * The preset, or the defaults; where a preset's data, network or method is replaced, what belongs to that alone is the
 * default's.
 */
function startingPoint(options: TrainOptions, preset: PlainTraining | null): PlainTraining {
  if (options.method === 'dsd')
    throw new Failure('Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".')
  const dataset = dataSetFrom(options.data ?? preset?.dataset ?? usualData)
  const network = networkFrom(options.net ?? preset?.network ?? usualNetwork)
  const method = oneOf('method', trainMethodNames, options.method ?? preset?.method ?? plainMethods[0].name, 'method')
  const defaults = defaultConfiguration(method, dataset, network)
  if (preset === null) return defaults
  const preprocessing = dataset === preset.dataset ? preset.preprocessing : defaults.preprocessing
  return { ...defaults, ...sharedSettings(preset, defaults), method, dataset, network, preprocessing } as PlainTraining
}

/** What of a configuration another method has too. */
const sharedSettings = (configuration: PlainTraining, other: PlainTraining): object =>
  Object.fromEntries(Object.entries(configuration).filter(([key]) => key in other))
