/** The runs that a command lays beside each other: those that are named, and those that pass a filter. */
import { Failure } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import { mostCompared } from '../../preload/schema/run-comparison'
import { listRuns } from '../api/runs'
import type { Workbench } from '../api/workbench'
import type { GivenFilter } from './filter-option'

/** @throws Failure when there is nothing to compare, or too much */
export async function chosenRuns(
  workbench: Workbench, runs: readonly string[], passes: GivenFilter['passes'] | undefined
): Promise<string[]> {
  if (runs.length === 0 && passes === undefined)
    throw new Failure('Say which runs to compare: by their ids, or by --filter, as in --filter "method:sgd error<5%".')
  if (passes !== undefined) await workbench.catalogue.prepare()
  const passing = passes === undefined ? [] : listRuns(workbench).filter(passes)
  const ids = [...new Set([...runs.map((run) => workbench.store.resolveId(run)), ...passing.map(({ id }) => id)])]
  if (ids.length === 0) throw new Failure('No run passes the filter, so there is nothing to compare.')
  if (ids.length > mostCompared)
    throw new Failure(`${plural(ids.length, 'run')} are too many to compare; choose ${mostCompared} at most.`)
  return ids
}
