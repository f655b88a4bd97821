/** What is said of experiments on the theory and their results. */
import { z } from 'zod'
import type { Table } from '../../preload/schema/csv'
import { count, decimal, duration, instant, plain, plural, unknown } from '../../preload/schema/format'
import { experimentNames, type ExperimentName } from '../../preload/schema/theory'
import { askedByPreset, definitionOf, type Asked } from '../../preload/schema/theory/asked'
import { onRunExperiments, type OnRunName } from '../../preload/schema/theory/on-run'
import type { Claim, ResultTable, TheoryResultSummary, Verdict } from '../../preload/schema/theory/result'

export type Badge = 'holds' | 'does not hold' | 'mixed' | 'not run'

/** Of all claims of a result that apply. */
export function badgeOf(result: Pick<TheoryResultSummary, 'claims'> | undefined): Badge {
  const verdicts = new Set(result?.claims.map(({ holds }) => holds).filter((holds) => holds !== 'not applicable'))
  if (verdicts.size === 0) return 'not run'
  return verdicts.size > 1 ? 'mixed' : verdicts.has('holds') ? 'holds' : 'does not hold'
}

/** "3 of 5 claims hold" */
export function badgeWords({ claims }: Pick<TheoryResultSummary, 'claims'>): string {
  const applicable = claims.filter(({ holds }) => holds !== 'not applicable')
  const held = applicable.filter(({ holds }) => holds === 'holds').length
  return `${held} of ${plural(applicable.length, 'claim')} ${applicable.length === 1 ? 'holds' : 'hold'}`
}

/** An experiment of the Theory page, or one that is asked of a run. */
export type ShownExperiment = ExperimentName | OnRunName

const isOnRun = (name: ShownExperiment): name is OnRunName => name in onRunExperiments

/** Its title, its sentence, and what it says. */
export const wordsOf = (name: ShownExperiment) => (isOnRun(name) ? onRunExperiments[name] : definitionOf(name))

/** Newest first, as they come. */
export const resultsOf = (
  results: readonly TheoryResultSummary[], experiment: ShownExperiment
): TheoryResultSummary[] => results.filter((result) => result.experiment === experiment)

/** "2026-07-14 09:41, 5 seeds, 3 of 5 claims hold" */
export const resultWords = (result: TheoryResultSummary): string =>
  `${instant(result.ended)}, ${plural(result.seeds.length, 'seed')}, ${badgeWords(result)}`

const runsSchema = z.array(z.object({ run: z.string(), snapshot: z.number() }))

/** Of an experiment on runs those that this snapshot of a run is part of. */
export const resultsOfSnapshot = (
  results: readonly TheoryResultSummary[], experiment: OnRunName, run: string, snapshot: number
): TheoryResultSummary[] => resultsOf(results, experiment).filter(({ parameters }) => {
  const runs = runsSchema.safeParse(parameters.runs)
  return runs.success && runs.data.some((one) => one.run === run && one.snapshot === snapshot)
})

/** Every experiment by the preset that takes seconds. */
export const quickChecks = (): Asked[] => experimentNames.map((name) => askedByPreset(name, 'quick'))

export const quickSeconds = (): number =>
  experimentNames.reduce((sum, name) => sum + definitionOf(name).presets.quick.seconds, 0)

/** Parts done of an experiment; `at` in seconds. */
export interface TheoryProgress {
  readonly done: number
  readonly of: number
  readonly at: number
  /** The first that was told: what the rate is measured from. */
  readonly from: { readonly done: number; readonly at: number }
}

export const progressAfter = (before: TheoryProgress | null, done: number, of: number, at: number): TheoryProgress =>
  ({ done, of, at, from: before?.from ?? { done, at } })

/** "12 of 40 parts, 3.1 a second, about 9 s left" */
export function progressWords(progress: TheoryProgress | null): string {
  if (progress === null) return 'Beginning …'
  const { done, of, at, from } = progress
  const parts = `${count(done)} of ${count(of)} parts`
  const rate = at > from.at ? (done - from.done) / (at - from.at) : 0
  return rate > 0 ? `${parts}, ${rateWords(rate)}, about ${duration((of - done) / rate)} left` : parts
}

const rateWords = (rate: number): string =>
  (rate >= 1 ? `${decimal(rate, 1)} a second` : `${decimal(60 * rate, 1)} a minute`)

/** Three significant digits, of whole numbers all. */
export const figure = (value: number | string | null): string => {
  if (typeof value !== 'number') return value ?? unknown
  return Number.isInteger(value) ? count(value) : plain(Number(value.toPrecision(3)))
}

export const withSpread = ({ measured, spread }: Claim): string =>
  (spread === null || measured === null ? figure(measured) : `${figure(measured)} ± ${figure(spread)}`)

/** Over how many seeds a claim's figure is; nothing where it applies to none. */
export const seedsWords = ({ measured }: Claim, seeds: readonly number[]): string =>
  (measured === null ? unknown : String(seeds.length))

export const verdictWords: Readonly<Record<Verdict, string>> = {
  holds: 'Holds', 'does not hold': 'Does not hold', 'not applicable': 'Not applicable'
}

export const claimsTable = ({ claims, seeds }: Pick<TheoryResultSummary, 'claims' | 'seeds'>): Table => ({
  columns: ['claim', 'verdict', 'measured', 'deviation', 'seeds', 'bound', 'rule'],
  rows: claims.map(({ text, holds, measured, spread, bound, rule }) =>
    [text, holds, measured, spread, seeds.length, bound, rule])
})

/** Of a long table what is shown; its file has all of it. */
export const mostRowsShown = 30
export const shownRows = ({ rows }: ResultTable): ResultTable['rows'] => rows.slice(0, mostRowsShown)
