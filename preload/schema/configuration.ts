/** What a person asks a run for. The same schema guards the command line, the windows and the run file. */
import { z } from 'zod'
import { importSourceSchema } from './import'
import type { DsdConfiguration } from './methods/dsd'
import { methodNames, trainingConfigurationSchema, type TrainingConfiguration } from './methods'
import { preprocessingGuessSchema } from './preprocessing-guess'
import { computingSettings } from './settings/computing'
import { dataSettings } from './settings/data'
import { neverRefitted, type RefitClassifier } from './settings/optimisation'
import { nameOfNetwork, type Origin, type TrainedNetwork } from './settings/origin'

export * from './methods'
export { batchAlternationConfigurationSchema } from './methods/b-alternation'
export {
  defaultDsd,
  defaultPruning,
  dsdConfigurationSchema,
  type DsdConfiguration
} from './methods/dsd'
export {
  alternationConfigurationSchema,
  publishedForm,
  type AlternationConfiguration
} from './methods/i-alternation'
export { defaultPreprocessing, learningRateAt } from './methods/starting-points'
export { sgdConfigurationSchema, type SgdConfiguration } from './methods/sgd'
export * from './settings/computing'
export * from './settings/data'
export * from './settings/layer-steps'
export * from './settings/masks'
export * from './settings/optimisation'
export * from './settings/origin'
export * from './settings/pruning'
export * from './settings/snapshots'
export * from './settings/targets'

/** A network that another program trained: nothing is asked for but the data on which its masks are looked at. */
export const importedConfigurationSchema = z.strictObject({
  method: z.literal('imported'),
  dataset: dataSettings.dataset,
  preprocessing: dataSettings.preprocessing,
  /** What was measured where neither the file nor a person said how images are prepared. */
  guess: preprocessingGuessSchema.optional(),
  imageSize: dataSettings.imageSize,
  source: importSourceSchema,
  seed: dataSettings.seed,
  executor: computingSettings.executor
})
/** What a run file was made from: a training, or an import. */
export const runConfigurationSchema = z.discriminatedUnion('method', [
  trainingConfigurationSchema,
  importedConfigurationSchema
])
export const runMethodNames = [...methodNames, 'imported'] as const

export type ImportedConfiguration = z.infer<typeof importedConfigurationSchema>
export type RunConfiguration = z.infer<typeof runConfigurationSchema>
export type RunMethodName = (typeof runMethodNames)[number]

/** Of a training what it names, of an import where it came from. */
export const networkOf = (configuration: RunConfiguration): TrainedNetwork =>
  configuration.method === 'imported' ? configuration.source : configuration.network

/** Dense → Sparse → Dense, whose connections are pruned, refits no classifier. */
export const refitsOf = (configuration: TrainingConfiguration): RefitClassifier =>
  configuration.method === 'dsd' ? neverRefitted : configuration.refitClassifier

/** Updates over which the weights are averaged; null where they are not, as in Dense → Sparse → Dense. */
export const averagedOver = (configuration: TrainingConfiguration): number | null =>
  configuration.method === 'dsd' ? null : configuration.averageWeights

/** The run whose weights a training begins with; null for random ones. */
export function originOf(configuration: RunConfiguration): Origin | null {
  if (configuration.method === 'imported') return null
  return configuration.method === 'dsd' ? configuration.pruning.from : configuration.from
}

/** What a training begins with, in words. */
export function originText(configuration: TrainingConfiguration): string {
  const from = originOf(configuration)
  return from === null ? 'random weights' : `run ${from.run}, ${from.at}`
}

/** A preset, or the file of an imported network. */
export const networkNameOf = (configuration: RunConfiguration): string => nameOfNetwork(networkOf(configuration))

/** Settings inherited from the origin run. */
export function continuedSettings(
  origin: RunConfiguration
): Pick<DsdConfiguration, 'dataset' | 'network' | 'preprocessing' | 'augmentation' | 'imageSize' | 'limit'> {
  const { dataset, preprocessing, imageSize } = origin
  const { augmentation, limit } =
    origin.method === 'imported' ? { augmentation: 'none' as const, limit: null } : origin
  return { dataset, network: networkOf(origin), preprocessing, augmentation, imageSize, limit }
}
