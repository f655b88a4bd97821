/** Solvers on stored runs: under their stored masks, and inside the alternation. */
import {
  alternatingFrom, alternatingTitles, usualAlternating, usualAlternatingExamples, usualAlternatingPasses,
  type AlternatingSettings
} from '../../../preload/schema/alternating-solvers'
import {
  solversFrom, titlesOf, usualPasses, usualSolvedExamples, usualSolvers, type SolverSettings
} from '../../../preload/schema/solvers'
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { alternatingOutcome } from '../../engine/theory/solvers/alternating-tables'
import { outcomeOf } from '../../engine/theory/solvers/tables'
import { askRuns, type RunAt } from './of-runs'

type Tell = (done: number, of: number) => void

/** Like `askRuns`. @throws Failure when logits are not linear in layers, too */
export const compareSolvers = (
  store: string, runs: readonly RunAt[], settings: SolverSettings, tell: Tell
): Promise<TheoryResult | null> => {
  const { examples, passes, layers } = settings
  const solvers = titlesOf(settings.solvers)
  return askRuns(store, runs, {
    experiment: 'solvers',
    parameters: { ...settings, solvers: solvers.split(',') },
    ask: ({ networks, id, snapshot, dataFolder }, each) =>
      networks.ask('solvers', { ...settings, id, snapshot, dataFolder }, each),
    outcomeOf,
    options: [
      ...unlessUsual('examples', examples, usualSolvedExamples), ...unlessUsual('passes', passes, usualPasses),
      ...unlessUsual('solver', solvers, titlesOf(solversFrom(usualSolvers))), ...(layers ? ['--layers'] : [])
    ]
  }, tell)
}

/** Like `askRuns`. @throws Failure when logits are not linear given the masks, too */
export const compareAlternations = (
  store: string, runs: readonly RunAt[], settings: AlternatingSettings, tell: Tell
): Promise<TheoryResult | null> => {
  const { examples, passes } = settings
  const methods = alternatingTitles(settings.methods)
  return askRuns(store, runs, {
    experiment: 'alternating-solvers',
    parameters: { ...settings, methods: methods.split(',') },
    ask: ({ networks, id, snapshot, dataFolder }, each) =>
      networks.ask('alternating solvers', { ...settings, id, snapshot, dataFolder }, each),
    outcomeOf: alternatingOutcome,
    options: [
      '--alternate', ...unlessUsual('examples', examples, usualAlternatingExamples),
      ...unlessUsual('passes', passes, usualAlternatingPasses),
      ...unlessUsual('solver', methods, alternatingTitles(alternatingFrom(usualAlternating)))
    ]
  }, tell)
}

const unlessUsual = <Value extends string | number>(option: string, value: Value, usual: Value): string[] =>
  (value === usual ? [] : [`--${option} ${value}`])
