import { Failure } from '../../../preload/schema/failure'
import { askedOf } from '../../../preload/schema/theory/asked'
import { withoutTables } from '../../../preload/schema/theory/result'
import { deleteTheoryResult, keptTheoryResult, keptTheoryResults, theoryResultId } from '../theory/kept-results'
import type { RunAt } from '../theory/of-runs'
import { compareAlternations, compareSolvers } from '../theory/solvers'
import { Workbench } from '../workbench'
import type { Context, TopicHandlers } from './context'

export const theoryHandlers = (context: Context): TopicHandlers<'theory'> => ({
  ...experimentHandlers(context), ...onRunHandlers(context)
})

type OnRun = 'theory.solvers' | 'theory.alternatingSolvers'

const onRunHandlers = ({ workbench, networks, writable, emit }: Context): Pick<TopicHandlers<'theory'>, OnRun> => {
  /** Where it is kept, and what is asked. */
  const ofRun = (id: string, snapshot: number | null): [store: string, runs: RunAt[]] => {
    const { store } = writable()
    store.prepareForWriting()
    return [store.path, [{ workbench, networks, id, snapshot, dataFolder: null }]]
  }
  const toldOf = (id: string) => (done: number, of: number): void => {
    emit({ type: 'solvers-progress', id, done, of })
  }
  return {
    'theory.solvers': async ({ id, snapshot, ...settings }) => ({
      result: await compareSolvers(...ofRun(id, snapshot), settings, toldOf(id))
    }),
    'theory.alternatingSolvers': async ({ id, snapshot, ...settings }) => ({
      result: await compareAlternations(...ofRun(id, snapshot), settings, toldOf(id))
    })
  }
}

const experimentHandlers = ({ workbench, writable, emit }: Context): Omit<TopicHandlers<'theory'>, OnRun> => ({
  'theory.results': () => {
    if (!(workbench instanceof Workbench)) return { results: [], underWay: [] }
    const results = keptTheoryResults(workbench.store.path).map(withoutTables)
    const underWay = workbench.theory.underWay().map((asked) => ({ ...asked, seeds: [...asked.seeds] }))
    return { results, underWay }
  },
  'theory.result': ({ result }) => ({ result: keptTheoryResult(workbench.store.place.folder, result) }),
  'theory.run': async ({ experiment, parameters, seeds }, signal) => {
    const asked = askedOf(experiment, parameters, seeds)
    const id = theoryResultId(asked)
    const result = await writable().theory.run(asked, signal, (done, of) => {
      emit({ type: 'theory-progress', result: id, done, of })
    })
    if (result !== null) return { result }
    signal.throwIfAborted()
    throw new Failure(`The experiment ${experiment} was stopped by another page; start it again.`)
  },
  'theory.delete': ({ result }) => {
    deleteTheoryResult(writable().store.path, result)
    return {}
  }
})
