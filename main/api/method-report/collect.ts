/** The store's finished runs that belong in a report, and those that it lacks. */
import { isDeepStrictEqual } from 'node:util'
import type { RunDetail } from '../../../preload/schema/run'
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import { trainingSeconds } from '../../../db/run-curves'
import { reachedIn } from '../run-comparison/reached'
import { runDetail } from '../runs'
import type { Workbench } from '../workbench'
import { reportConfiguration, type ReportMethodName, type ReportSettings } from './methods'
import type { ComparedRun } from '../../../preload/schema/run-comparison'
import { testsOf } from '../../../preload/schema/statistics'

export interface ReportRun {
  id: string
  seed: number
  iterations: number
  /** At the end, on the test set. */
  error: number
  maskt: number
  /** `seconds`: of the training's steps, tests and refits, and of the masks of its alternations. */
  reached: ComparedRun['reached']
  /**
   * Of a DSD run: test errors at the end of the Dense and of the Sparse stage, and the fraction of weights that its
   * last pruning took.
   */
  pruning: { dense: number | null; sparse: number | null; pruned: number } | null
  parameters: number
  trainExamples: number
  testExamples: number
  backend: string
  environment: Record<string, string>
}

/** `diverged`: seeds whose training ended because its loss grew without bound, a result too. */
export interface ReportEntry {
  name: ReportMethodName
  configuration: TrainingConfiguration
  runs: ReportRun[]
  diverged: number[]
}
/** `runs`: how many seeds of a method that is not in `runsOf`. */
export interface Wanted extends ReportSettings {
  methods: readonly ReportMethodName[]
  runs: number
  runsOf: ReadonlyMap<ReportMethodName, number>
}
export const runsWanted = ({ runs, runsOf }: Wanted, name: ReportMethodName): number => runsOf.get(name) ?? runs
export interface Missing { name: ReportMethodName; seed: number; configuration: TrainingConfiguration }

/** Runs of a method's seeds, from 1 on; the newest where there are several of one configuration. */
export function collect(workbench: Workbench, wanted: Wanted): { entries: ReportEntry[]; missing: Missing[] } {
  const missing: Missing[] = []
  const entries = wanted.methods.map((name): ReportEntry => {
    const runs: ReportRun[] = []
    const diverged: number[] = []
    for (let seed = 1; seed <= runsWanted(wanted, name); seed++) {
      const configuration = reportConfiguration(name, seed, wanted)
      const found = resultOf(workbench, configuration)
      if (found === 'diverged') diverged.push(seed)
      else if (found) runs.push(found)
      else missing.push({ name, seed, configuration })
    }
    return { name, configuration: reportConfiguration(name, 1, wanted), runs, diverged }
  })
  // Seed by seed, so that an interrupted report compares all methods on the seeds that it has.
  return { entries, missing: missing.sort((left, right) => left.seed - right.seed) }
}

function resultOf(workbench: Workbench, configuration: TrainingConfiguration): ReportRun | 'diverged' | null {
  for (const summary of workbench.catalogue.list()) {
    if (summary.state !== 'readable') continue
    if (
      summary.method !== configuration.method ||
      summary.seed !== configuration.seed ||
      summary.dataset !== configuration.dataset
    )
      continue
    const diverged = summary.failureKind === 'diverged'
    if (summary.status !== 'finished' && !diverged) continue
    const { detail } = runDetail(workbench, summary.id)
    if (!isDeepStrictEqual(detail.configuration, configuration)) continue
    const run = diverged ? 'diverged' : reportRun(detail)
    if (run) return run
  }
  return null
}

function reportRun({
  summary,
  epochs,
  testCurve,
  evaluations,
  snapshots,
  prunings,
  parameters,
  trainExamples,
  testExamples,
  environment
}: RunDetail): ReportRun | null {
  const final = evaluations.find(({ at }) => at === 'final')
  const last = epochs.at(-1)
  const pruning = prunings.at(-1)
  const tests = testsOf(epochs, testCurve)
  const seconds = trainingSeconds(epochs, snapshots.filter(({ alternation }) => alternation !== null))
  const errorAt = (name: string): number | null => evaluations.find(({ at }) => at === name)?.relu.error ?? null
  if (!final || !last) return null
  return {
    id: summary.id,
    seed: summary.seed,
    iterations: last.iterations,
    error: final.relu.error,
    maskt: final.maskt.error,
    reached: reachedIn(tests, seconds),
    pruning: pruning
      ? { dense: errorAt('dense'), sparse: errorAt('sparse'), pruned: 1 - pruning.kept / pruning.weights }
      : null,
    parameters,
    trainExamples,
    testExamples,
    backend: summary.backend,
    environment
  }
}
