/** What the best last two layers for a snapshot's masks say: a sentence, and tables to save. */
import { loss, percentWithUnit, plain, plural } from '../../preload/schema/format'
import { gapOf, solvedGap, type LastLayersReading } from '../../preload/schema/last-layers'
import { lastOf } from '../../preload/schema/run-figures'
import type { Cell, Table } from './csv'

export interface Distance {
  stored: number
  best: number
  bound: number
  gap: number
  isSolved: boolean
  /** stored / best */
  times: number
  rank: number
}

/** How far the stored layers are from the best. */
export function distanceOf({ optimum, steps }: LastLayersReading): Distance | null {
  const [stored, best] = [steps[0], lastOf(optimum)]
  if (stored === undefined || best === undefined) return null
  const gap = gapOf(best)
  return {
    stored: stored.objective, best: best.objective, bound: best.bound, gap, isSolved: gap <= solvedGap,
    times: stored.objective / best.objective, rank: best.rank
  }
}

export function stepsReading({ steps }: LastLayersReading): string {
  const [first, last] = [steps[0], lastOf(steps)]
  if (first === undefined || last === undefined) return 'No steps were taken.'
  return `as a ReLU network from ${percentWithUnit(first.reluError)} test error to ` +
    `${percentWithUnit(last.reluError)} after ${plural(last.steps, 'step')}; with the old gates ` +
    `${percentWithUnit(last.gatedError)}, and ${percentWithUnit(last.drift)} of the support’s bits are others.`
}

export function proofReading({ optimum }: LastLayersReading): string {
  const best = lastOf(optimum)
  if (best === undefined) return 'Nothing was proved.'
  return `After ${plural(best.iterations, 'step')} the objective is ${loss(best.objective)}, and no weights are ` +
    `below ${loss(best.bound)} (${percentWithUnit(gapOf(best), 3)} left to prove).`
}

export const stepsTable = ({ snapshot, beta, steps }: LastLayersReading): Table => ({
  columns: ['snapshot', 'beta', 'steps', 'objective', 'gated_test_error', 'relu_test_error', 'drift'],
  rows: steps.map((one): Cell[] =>
    [snapshot, beta, one.steps, one.objective, one.gatedError, one.reluError, one.drift])
})

export const proofTable = ({ snapshot, beta, optimum }: LastLayersReading): Table => ({
  columns: [
    'snapshot', 'beta', 'iterations', 'seconds', 'objective', 'bound', 'certificate', 'training_error', 'mean_rank'
  ],
  rows: optimum.map((one): Cell[] => [
    snapshot, beta, one.iterations, one.seconds, one.objective, one.bound, one.violation, one.error, one.rank
  ])
})

/** What was asked, in words. */
export const askedWords = ({ examples, beta, hidden, support, classifier }: LastLayersReading): string =>
  `“${hidden}” and “${classifier}” around the support “${support}”, fitted to ` +
  `${plural(examples, 'training example')} under their stored masks, β ${plain(beta)}`
