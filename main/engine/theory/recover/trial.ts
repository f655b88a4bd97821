/** One random problem, solved by all solvers that are asked for. */
import { heldOut, type recover, type SolverName } from '../../../../preload/schema/theory/recover'
import { symmetricEigen } from '../../numerics/symmetric-eigen'
import { random, type Random } from '../../random'
import type { Design } from '../design'
import type { ParametersOf } from '../experiment'
import { mirror } from '../../numerics/gram'
import { spectra } from '../theorem1/spectrum'
import { byAlternating } from './alternating'
import { byLbfgs, bySgd, emptyObjective, factorsAt, globalShare, objective, randomFactors } from './factored'
import { leastSquaresLifted, nuclearLifted, rankOne, secondShare, systemOf } from './lifted'
import { liftedOf, outputsOf, randomProblem, relativeError, type Lifted, type Problem } from './problem'

export type Parameters = ParametersOf<typeof recover>

/** Of V and of predictions on examples that were held out, relative. */
export interface Errors { weights: number; predictions: number }

/** Where L-BFGS stopped above the global minimum. */
export interface Failure {
  seed: number
  trial: number
  samples: number
  /** Of the objective where all outputs are 0. */
  relativeLoss: number
  slope: number
  /** Of the Hessian; about 0 or more at a minimum. */
  leastCurvature: number
}

export interface Trial {
  samples: number
  /** Infinite for fewer examples than columns. */
  squaredCondition: number
  /** σ₂ / σ₁ of V by least squares. */
  secondShare: number
  errors: ReadonlyMap<SolverName, Errors>
  failure: Failure | null
}

/** Starts of their own for every solver, so that one more solver changes nothing of the others. */
export async function solvedTrial(
  parameters: Parameters, samples: number, seed: number, trial: number
): Promise<Trial> {
  const stream = (purpose: string): Random => random(seed, purpose, samples, trial)
  const all = await randomProblem(parameters, samples + heldOut, seed, `${samples}/${trial}`, stream('problem'))
  const [problem, others] = divided(all, samples)
  const system = systemOf(problem)
  const least = leastSquaresLifted(problem, system)
  const errors = new Map<SolverName, Errors>()
  const judge = (solver: SolverName, found: Lifted): void => {
    errors.set(solver, {
      weights: relativeError(found.values, problem.truth.values),
      // Noise is no part of what should be predicted.
      predictions: relativeError(
        outputsOf(others, found, problem.outputs), outputsOf(others, problem.truth, problem.outputs)
      )
    })
  }
  let failure: Failure | null = null
  for (const solver of parameters.solver) {
    const start = (): Float64Array => randomFactors(problem, stream(solver))
    switch (solver) {
      case 'ls': judge(solver, rankOne(least)); break
      case 'nuclear': judge(solver, nuclearLifted(problem, system)); break
      case 'als':
        judge(solver, liftedOf(byAlternating(problem, factorsAt(problem, start()).filters).factors, problem))
        break
      case 'lbfgs': {
        const { at, value, slope } = byLbfgs(problem, start(), parameters.balance === 'balanced')
        judge(solver, liftedOf(factorsAt(problem, at), problem))
        const relativeLoss = value / emptyObjective(problem)
        if (parameters.noise === 0 && relativeLoss > globalShare)
          failure = { seed, trial, samples, relativeLoss, slope, leastCurvature: await leastCurvature(problem, at) }
        break
      }
      case 'sgd':
        if (problem.isShared)
          judge(solver, liftedOf(factorsAt(problem, bySgd(problem, start(), stream('order'))), problem))
    }
  }
  const squaredCondition = await conditionOf(problem.design)
  return { samples, squaredCondition, secondShare: secondShare(least), errors, failure }
}

/** The first examples, and the design of the others. */
function divided(all: Problem, samples: number): [Problem, Design] {
  const { design, targets, outputs } = all
  const size = design.units * design.width
  const first: Design = { ...design, count: samples, values: design.values.subarray(0, samples * size) }
  const rest: Design = { ...design, count: heldOut, values: design.values.subarray(samples * size) }
  return [{ ...all, design: first, targets: targets.subarray(0, samples * outputs) }, rest]
}

async function conditionOf(design: Design): Promise<number> {
  if (design.count < design.units * design.width) return Infinity
  const [eigenvalues] = await spectra(design, [design.count])
  return eigenvalues[0] > 0 ? eigenvalues[eigenvalues.length - 1] / eigenvalues[0] : Infinity
}

const height = 1e-5

/** The least eigenvalue of the Hessian, by central differences of the gradient. */
async function leastCurvature(problem: Problem, at: Float64Array): Promise<number> {
  const size = at.length
  const hessian = new Float64Array(size * size)
  const [above, below] = [new Float64Array(size), new Float64Array(size)]
  for (let i = 0; i < size; i++) {
    for (const [sign, gradient] of [[1, above], [-1, below]] as const) {
      const moved = at.slice()
      moved[i] += sign * height
      objective(problem, moved, gradient)
    }
    for (let j = 0; j <= i; j++) hessian[i * size + j] = (above[j] - below[j]) / (2 * height)
  }
  mirror(hessian, size)
  return (await symmetricEigen(hessian, size)).values.reduce((least, value) => Math.min(least, value), Infinity)
}
