/**
 * How a process shares the cores: a batch is computed as one, every operation spread over all of them, or in towers,
 * each of which goes through a whole step on threads of its own (`npm run bench -- --only race`). Both numbers change
 * the order of sums, and so rounding: a run says them, and can be told them.
 */
import { availableParallelism } from 'node:os'
import { mostTowers } from '../../../preload/schema/settings/computing'

export interface Threads {
  /** Parts of a batch that are computed at once. */
  readonly towers: number
  /** Of each operation of a tower. */
  readonly perOperation: number
}

/** In fewer a tower's convolutions leave their thread half idle. */
const fewestExamples = 16

/** The cores shared out. @param cores those that this process may use, which `taskset` and clusters bound */
export const threadsOf = (towers: number, cores = availableParallelism()): Threads =>
  ({ towers, perOperation: Math.max(1, Math.floor(cores / towers)) })

/** @param batch examples of the batches that take the time */
export const threadsInTowers = (batch: number, cores = availableParallelism()): Threads =>
  threadsOf(Math.max(1, Math.min(cores, Math.floor(batch / fewestExamples), mostTowers)), cores)

/** What a run asks for: null for what suits the cores and its batch. */
export interface ThreadsAsked {
  readonly batchSize: number
  readonly towers: number | null
  readonly threads: number | null
}

export function threadsAsked({ batchSize, towers, threads }: ThreadsAsked, cores?: number): Threads {
  const shared = towers === null ? threadsInTowers(batchSize, cores) : threadsOf(towers, cores)
  return threads === null ? shared : { ...shared, perOperation: threads }
}
