import { evaluateRun, storedRules } from '../evaluation'
import { confusion, disagreements } from '../predictions'
import type { Context, TopicHandlers } from './context'

export function evaluationHandlers({ workbench, writable, emit }: Context): TopicHandlers<'evaluation'> {
  /** Of this page, by run and checkpoint. */
  const running = new Map<string, AbortController>()
  return {
    'evaluation.run': async ({ id, at, rules, sweep }) => {
      const [key, ending] = [`${id} ${at}`, new AbortController()]
      running.set(key, ending)
      try {
        const { evaluation, rules: results, stored } = await evaluateRun(
          writable(), { id, at, rules, sweep, dataFolder: null },
          (done, of) => emit({ type: 'evaluation-progress', id, at, done, of }), ending.signal
        )
        return { evaluation, rules: results, stored }
      } finally {
        if (running.get(key) === ending) running.delete(key)
      }
    },
    'evaluation.stop': ({ id, at }) => {
      running.get(`${id} ${at}`)?.abort()
      return {}
    },
    'evaluation.rules': ({ id, at }) => ({ rules: storedRules(workbench, id, at) }),
    'evaluation.confusion': ({ id, at, rule }) => ({ confusion: confusion(workbench, id, at, rule) }),
    'evaluation.disagreements': (request) => ({ disagreements: disagreements(workbench, request) })
  }
}
