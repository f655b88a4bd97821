/**
 * The best that the last two layers of a network could be for the masks of a snapshot, with everything before them as
 * it is (main/engine/theory/last-layers): a convex program, whose dual proves how good what was found is.
 */
import { z } from 'zod'
import { runIdSchema } from './names'

const count = z.number().int().min(0)
const fraction = z.number().min(0).max(1)

/** Training examples that are fitted to: the first ones, or all whose masks are stored. */
export const mostFittedExamples = 20_000
export const usualFittedExamples = 4000
/** Beside a mean loss: the loss of one example in a thousand. */
export const usualBeta = 0.001

export const lastLayersRequest = {
  id: runIdSchema,
  /** Null for the latest. */
  snapshot: count.nullable(),
  examples: z.number().int().min(1).max(mostFittedExamples),
  /** Of the penalty β Σ_c ‖V_c‖_*, beside a mean loss. */
  beta: z.number().positive().max(1)
}

/** Where the solver is after some steps. Objectives are mean cross-entropy plus penalty, on the training examples. */
export const reachedSchema = z.strictObject({
  iterations: count,
  seconds: z.number(),
  objective: z.number(),
  loss: z.number(),
  /** Under the stored masks. */
  error: fraction,
  /** No weights have a lower objective under these masks: proved by the dual of the program. */
  bound: z.number(),
  /** max_c ‖G_c‖₂ / β, which is 1 at the optimum. */
  violation: z.number(),
  /** Mean rank of the channels' blocks. A network's have rank 1. */
  rank: z.number()
})
export type Reached = z.infer<typeof reachedSchema>

/** The network with the last two layers after some steps of L-BFGS under the stored masks. */
export const solverStepSchema = z.strictObject({
  steps: count,
  objective: z.number(),
  /** On test examples: gated by the snapshot's own weights, and as the ReLU network that these weights are. */
  gatedError: fraction,
  reluError: fraction,
  /** Share of the support's bits of the fitted examples that the new weights flip. */
  drift: fraction
})
export type SolverStep = z.infer<typeof solverStepSchema>

export const lastLayersSchema = z.strictObject({
  snapshot: count,
  hidden: z.string(),
  support: z.string(),
  classifier: z.string(),
  channels: count,
  examples: count,
  testExamples: count,
  beta: z.number(),
  /**
   * The first is the network as it is, but with the best bias and something small in the factors that it lacks; the
   * last is the optimum as far as it was found.
   */
  optimum: z.array(reachedSchema).min(1),
  /** Of the optimum, gated by the snapshot's own weights; it is no ReLU network. */
  optimumTestError: fraction,
  /** Layers of a network, of rank 1: the first are those of the snapshot, with no step done. */
  steps: z.array(solverStepSchema).min(1),
  seconds: z.number()
})
export type LastLayersReading = z.infer<typeof lastLayersSchema>

/** Of the objective: what is left to prove. */
export const gapOf = ({ objective, bound }: Pick<Reached, 'objective' | 'bound'>): number =>
  (objective - bound) / objective

/** The program counts as solved from here on. */
export const solvedGap = 1e-3
