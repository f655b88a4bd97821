/** Both executors drop the same units: the stateless generator's two seeds are the node's and the iteration's. */
import { random } from '../random'

/** A seed for one dropout node, from the run's seed and the node's name. */
export function dropoutSeed(runSeed: number, node: string): number {
  return Math.floor(random(runSeed, 'dropout', node).uniform() * 2 ** 31)
}
