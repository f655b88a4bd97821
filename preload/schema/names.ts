/** How runs and their checkpoints are named. */
import { z } from 'zod'

/** Of a run's file, wherever it lies. */
export const runFileExtension = '.maskrun'

/**
 * A run is addressed by its id only; no path ever crosses the contract. Ids of earlier versions end in four characters,
 * of which a thousand that are made in one second share some with a probability of 38 %.
 */
export const runIdSchema = z.string().regex(/^[0-9]{8}-[0-9]{6}-([a-z0-9]{4}|[a-z0-9]{10})$/)

/**
 * `start`: before the first step; `final`; `dense` and `sparse`: the ends of these stages of a DSD run; `alternation-K`
 * and `snapshot-K`: the weights whose masks alternation K and snapshot K stored.
 */
export const checkpointNameSchema = z
  .string()
  .regex(/^(start|final|last-good|dense|sparse|(alternation|snapshot)-[1-9][0-9]{0,5})$/)

/** Hash of a configuration (db/configuration-key.ts): runs of one key were asked for the same. */
export const configurationKeySchema = z.string().regex(/^[0-9a-f]{32}$/)

/** Why a run ended before its work was done. `error` has a sentence of its own; `defect` is a fault of ours. */
export const failureKindSchema = z.enum(['diverged', 'disk-full', 'error', 'defect'])
export type FailureKind = z.infer<typeof failureKindSchema>
