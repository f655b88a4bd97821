/** What the runs of a group come to together; and a comparison of some of its runs alone. */
import {
  finalNames, reachedErrors,
  type ComparedGroup, type ComparedRun, type ComparedSample, type FinalName, type RunComparison
} from './run-comparison'
import { interval95, sampleOf } from './statistics'

type Samples = Pick<ComparedGroup, 'seeds' | 'final' | 'reached'>

export function samplesOf(runs: readonly Omit<ComparedRun, 'group'>[]): Samples {
  const sampled = (of: (run: Omit<ComparedRun, 'group'>) => number | null): ComparedSample =>
    sampleWithInterval(runs.map(of).filter((value) => value !== null))
  return {
    seeds: runs.map(({ seed }) => seed),
    final: Object.fromEntries(finalNames.map((name) => [name, sampled(({ final }) => final[name])])) as
      Record<FinalName, ComparedSample>,
    reached: reachedErrors.map((_, at) => ({
      iterations: sampled(({ reached }) => reached[at]?.iterations ?? null),
      seconds: sampled(({ reached }) => reached[at]?.seconds ?? null),
      missed: runs.filter(({ reached }) => (reached[at] ?? null) === null).length
    }))
  }
}

function sampleWithInterval(values: readonly number[]): ComparedSample {
  const sample = sampleOf(values)
  const interval = interval95(sample)
  return { ...sample, interval: interval === null ? null : [...interval] }
}

/** Groups keep their places, and so their colours, though one of them may be left without a run. */
export function narrowed(comparison: RunComparison, kept: ReadonlySet<string>): RunComparison {
  const runs = comparison.runs.filter(({ id }) => kept.has(id))
  return {
    ...comparison,
    runs,
    groups: comparison.groups.map((group, at) => ({ ...group, ...samplesOf(runs.filter((run) => run.group === at)) }))
  }
}
