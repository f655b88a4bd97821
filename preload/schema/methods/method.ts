/**
 * A training method as everybody knows it: how it is called, what can be set, and where it starts. The engine's part of
 * it (main/engine/training/methods) does the work. Adding one: docs/architecture.md, "Adding a training method".
 */
import type { z } from 'zod'
import { computingSettings } from '../settings/computing'
import { dataSettings, type DataSetName } from '../settings/data'
import { averageWeightsSchema, optimisationSettings, refitClassifierSchema } from '../settings/optimisation'
import { networkSetting, originSchema, type TrainedNetwork } from '../settings/origin'
import { noSnapshots, snapshotSettingsSchema } from '../settings/snapshots'

/** Written as methods, so that a definition with its exact settings is one of any settings too. */
export interface MethodDefinition<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name
  readonly title: string
  /** One line. */
  readonly explanation: string
  /** The supports of its network are hard thresholds, ±1, in the place of ReLU. */
  readonly hardThresholds?: true
  /** Its settings; `method` is the name. */
  readonly schema: Schema
  /** Measured starting points for a data set and a network. */
  defaults(dataset: DataSetName, network: TrainedNetwork): z.infer<Schema>
  /** Settings that follow from those that were given (by name), unless they were given themselves. */
  follow?(configuration: z.infer<Schema>, given: ReadonlySet<string>): z.infer<Schema>
  /** Settings, by name, that are allowed but probably not meant, each with a sentence. */
  doubts?(configuration: z.infer<Schema>): Readonly<Record<string, string>>
  /** By the name of a setting with variants: what a kind begins with that the defaults do not have. */
  readonly kinds?: Readonly<Record<string, (kind: string) => object>>
  /** The plain data between two pieces of its work, from which an interrupted training goes on. */
  readonly state: z.ZodType
}

/** Keeps the exact types of a definition. */
export const defineMethod = <Name extends string, Schema extends z.ZodObject>(
  definition: MethodDefinition<Name, Schema>
): MethodDefinition<Name, Schema> => definition

const { dataset, ...data } = dataSettings
const others = {
  ...data, ...optimisationSettings, ...computingSettings, snapshots: snapshotSettingsSchema.default(noSnapshots)
}

/** What every training is told, whatever its method. */
export const everyTraining = { dataset, ...others }
/** And one of a method of one training. */
export const plainTraining = {
  dataset, network: networkSetting, ...others, refitClassifier: refitClassifierSchema,
  averageWeights: averageWeightsSchema,
  /** The checkpoint whose weights the run begins with; null begins with random ones. */
  from: originSchema.nullable().default(null)
}
