/**
 * From the options of `train` to a configuration: what is not given is as the preset has it, or takes the measured
 * default of the method and network.
 */
import {
  continuedSettings, defaultConfiguration, nameOfNetwork, methodOf, plainMethods, trainMethodNames, type PlainTraining,
  type TrainedNetwork, type TrainMethodName
} from '../configuration'
import { Failure } from '../failure'
import { followed } from '../methods/variants'
import { keyOf, optionsOf, type GivenOptions } from './given-options'
import { configured, strayOption } from './given-settings'
import { dataSetFrom, oneOf, validated } from './given-values'
import { trainedNetworkFrom, type BeginningRun } from './origin'

/** The options that `train` describes itself; the others are those of the methods' settings. */
export type TrainOptions = GivenOptions & { data?: string; net?: string; method?: string }

/** What is trained, and on what, where nobody says. */
export const usualData = 'mnist-10k'
export const usualNetwork = 'all-cnn-mini'

/**
 * @param preset whose settings are taken where no option says otherwise, or a training's
 * @param origin the run whose weights it begins with
 * @throws Failure naming the option that is wrong
 */
export function trainConfigurationFrom(
  options: TrainOptions, preset: PlainTraining | null, origin: BeginningRun | null = null
): PlainTraining {
  const base = startingPoint(options, preset, origin)
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
  const own = optionsOf(methodOf(startingPoint(options, preset, null).method))
  const strange = plainMethods.flatMap((method) => [...optionsOf(method).keys()]).filter((option) => !own.has(option))
  const left = new Set(strange.map(keyOf))
  return Object.fromEntries(Object.entries(options).filter(([key]) => !left.has(key)))
}

/**
 * The preset, or the defaults; where a preset's data, network or method is replaced, what belongs to that alone is the
 * default's.
 */
function startingPoint(
  options: TrainOptions, preset: PlainTraining | null, origin: BeginningRun | null
): PlainTraining {
  if (options.method === 'dsd')
    throw new Failure('Dense → Sparse → Dense has stages, and a command of its own: "maskscope dsd --help".')
  const method = oneOf('method', trainMethodNames, options.method ?? preset?.method ?? plainMethods[0].name, 'method')
  if (origin !== null) return continued(options, method, origin)
  const dataset = dataSetFrom(options.data ?? preset?.dataset ?? usualData)
  const network = trainedNetworkFrom(options.net, null, preset?.network ?? usualNetwork)
  demandItsNetwork(network, preset)
  const defaults = defaultConfiguration(method, dataset, network)
  if (preset === null) return defaults
  const isSame = dataset === preset.dataset || preset.from !== null
  const preprocessing = isSame ? preset.preprocessing : defaults.preprocessing
  return { ...defaults, ...sharedSettings(preset, defaults), method, dataset, network, preprocessing } as PlainTraining
}

/** Weights are those of one network. */
function demandItsNetwork(network: TrainedNetwork, preset: PlainTraining | null): void {
  if (preset === null || preset.from === null || nameOfNetwork(network) === nameOfNetwork(preset.network)) return
  throw new Failure(
    `It begins with the weights of run ${preset.from.run}, whose network is ${nameOfNetwork(preset.network)}; ` +
      'leave --net out.'
  )
}

/** What the run was trained on, or looked at with, is what it goes on with. */
function continued(options: TrainOptions, method: TrainMethodName, origin: BeginningRun): PlainTraining {
  const { configuration, from } = origin
  const dataset = dataSetFrom(options.data ?? configuration.dataset)
  const network = trainedNetworkFrom(options.net, origin, usualNetwork)
  const defaults = defaultConfiguration(method, dataset, network)
  return { ...defaults, ...continuedSettings(configuration), dataset, network, from }
}

/** What of a configuration another method has too. */
const sharedSettings = (configuration: PlainTraining, other: PlainTraining): object =>
  Object.fromEntries(Object.entries(configuration).filter(([key]) => key in other))
