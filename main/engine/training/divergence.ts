/** How a training that diverged says so: the one failure that is a result of its settings. */
import { Failure } from '../../../preload/schema/failure'

/** @param what the loss that was met, and when */
export const divergence = (what: string, learningRate: number): Failure =>
  new Failure(`Training diverged: ${what}; try a learning rate below ${learningRate}.`, { kind: 'diverged' })
