/**
 * How a process shares the cores: TensorFlow's own way, in which every operation spreads over all of them, or a batch
 * in towers, each of which goes through a whole step on threads of its own (`npm run bench -- --only race`). The number
 * of towers changes the order of sums, and so rounding: a run says it.
 */
import { availableParallelism } from 'node:os'

export interface Threads {
  /** Parts of a batch that are computed at once. */
  readonly towers: number
  /** Of each operation; null as TensorFlow chooses. */
  readonly perOperation: number | null
}

export const tensorFlowsOwn: Threads = { towers: 1, perOperation: null }

/** In fewer a tower's convolutions leave their thread half idle. */
const fewestExamples = 16

/** @param batch examples of the batches that take the time */
export function threadsInTowers(batch: number, cores = availableParallelism()): Threads {
  const towers = Math.max(1, Math.min(cores, Math.floor(batch / fewestExamples)))
  return towers === 1 && cores > 1 ? tensorFlowsOwn : { towers, perOperation: Math.max(1, Math.floor(cores / towers)) }
}
