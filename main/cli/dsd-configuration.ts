/** From the options of `dsd` to a configuration. */
import {
  continuedSettings,
  networkNameOf,
  networkOf,
  type DsdConfiguration,
  type PrunedNetwork,
  type PruningChoice,
  type RunConfiguration,
  type TrainingConfiguration
} from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { defaultDsd, defaultPruning } from '../../preload/schema/configuration'
import {
  dataSetFrom,
  networkFrom,
  numeric,
  oneOf,
  optimisationFrom,
  storedMaskOptions,
  storedMasksFrom,
  strayOption,
  validated,
  withoutMissing,
  type MaskOptions,
  type OptimisationOptions
} from './configuration'

export const pruneNames = ['magnitude', 'i-alternation', 'b-alternation'] as const

export interface DsdOptions extends OptimisationOptions, MaskOptions {
  data?: string
  net?: string
  prune?: string
  sparsity?: string
  scope?: string
  layerSparsity?: string
  floor?: string
  weightMasks?: string
  exempt?: string
  stages?: string
  learningRates?: string
  sensitivity?: boolean
}

/** The run to begin with. */
export interface Origin { from: NonNullable<DsdConfiguration['pruning']['from']>; configuration: RunConfiguration }

/** @throws Failure naming the option that is wrong */
export function dsdConfigurationFrom(options: DsdOptions, origin: Origin | null): TrainingConfiguration {
  const base = defaultDsd(
    dataSetFrom(options.data ?? origin?.configuration.dataset ?? 'mnist-10k'),
    prunedNetworkFrom(options.net, origin)
  )
  const { preprocessing, augmentation, imageSize, limit } =
    origin === null ? base : continuedSettings(origin.configuration)
  const kind = kindFrom(options)
  const defaults = defaultPruning(base, kind)
  const [dense, sparse, final] = threeOf('stages', options.stages) ?? [
    origin ? 0 : base.epochs - defaults.sparse.epochs - defaults.final.epochs,
    defaults.sparse.epochs,
    defaults.final.epochs
  ]
  const [learningRate, sparseRate, finalRate] = threeOf('learning-rates', options.learningRates) ?? [
    base.learningRate,
    defaults.sparse.learningRate,
    defaults.final.learningRate
  ]
  return validated({
    ...base,
    preprocessing,
    augmentation,
    imageSize,
    limit,
    ...optimisationFrom(options),
    epochs: dense + sparse + final,
    learningRate,
    pruning: {
      sparse: { epochs: sparse, learningRate: sparseRate },
      final: { epochs: final, learningRate: finalRate },
      choice: choiceFrom(defaults.choice, options),
      exempt: exemptFrom(options.exempt) ?? defaults.exempt,
      sensitivity: options.sensitivity ?? false,
      from: origin?.from ?? null
    }
  })
}

function prunedNetworkFrom(net: string | undefined, origin: Origin | null): PrunedNetwork {
  if (origin === null) return networkFrom(net ?? 'all-cnn-mini')
  const network = networkOf(origin.configuration)
  if (net === undefined) return network
  if (typeof network === 'string') return networkFrom(net)
  throw new Failure(
    `Run ${origin.from.run} comes with a network of its own, ${networkNameOf(origin.configuration)}; leave --net out.`
  )
}

function kindFrom({ prune, weightMasks }: DsdOptions): PruningChoice['kind'] {
  if (weightMasks === undefined) return oneOf('prune', pruneNames, prune ?? 'magnitude', 'choice of connections')
  if (prune !== undefined) throw new Failure('--weight-masks takes the place of a choice; leave --prune out.')
  return 'loaded'
}

function choiceFrom(defaults: PruningChoice, options: DsdOptions): object {
  demandOnly(defaults.kind, options)
  const floor = withoutMissing({ floor: numeric('floor', options.floor) })
  switch (defaults.kind) {
    case 'magnitude':
      return {
        ...defaults,
        ...withoutMissing({
          degree: numeric('sparsity', options.sparsity),
          scope: options.scope,
          degrees: degreesFrom(options.layerSparsity)
        })
      }
    case 'i-alternation':
      return {
        ...defaults,
        ...floor,
        masks: {
          ...defaults.masks,
          ...withoutMissing({ form: options.form, gate: options.gate }),
          ...storedMasksFrom(defaults.masks, options)
        }
      }
    case 'b-alternation':
      return {
        ...defaults,
        ...floor,
        ...withoutMissing({ beta: numeric('beta', options.beta), form: options.form, gate: options.gate })
      }
    case 'loaded':
      return defaults
  }
}

const shared = ['beta', 'form', 'gate', 'floor'] as const
const optionsOf: Record<PruningChoice['kind'], readonly (keyof DsdOptions)[]> = {
  magnitude: ['sparsity', 'scope', 'layerSparsity'],
  'i-alternation': [...storedMaskOptions, ...shared],
  'b-alternation': shared,
  loaded: []
}

/** An option that this choice does not know was meant for something, and must not be passed over. */
function demandOnly(kind: PruningChoice['kind'], options: DsdOptions): void {
  const stray = strayOption(optionsOf, kind, options)
  if (stray !== null)
    throw new Failure(
      `${stray} has no meaning for ${kind === 'loaded' ? 'loaded weight masks' : `--prune ${kind}`}; leave it out.`
    )
}

/** Three numbers with commas between them. */
function threeOf(option: string, text: string | undefined): [number, number, number] | undefined {
  if (text === undefined) return undefined
  const [first, second, third, ...more] = text.split(',').map((part) => numeric(option, part) ?? 0)
  if (third === undefined || more.length > 0)
    throw new Failure(`--${option} takes three numbers, as 4,4,4, not "${text}".`)
  return [first, second, third]
}

function degreesFrom(text: string | undefined): Record<string, number> | undefined {
  if (text === undefined) return undefined
  return Object.fromEntries(text.split(',').map((part) => {
    const [, layer, degree] = /^([a-z][a-z0-9-]*)=([0-9.]+)$/.exec(part.trim()) ?? []
    if (layer === undefined)
      throw new Failure(`--layer-sparsity takes fractions by layer, as conv2=0.7,conv3=0.8, not "${part}".`)
    return [layer, numeric('layer-sparsity', degree) ?? 0]
  }))
}

function exemptFrom(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  return text === 'none' ? [] : text.split(',').map((part) => part.trim())
}
