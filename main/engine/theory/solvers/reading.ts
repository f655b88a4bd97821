/** Solvers beside each other from the weights and masks of a snapshot, and what their ends are as ReLU networks. */
import type { Network } from '../../../../preload/schema/network'
import { solverTitle, type Solver, type SolverCourse, type SolversReading } from '../../../../preload/schema/solvers'
import type { DataSet } from '../../datasets/dataset'
import type { MaskedJacobian } from '../../executors/eager/masked-jacobian'
import type { MaskedBatch, MaskedLayers } from '../../executors/eager/masked-layers'
import { atLogits } from '../../layerwise/newton'
import { demandRoom } from '../../layerwise/room'
import type { Weights } from '../../networks/weights'
import { Course, type Measured } from './course'
import { adapt, descend } from './first-order'
import { stepByBatches, stepTogether } from './gauss-newton'
import { solveLayersAlone } from './layers-alone'
import { stepLayers } from './layerwise'
import { lookAt } from './looks'
import { batchesUnder, maskedBatches } from './masked-examples'
import { steadyNetwork, trainedNames } from './network'
import type { MaskedExecutor, Problem } from './problem'
import { fitTogether } from './quasi-newton'

export interface Asked {
  network: Network
  weights: Weights
  data: DataSet
  /** Packed masks of the first training examples. */
  packed: Uint8Array
  examples: number
  passes: number
  solvers: readonly Solver[]
  /** Whether each layer is solved alone, too. */
  layers: boolean
  seed: number
  /** What runs the network; whoever makes them frees them by `dispose`. */
  executorOf: (network: Network) => MaskedExecutor
  layersOf: (network: Network, batches: readonly MaskedBatch[]) => MaskedLayers
  jacobianOf: (network: Network) => MaskedJacobian
  /** Bytes that an example takes in what `layersOf` makes. */
  bytesPerExample: (network: Network) => number
  /** Thousandths of the work. */
  tell: (done: number, of: number) => void
  stopped: () => boolean
}

export type Reading = Omit<SolversReading, 'snapshot' | 'seed'>

const thousand = 1000
/** What each layer alone takes, in solvers. */
const layersPart = 3

/** Layers alone are solved by its steps: they ask of a network what it asks. */
const layerwise: Solver = { name: 'layerwise', damping: 1 }

/** Null when it was stopped. @throws Failure when the network is no such one, or examples need too much room */
export async function readSolvers(asked: Asked): Promise<Reading | null> {
  const { examples, solvers, data } = asked
  const network = steadyNetwork(asked.network, asked.layers ? [...solvers, layerwise] : solvers)
  demandRoom(asked.bytesPerExample(network), examples)
  const batches = maskedBatches(data, examples, asked.packed)
  const [executor, layers, jacobian] =
    [asked.executorOf(network), asked.layersOf(network, batches), asked.jacobianOf(network)]
  const parts = solvers.length + (asked.layers ? layersPart : 0)
  const tell = (done: number): void => { asked.tell(Math.round(thousand * done / parts), thousand) }
  try {
    const problem = problemOf(asked, network, { executor, layers, jacobian })
    const courses = await coursesOf(problem, asked, measures(problem, asked, batches), tell)
    const alone = asked.layers && !asked.stopped()
      ? await solveLayersAlone(problem, asked.stopped, (share) => { tell(solvers.length + layersPart * share) })
      : []
    return asked.stopped() ? null : { testExamples: data.test.count, courses, layers: alone }
  } finally {
    executor.dispose()
    layers.dispose()
    jacobian.dispose()
  }
}

/** @param tell how many solvers are done; of those that a stop has ended there is no course */
async function coursesOf(
  problem: Problem, { weights, passes, solvers, stopped }: Asked, measured: Measured, tell: (done: number) => void
): Promise<SolverCourse[]> {
  const courses: SolverCourse[] = []
  for (const [at, solver] of solvers.entries()) {
    const course = new Course(measured, passes, stopped, (share) => { tell(at + share) })
    await course.point(weights, null)
    await solve(problem, solver, course)
    if (stopped()) return courses
    courses.push(await course.end(solver.name, solverTitle(solver)))
  }
  return courses
}

function solve(problem: Problem, solver: Solver, course: Course): Promise<void> {
  switch (solver.name) {
    case 'sgd': return descend(problem, solver.rate, course)
    case 'adam': return adapt(problem, solver.rate, course)
    case 'lbfgs': return fitTogether(problem, course)
    case 'gauss-newton': return stepTogether(problem, solver.steps, course)
    case 'batch-gauss-newton': return stepByBatches(problem, solver, course)
    case 'layerwise': return stepLayers(problem, solver.damping, course)
  }
}

function problemOf(
  asked: Asked, network: Network, computing: Pick<Problem, 'executor' | 'layers' | 'jacobian'>
): Problem {
  const { data, examples, weights, passes, seed, packed } = asked
  return {
    network, ...computing, trained: trainedNames(network), passes, seed,
    start: weights,
    labels: data.train.labels.slice(0, examples),
    schedule: { begun: 0, of: passes },
    batch: batchesUnder(network, data, packed, null)
  }
}

const measures = (
  { executor, layers, labels }: Problem, { network, data, examples }: Asked, batches: readonly MaskedBatch[]
): Measured => ({
  loss: async (weights) => {
    layers.setWeights(weights)
    return atLogits(await layers.logits(), labels).loss
  },
  look: (weights) => lookAt({ executor, network, data, examples }, weights, batches)
})
