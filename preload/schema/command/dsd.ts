/** From the options of `dsd` to a configuration. */
import {
  continuedSettings,
  defaultDsd,
  type DsdConfiguration,
  type TrainingConfiguration
} from '../configuration'
import { Failure } from '../failure'
import { dsd } from '../methods/dsd'
import { fieldNamed } from '../settings/fields'
import { followed, withKind } from '../methods/variants'
import { givenBy, type GivenOptions } from './given-options'
import { configured } from './given-settings'
import { dataSetFrom, numeric, oneOf, validated } from './given-values'
import { trainedNetworkFrom, type BeginningRun } from './origin'
import { usualData, usualNetwork } from './train'

/** The options that `dsd` describes itself; the others are those of the method's settings. */
export type DsdOptions = GivenOptions & {
  data?: string
  net?: string
  prune?: string
  weightMasks?: string
  stages?: string
  learningRates?: string
}

/** @throws Failure naming the option that is wrong */
export function dsdConfigurationFrom(options: DsdOptions, origin: BeginningRun | null): TrainingConfiguration {
  const base = startingPoint(options, origin)
  const all = { ...options, ...stageOptions(options) }
  const { configuration, given } = configured(dsd, withChoice(base, options), all, { loaded: 'loaded weight masks' })
  return validated(followed(dsd, configuration, given))
}

/** The defaults; where the training begins with a run, what that was trained on, and no first Dense stage. */
function startingPoint({ data, net }: DsdOptions, origin: BeginningRun | null): DsdConfiguration {
  const dataset = dataSetFrom(data ?? origin?.configuration.dataset ?? usualData)
  const network = trainedNetworkFrom(net, origin, usualNetwork)
  const base = defaultDsd(dataset, network)
  if (origin === null) return base
  const { sparse, final } = base.pruning
  return {
    ...base,
    ...continuedSettings(origin.configuration),
    dataset,
    network,
    epochs: sparse.epochs + final.epochs,
    pruning: { ...base.pruning, from: origin.from }
  }
}

const choice = fieldNamed(dsd.schema, 'prune')
const pruneNames = choice.values.kind === 'choice' ? choice.values.values : []

/** Weight masks of a file take the place of a choice of connections. */
function withChoice(base: DsdConfiguration, { prune, weightMasks }: DsdOptions): object {
  if (prune !== undefined) oneOf('prune', pruneNames, prune, 'choice of connections')
  if (weightMasks === undefined) return base
  if (prune !== undefined) throw new Failure('--weight-masks takes the place of a choice; leave --prune out.')
  return withKind(dsd, base, choice, 'loaded')
}

const shorthands = {
  stages: ['epochs', 'sparse-epochs', 'final-epochs'],
  'learning-rates': ['lr', 'sparse-lr', 'final-lr']
} as const

/** `--stages` and `--learning-rates` are short for an option of each stage. */
function stageOptions(options: DsdOptions): GivenOptions {
  const stages = threeOf('stages', options)
  const rates = threeOf('learning-rates', options)
  return {
    ...stages && {
      epochs: String(stages[0] + stages[1] + stages[2]),
      sparseEpochs: String(stages[1]),
      finalEpochs: String(stages[2])
    },
    ...rates && { lr: String(rates[0]), sparseLr: String(rates[1]), finalLr: String(rates[2]) }
  }
}

/** Three numbers with commas between them. */
function threeOf(option: keyof typeof shorthands, options: DsdOptions): [number, number, number] | undefined {
  const text = givenBy(options, option)
  if (typeof text !== 'string') return undefined
  const twice = shorthands[option].find((other) => givenBy(options, other) !== undefined)
  if (twice !== undefined) throw new Failure(`--${option} says what --${twice} says; leave one of them out.`)
  const [first, second, third, ...more] = text.split(',').map((part) => numeric(option, part) ?? 0)
  if (first === undefined || second === undefined || third === undefined || more.length > 0)
    throw new Failure(`--${option} takes three numbers, as 4,4,4, not "${text}".`)
  return [first, second, third]
}
