/** Experiments on stored runs: one run after the other is asked, and all come to one kept result. */
import { version } from '../../../package.json'
import { elementOf } from '../../../preload/schema/element'
import { theoryResultSchema, type TheoryResult } from '../../../preload/schema/theory/result'
import type { Outcome } from '../../engine/theory/experiment'
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

type Tell = (done: number, of: number) => void

export interface OfRuns<Reading extends { snapshot: number; seed: number }> {
  experiment: string
  parameters: Readonly<Record<string, unknown>>
  /** Null when it was stopped. */
  ask: (run: RunAt, tell: Tell) => Promise<Reading | null>
  outcomeOf: (readings: { run: string; reading: Reading }[]) => Outcome
  /** What of the line stands behind the runs and their moment. */
  options: readonly string[]
}

/**
 * @param store where the result is kept
 * @returns null when it was stopped, which keeps nothing
 * @throws Failure with what a run lacks, or when the store cannot be written
 */
export async function askRuns<Reading extends { snapshot: number; seed: number }>(
  store: string, runs: readonly RunAt[], { experiment, parameters, ask, outcomeOf, options }: OfRuns<Reading>,
  tell: Tell
): Promise<TheoryResult | null> {
  const begun = performance.now()
  const readings: { run: string; reading: Reading }[] = []
  for (const [at, run] of runs.entries()) {
    const reading = await ask(run, (done, of) => { tell(at * of + done, runs.length * of) })
    if (reading === null) return null
    readings.push({ run: run.id, reading })
  }
  const snapshots = readings.map(({ reading }) => reading.snapshot)
  const asked = {
    experiment,
    parameters: { ...parameters, runs: readings.map(({ run }, at) => ({ run, snapshot: snapshots[at] })) },
    seeds: readings.map(({ reading }) => reading.seed)
  }
  const result = theoryResultSchema.parse({
    id: theoryResultId(asked), ...asked, ...outcomeOf(readings), seconds: (performance.now() - begun) / 1000, version,
    command: ['maskscope theory solvers', ...momentOptions(runs, snapshots), ...options].join(' '),
    ended: new Date().toISOString()
  })
  keepTheoryResult(store, result)
  return result
}

/** The alternation where it is the same of all; a command that names a snapshot has the same one of all. */
function momentOptions(runs: readonly RunAt[], snapshots: readonly number[]): string[] {
  const alternations = runs.map(({ workbench, id }, at) =>
    showRun(workbench, id).snapshots.find(({ index }) => index === snapshots[at])?.alternation ?? null)
  const [first] = alternations
  return [
    `--run ${runs.map(({ id }) => id).join(',')}`,
    first !== null && alternations.every((one) => one === first)
      ? `--alternation ${first}` : `--snapshot ${elementOf(snapshots, 0)}`
  ]
}
