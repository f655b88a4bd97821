import { evaluateRun, storedRules } from '../evaluation'
import { confusion, disagreements } from '../predictions'
import type { Context, TopicHandlers } from './context'

export const evaluationHandlers = ({ workbench, writable, emit }: Context): TopicHandlers<'evaluation'> => ({
  'evaluation.run': async ({ id, at, rules, sweep }, signal) => {
    const { evaluation, rules: results, stored } = await evaluateRun(
      writable(), { id, at, rules, sweep, dataFolder: null },
      (done, of) => emit({ type: 'evaluation-progress', id, at, done, of }), signal
    )
    return { evaluation, rules: results, stored }
  },
  'evaluation.rules': ({ id, at }) => ({ rules: storedRules(workbench, id, at) }),
  'evaluation.confusion': ({ id, at, rule }) => ({ confusion: confusion(workbench, id, at, rule) }),
  'evaluation.disagreements': (request) => ({ disagreements: disagreements(workbench, request) })
})
