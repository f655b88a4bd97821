/** What the report trains: each method with its defaults, and with what is said to make it faster. */
import type {
  AlternationConfiguration,
  DataSetName,
  DsdConfiguration,
  MethodName,
  NetworkPresetName,
  PruningChoice,
  TrainingConfiguration
} from '../../../preload/schema/configuration'
import {
  choiceTitles,
  defaultConfiguration,
  defaultPruning,
  methodTitles,
  publishedForm
} from '../../../preload/schema/configuration'

/** What a training of the report is of, and how it differs from the method's defaults. */
interface ReportMethod {
  method: MethodName
  title: string
  change?: (configuration: TrainingConfiguration) => TrainingConfiguration
}

const asItIs = (method: MethodName): ReportMethod => ({ method, title: methodTitles[method] })
/** Windows of 10, 20 and 50 updates did alike on the digits (seed 101). */
const averaged = (method: MethodName): ReportMethod => ({
  method, title: `${methodTitles[method]}, averaged weights`,
  change: (configuration) => ({ ...configuration, averageWeights: 50 } as TrainingConfiguration)
})
const refitted = ({ method, title, change }: ReportMethod): ReportMethod => ({
  method, title: `${title}, classifier refitted`,
  change: (configuration) =>
    ({ ...change?.(configuration) ?? configuration, refitClassifier: { kind: 'epochs' } } as TrainingConfiguration)
})
const published: ReportMethod = {
  method: 'i-alternation', title: `${methodTitles['i-alternation']}, the paper’s own form`,
  change: (configuration) => publishedForm(configuration as AlternationConfiguration)
}
const pruned = (kind: PruningKind): ReportMethod => ({
  method: 'dsd', title: choiceTitles[kind],
  change: (configuration) => ({ ...configuration, pruning: pruningFor(kind, configuration as DsdConfiguration) }) as
    TrainingConfiguration
})

const reportMethods = {
  sgd: asItIs('sgd'),
  'sgd-averaged': averaged('sgd'),
  'sgd-refitted': refitted(asItIs('sgd')),
  'i-alternation': asItIs('i-alternation'),
  'i-alternation-averaged': averaged('i-alternation'),
  'i-alternation-refitted': refitted(asItIs('i-alternation')),
  'i-alternation-published': published,
  'i-alternation-published-refitted': refitted(published),
  'b-alternation': asItIs('b-alternation'),
  'b-alternation-refitted': refitted(asItIs('b-alternation')),
  majority: asItIs('majority'),
  ste: asItIs('ste'),
  'saturated-ste': asItIs('saturated-ste'),
  ftprop: asItIs('ftprop'),
  dsd: pruned('magnitude'),
  'dsd-i-alternation': pruned('i-alternation'),
  'dsd-b-alternation': pruned('b-alternation')
} as const satisfies Record<string, ReportMethod>

export type ReportMethodName = keyof typeof reportMethods
export const reportMethodNames = Object.keys(reportMethods) as ReportMethodName[]
export const titleOf = (name: ReportMethodName): string => reportMethods[name].title
/** How the configurations of a report are called among the methods. */
export const methodOf = (name: ReportMethodName): MethodName => reportMethods[name].method

type PruningKind = Exclude<PruningChoice['kind'], 'loaded'>

const network: NetworkPresetName = 'all-cnn-mini'

/**
 * Five times per epoch of the bundled digits: often enough for the iterations to an error, and cheap beside training.
 */
const evaluateEvery = 25

export interface ReportSettings { dataset: DataSetName; epochs: number | null; limit: number | null }

export function reportConfiguration(
  name: ReportMethodName,
  seed: number,
  { dataset, epochs, limit }: ReportSettings
): TrainingConfiguration {
  const { method, change }: ReportMethod = reportMethods[name]
  const base = defaultConfiguration(method, dataset, network)
  const common = { ...base, epochs: epochs ?? base.epochs, limit, seed, evaluateEvery }
  const changed = change?.(common) ?? common
  // Nobody looks at the masks between: the file stays a fraction of its size.
  return changed.method === 'i-alternation'
    ? { ...changed, alternation: { ...changed.alternation, keepMasks: 'ends' } } : changed
}

function pruningFor(kind: PruningKind, { epochs, learningRate }: DsdConfiguration): DsdConfiguration['pruning'] {
  const pruning = defaultPruning({ epochs, learningRate }, kind)
  return pruning.choice.kind === 'i-alternation'
    ? { ...pruning, choice: { ...pruning.choice, masks: { ...pruning.choice.masks, keepMasks: 'ends' } } }
    : pruning
}
