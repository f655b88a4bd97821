/** Solvers under the stored masks of runs: one run after the other is asked, and all come to one kept result. */
import { version } from '../../../package.json'
import { elementOf } from '../../../preload/schema/element'
import {
  solversFrom, solverTitle, titlesOf, usualPasses, usualSolvedExamples, usualSolvers, type SolverSettings
} from '../../../preload/schema/solvers'
import { theoryResultSchema, type TheoryResult } from '../../../preload/schema/theory/result'
import { outcomeOf, type RunReading } from '../../engine/theory/solvers/tables'
import { Asker } from '../../trainer/network-process/network-process'
import { showRun } from '../show'
import type { ReadableWorkbench } from '../workbench'
import { keepTheoryResult, theoryResultId } from './kept-results'

export interface RunAt {
  workbench: ReadableWorkbench
  networks: Asker
  id: string
  /** Null for the latest. */
  snapshot: number | null
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: string | null
}

/** Asked by a command. */
export const runAt = (at: Omit<RunAt, 'networks'>): RunAt => ({ ...at, networks: new Asker(at.workbench.networks) })

/**
 * @param store where the result is kept
 * @returns null when it was stopped, which keeps nothing
 * @throws Failure when logits are not linear in layers, masks or weights are missing, or the store cannot be written
 */
export async function compareSolvers(
  store: string, runs: readonly RunAt[], settings: SolverSettings, tell: (done: number, of: number) => void
): Promise<TheoryResult | null> {
  const begun = performance.now()
  const readings: RunReading[] = []
  for (const [at, { networks, id, snapshot, dataFolder }] of runs.entries()) {
    const reading = await networks.ask('solvers', { ...settings, id, snapshot, dataFolder }, (done, of) => {
      tell(at * of + done, runs.length * of)
    })
    if (reading === null) return null
    readings.push({ run: id, reading })
  }
  const asked = {
    experiment: 'solvers',
    parameters: {
      ...settings, solvers: settings.solvers.map(solverTitle),
      runs: readings.map(({ run, reading: { snapshot } }) => ({ run, snapshot }))
    },
    seeds: readings.map(({ reading }) => reading.seed)
  }
  const result = theoryResultSchema.parse({
    id: theoryResultId(asked), ...asked, ...outcomeOf(readings), seconds: (performance.now() - begun) / 1000, version,
    command: commandOf(readings.map(({ reading }, at) => momentOf(elementOf(runs, at), reading.snapshot)), settings),
    ended: new Date().toISOString()
  })
  keepTheoryResult(store, result)
  return result
}

interface Moment { run: string; snapshot: number; alternation: number | null }

function momentOf({ workbench, id }: RunAt, snapshot: number): Moment {
  const record = showRun(workbench, id).snapshots.find(({ index }) => index === snapshot)
  return { run: id, snapshot, alternation: record?.alternation ?? null }
}

/** The line that computes the same, without what is usual. */
function commandOf(moments: readonly Moment[], { examples, passes, solvers, layers }: SolverSettings): string {
  const { snapshot, alternation } = elementOf(moments, 0)
  const isSame = moments.every((moment) => moment.alternation === alternation) && alternation !== null
  const titles = titlesOf(solvers)
  return [
    'maskscope theory solvers', `--run ${moments.map(({ run }) => run).join(',')}`,
    isSame ? `--alternation ${alternation}` : `--snapshot ${snapshot}`,
    ...(examples === usualSolvedExamples ? [] : [`--examples ${examples}`]),
    ...(passes === usualPasses ? [] : [`--passes ${passes}`]),
    ...(titles === titlesOf(solversFrom(usualSolvers)) ? [] : [`--solver ${titles}`]),
    ...(layers ? ['--layers'] : [])
  ].join(' ')
}
