/** How a training that diverged says so: the one failure that is a result of its settings. */
import { Failure } from '../../../preload/schema/failure'

const beginning = 'Training diverged: '

/** @param what the loss that was met, and when */
export const divergence = (what: string, learningRate: number): Failure =>
  new Failure(`${beginning}${what}; try a learning rate below ${learningRate}.`)

/** @param sentence why a run failed */
export const hasDiverged = (sentence: string | null): boolean => sentence?.startsWith(beginning) ?? false
