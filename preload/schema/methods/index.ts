/** Every training method, in the order in which they are offered. */
import { z } from 'zod'
import type { DataSetName } from '../settings/data'
import type { TrainedNetwork } from '../settings/origin'
import { bAlternation } from './b-alternation'
import { dsd } from './dsd'
import { ftprop } from './ftprop'
import { iAlternation } from './i-alternation'
import { layerwise } from './layerwise'
import { majority } from './majority'
import type { MethodDefinition } from './method'
import { saturatedSte } from './saturated-ste'
import { sgd } from './sgd'
import { ste } from './ste'

/** Methods of one training. */
export const plainMethods = [iAlternation, bAlternation, majority, sgd, layerwise, ste, saturatedSte, ftprop] as const
/** Dense → Sparse → Dense has stages, and a command and a page of its own. */
export const trainingMethods = [...plainMethods, dsd] as const

type SchemasOf<Methods extends readonly { schema: z.ZodType }[]> = {
  [K in keyof Methods]: Methods[K]['schema']
}
const schemasOf = <Methods extends readonly { schema: z.ZodType }[]>(methods: Methods): SchemasOf<Methods> =>
  methods.map(({ schema }) => schema) as SchemasOf<Methods>

export const plainTrainingSchema = z.discriminatedUnion('method', schemasOf(plainMethods))
export const trainingConfigurationSchema = z.discriminatedUnion('method', schemasOf(trainingMethods))

export type PlainTraining = z.infer<typeof plainTrainingSchema>
export type TrainingConfiguration = z.infer<typeof trainingConfigurationSchema>
export type TrainMethodName = PlainTraining['method']
export type MethodName = TrainingConfiguration['method']
export type ConfigurationOf<Name extends MethodName> = Extract<TrainingConfiguration, { method: Name }>

export const trainMethodNames = plainMethods.map(({ name }) => name) as readonly TrainMethodName[]
export const methodNames = trainingMethods.map(({ name }) => name) as readonly MethodName[]

/** A definition without the exact type of its settings, for whoever handles all methods alike. */
export type AnyMethod = Omit<MethodDefinition, 'name' | 'defaults' | 'follow' | 'doubts'> & {
  readonly name: MethodName
  readonly defaults: (dataset: DataSetName, network: TrainedNetwork) => TrainingConfiguration
  readonly follow?: (configuration: TrainingConfiguration, given: ReadonlySet<string>) => TrainingConfiguration
  readonly doubts?: (configuration: TrainingConfiguration) => Readonly<Record<string, string>>
}

export function methodOf(name: MethodName): AnyMethod {
  const found = trainingMethods.find((method) => method.name === name)
  if (!found) throw new Error(`there is no method ${name}`)
  return found as AnyMethod
}

export const methodTitles = Object.fromEntries(trainingMethods.map(({ name, title }) => [name, title])) as Readonly<
  Record<MethodName, string>
>

export function defaultConfiguration<Name extends MethodName>(
  method: Name,
  dataset: DataSetName,
  network: TrainedNetwork
): ConfigurationOf<Name> {
  return methodOf(method).defaults(dataset, network) as ConfigurationOf<Name>
}
