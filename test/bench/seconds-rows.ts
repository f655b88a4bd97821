/** What a comparison of methods' runs says of the time until an error, as rows. */
import { decimal, percentWithUnit } from '../../preload/schema/format'
import { reachedErrors, type ComparedRun, type RunComparison } from '../../preload/schema/run-comparison'
import type { ReachedIn } from '../../preload/schema/run-comparison-tables'
import { interval95, sampleOf } from '../../preload/schema/statistics'
import { judged, median, type Measured } from './measure'

export type Trained = 'sgd' | 'i-alternation'

/** What is trained side by side. */
export interface Contender { readonly title: string; readonly method: Trained; readonly refits: boolean }
/** In the order of their groups: that in which their runs are named. */
export const contenders: readonly Contender[] = [
  { title: 'SGD', method: 'sgd', refits: false },
  { title: 'I-alternation', method: 'i-alternation', refits: false },
  { title: 'SGD with refits', method: 'sgd', refits: true },
  { title: 'I-alternation with refits', method: 'i-alternation', refits: true }
]

type Limit = Measured['limit']
const limit = { kind: 'at most', value: 0.85 } as const

/** Places of two contenders, of which the first one's time is divided by the second one's. */
interface Pair { readonly of: number; readonly against: number; readonly limit: Limit }
/** What the limit is for has refits in both or in neither; what both gain by them, the last pair tells. */
const pairs: readonly Pair[] = [
  { of: 1, against: 0, limit }, { of: 3, against: 2, limit }, { of: 3, against: 0, limit: null }
]

/** Of each error: the seconds and iterations of all, and what one takes of another's. */
export function rowsOf(comparison: RunComparison): Measured[] {
  return [
    ...reachedErrors.flatMap((_, level) => (['seconds', 'iterations'] as const).flatMap((what) => [
      ...contenders.map(({ title }, group) => levelRow(comparison, group, title, level, what)),
      ...pairs.map((pair) => ratioRow(comparison, pair, level, what))
    ])),
    ...contenders.map(({ title }, group) => finalRow(comparison, group, title))
  ]
}

/** One candidate's: its time to each error, and the error that it ends with. */
export const tuningRows = (comparison: RunComparison, group: number, title: string): Measured[] => [
  ...reachedErrors.map((_, level) => levelRow(comparison, group, title, level, 'seconds')),
  finalRow(comparison, group, title)
]

const spreadOf = (deviation: number | null): string => (deviation === null ? '' : `± ${decimal(deviation, 2)}; `)

const levelWords = (level: number): string => `${percentWithUnit(reachedErrors[level], 0)} test error`

const runsOf = ({ runs }: RunComparison, group: number): ComparedRun[] => runs.filter((run) => run.group === group)

/** The mean, and behind it the deviation, the median, and how many runs get there. */
function levelRow(
  comparison: RunComparison, group: number, title: string, level: number, what: ReachedIn
): Measured {
  const name = `${what} to ${levelWords(level)}, ${title}`
  const runs = runsOf(comparison, group)
  const reached = runs.flatMap((run) => run.reached[level]?.[what] ?? [])
  const { mean, deviation } = sampleOf(reached)
  if (mean === null) return notReached(name, null, `none of ${runs.length} reach it`)
  const middle = decimal(median(reached), what === 'seconds' ? 2 : 0)
  const note = `${spreadOf(deviation)}median ${middle}; ${reached.length} of ${runs.length} reach it`
  return judged(name, mean, what === 'seconds' ? 's' : 'iterations', null, note)
}

const notReached = (name: string, wanted: Limit, note: string): Measured =>
  ({ name, value: null, unit: '', limit: wanted, ok: wanted === null, note })

function finalRow(comparison: RunComparison, group: number, title: string): Measured {
  const { mean, deviation, count } = comparison.groups[group].final.testError
  const note = `${spreadOf(deviation === null ? null : deviation * 100)}n = ${count}`
  return judged(`test error at the end, ${title}`, (mean ?? NaN) * 100, '%', null, note)
}

/**
 * Of the means; it holds only where the first misses the error in no more runs than the second. Behind it: the ratios
 * seed by seed, of the same first weights and order of examples.
 */
function ratioRow(comparison: RunComparison, pair: Pair, level: number, what: ReachedIn): Measured {
  const wanted = what === 'seconds' ? pair.limit : null
  const names = [pair.of, pair.against].map((place) => contenders[place].title)
  const name = `${what} to ${levelWords(level)}, ${names.join(' against ')}`
  const [one, other] = [pair.of, pair.against].map((group) => comparison.groups[group].reached[level])
  if (one[what].mean === null || other[what].mean === null) return notReached(name, wanted, 'not reached by both')
  const row = judged(name, one[what].mean / other[what].mean, '×', wanted, seedBySeed(comparison, pair, level, what))
  return { ...row, ok: wanted === null || (row.ok && one.missed <= other.missed) }
}

function seedBySeed(comparison: RunComparison, pair: Pair, level: number, what: ReachedIn): string | null {
  const others = runsOf(comparison, pair.against)
  const ratios = runsOf(comparison, pair.of).flatMap(({ seed, reached }) => {
    const own = reached[level]?.[what]
    const other = others.find((run) => run.seed === seed)?.reached[level]?.[what]
    return own === undefined || other === undefined ? [] : [own / other]
  })
  const interval = interval95(sampleOf(ratios))
  if (interval === null) return null
  const [middle, low, high] = [median(ratios), ...interval].map((value) => decimal(value, 2))
  return `seed by seed: median ${middle}, 95 % interval of the mean ${low} to ${high}, n = ${ratios.length}`
}
