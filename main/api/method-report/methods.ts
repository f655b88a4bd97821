/** What the report trains: each method with its defaults, and I-alternation in the paper's own form. */
import type {
  AlternationConfiguration,
  DataSetName,
  DsdConfiguration,
  MethodName,
  NetworkPresetName,
  TrainingConfiguration
} from '../../../preload/schema/configuration'
import {
  choiceTitles,
  defaultConfiguration,
  defaultPruning,
  methodTitles,
  publishedForm
} from '../../../preload/schema/configuration'

export const reportMethodNames = [
  'sgd',
  'i-alternation',
  'i-alternation-published',
  'b-alternation',
  'majority',
  'dsd',
  'dsd-i-alternation',
  'dsd-b-alternation'
] as const
export type ReportMethodName = (typeof reportMethodNames)[number]

export const reportMethodTitles: Record<ReportMethodName, string> = {
  ...methodTitles,
  'i-alternation-published': `${methodTitles['i-alternation']}, the paper’s own form`,
  dsd: choiceTitles.magnitude,
  'dsd-i-alternation': choiceTitles['i-alternation'],
  'dsd-b-alternation': choiceTitles['b-alternation']
}

export const reportData = { dataset: 'mnist-10k', network: 'all-cnn-mini' } as const satisfies {
  dataset: DataSetName
  network: NetworkPresetName
}

/**
 * Five times per epoch of the bundled digits: often enough for the iterations to an error, and cheap beside training.
 */
const evaluateEvery = 25

export interface ReportSettings { epochs: number | null; limit: number | null }

export function reportConfiguration(
  name: ReportMethodName,
  seed: number,
  { epochs, limit }: ReportSettings
): TrainingConfiguration {
  const base = baseConfiguration(name)
  const common = { epochs: epochs ?? base.epochs, limit, seed, evaluateEvery }
  if (base.method === 'dsd') return { ...base, ...common, pruning: pruningFor(name, common.epochs, base) }
  // Nobody looks at the masks between: the file stays a fraction of its size.
  if (base.method === 'i-alternation')
    return { ...base, ...common, alternation: { ...base.alternation, keepMasks: 'ends' } }
  return { ...base, ...common }
}

function pruningFor(
  name: ReportMethodName,
  epochs: number,
  { learningRate }: DsdConfiguration
): DsdConfiguration['pruning'] {
  const kind = name === 'dsd' ? 'magnitude' : name === 'dsd-i-alternation' ? 'i-alternation' : 'b-alternation'
  const pruning = defaultPruning({ epochs, learningRate }, kind)
  return pruning.choice.kind === 'i-alternation'
    ? { ...pruning, choice: { ...pruning.choice, masks: { ...pruning.choice.masks, keepMasks: 'ends' } } }
    : pruning
}

/** How the configurations of a report are called among the methods. */
export function methodOf(name: ReportMethodName): MethodName {
  switch (name) {
    case 'i-alternation-published': return 'i-alternation'
    case 'dsd-i-alternation': case 'dsd-b-alternation': return 'dsd'
    default: return name
  }
}

function baseConfiguration(name: ReportMethodName): TrainingConfiguration {
  const { dataset, network } = reportData
  const configuration = defaultConfiguration(methodOf(name), dataset, network)
  return name === 'i-alternation-published' ? publishedForm(configuration as AlternationConfiguration) : configuration
}
