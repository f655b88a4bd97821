/** SGD on ReLU networks, and the convex programs over the masks that they end with. */
import { Failure } from '../../../../preload/schema/failure'
import { random } from '../../random'
import { errorOf, type TwoClasses } from './data'
import { solveGated } from './gated'
import { distinct, randomGate } from './patterns'
import { gatedProgram } from './program'
import { reluProgram, solveRelu } from './relu'
import { solved, type Parameters } from './sampled'
import { gatesOf, networkObjective, randomNetwork, reluOutputs, trainedBySgd, type Network } from './training'

export interface OwnMasks {
  width: number
  seed: number
  /** Distinct masks that pass anything. */
  masks: number
  /** The network's objective where SGD ends, and its test error in percent. */
  sgd: number
  error: number
  /** Of the ReLU program over these masks: no network with them is below the bound. */
  relu: number
  bound: number
  /** Optimum of gates with these masks, and of as many random ones. */
  gated: number
  random: number
}

/** @throws Failure where SGD diverges, or leaves no unit that is on */
export function ownMasks(
  { beta, epochs }: Parameters, { train, test }: TwoClasses, width: number, seed: number
): OwnMasks {
  const start = randomNetwork(train.width, width, random(seed, 'convex', 'sgd', width))
  const network = trainedBySgd(train, beta, start, epochs, random(seed, 'convex', 'order', width))
  const objectiveAt = (one: Network): number =>
    networkObjective(train, beta, 'relu', one, new Float64Array(one.values.length))
  const sgd = objectiveAt(network)
  if (!(sgd <= objectiveAt(start)))
    throw new Failure(`SGD of width ${width} ended above where it began: β is too much for its rate; give --beta less.`)
  const gated = distinct(train, gatesOf(network))
  const patterns = gated.map(({ pattern }) => pattern)
  if (patterns.length === 0)
    throw new Failure(`SGD left no unit of ${width} that passes a digit; give --beta less, or --epochs more.`)
  const relu = solveRelu(reluProgram(train, gated, beta), solved)
  const stream = random(seed, 'convex', 'others', width)
  const others = distinct(train, Array.from({ length: patterns.length }, () => randomGate(train.width, stream)))
    .map(({ pattern }) => pattern)
  return {
    width, seed, masks: patterns.length, sgd, error: errorOf(test, reluOutputs(network, test)),
    relu: relu.objective, bound: relu.bound,
    gated: solveGated(gatedProgram(train, patterns, beta), solved).objective,
    random: solveGated(gatedProgram(train, others, beta), solved).objective
  }
}
