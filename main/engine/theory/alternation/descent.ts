/** Alternation half-step by half-step: both layers by exact least squares given masks, then masks given weights. */
import type { alternation } from '../../../../preload/schema/theory/alternation'
import type { ParametersOf } from '../experiment'
import { nextMasks } from './mask-steps'
import { objectiveOf, reluObjective, type Masks, type Problem, type Weights } from './network'
import { bestFilters, bestOutputs } from './weight-steps'

export type Parameters = ParametersOf<typeof alternation>
export type StepKind = 'start' | 'filters' | 'outputs' | 'masks'

/** `objective`: F of the masked network behind the step. */
export interface Step { alternation: number; kind: StepKind; objective: number }

/** One alternation: F before it, behind its weight steps, behind its mask step. */
export interface Round {
  before: number
  weighted: number
  masked: number
  /** F of the ReLU network with the same weights. */
  relu: number
  /** Share of mask bits that the mask step turned. */
  churn: number
  /** Share of mask bits that are 1. */
  on: number
}

export interface Descent { steps: Step[]; rounds: Round[]; weights: Weights; masks: Masks }

type Rules = Pick<Parameters, 'rule' | 'threshold' | 'sweeps' | 'proximal' | 'alternations'>

/** Weights begin with these filters, the masks that they give, and the best outputs given both. */
export function startOf(problem: Problem, filters: Float64Array): { weights: Weights; masks: Masks } {
  const hidden = filters.length / problem.size
  const none = new Uint8Array(problem.count * hidden)
  const masks = nextMasks(problem, { filters, outputs: new Float64Array(0) }, none, 'sign', 0)
  return { weights: { filters, outputs: bestOutputs(problem, filters, masks) }, masks }
}

/** @param told before every alternation */
export function alternate(
  problem: Problem, filters: Float64Array, { rule, threshold, sweeps, proximal, alternations }: Rules,
  told: () => void = () => undefined
): Descent {
  let { weights, masks } = startOf(problem, filters)
  const steps: Step[] = []
  const look = (alternation: number, kind: StepKind): number => {
    const objective = objectiveOf(problem, weights, masks)
    steps.push({ alternation, kind, objective })
    return objective
  }
  let before = look(0, 'start')
  const rounds = Array.from({ length: alternations }, (_, at): Round => {
    told()
    let weighted = before
    for (let sweep = 0; sweep < sweeps; sweep++) {
      weights = { ...weights, filters: bestFilters(problem, weights.outputs, masks, weights.filters, proximal) }
      look(at + 1, 'filters')
      weights = { ...weights, outputs: bestOutputs(problem, weights.filters, masks) }
      weighted = look(at + 1, 'outputs')
    }
    const next = nextMasks(problem, weights, masks, rule, threshold)
    const churn = next.reduce((sum, bit, i) => sum + (bit === masks[i] ? 0 : 1), 0) / next.length
    masks = next
    const masked = look(at + 1, 'masks')
    const on = masks.reduce((sum, bit) => sum + bit, 0) / masks.length
    const round = { before, weighted, masked, relu: reluObjective(problem, weights), churn, on }
    before = masked
    return round
  })
  return { steps, rounds, weights, masks }
}
