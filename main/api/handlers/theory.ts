import { Failure } from '../../../preload/schema/failure'
import { askedOf } from '../../../preload/schema/theory/asked'
import { withoutTables } from '../../../preload/schema/theory/result'
import { deleteTheoryResult, keptTheoryResult, keptTheoryResults, theoryResultId } from '../theory/kept-results'
import { compareSolvers } from '../theory/solvers'
import { Workbench } from '../workbench'
import type { Context, TopicHandlers } from './context'

export const theoryHandlers = ({ workbench, networks, writable, emit }: Context): TopicHandlers<'theory'> => ({
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
  'theory.solvers': async ({ id, snapshot, ...settings }) => {
    const { store } = writable()
    store.prepareForWriting()
    const runs = [{ workbench, networks, id, snapshot, dataFolder: null }]
    const result = await compareSolvers(store.path, runs, settings, (done, of) => {
      emit({ type: 'solvers-progress', id, done, of })
    })
    return { result }
  },
  'theory.delete': ({ result }) => {
    deleteTheoryResult(writable().store.path, result)
    return {}
  }
})
