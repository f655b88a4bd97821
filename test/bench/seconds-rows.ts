/** What a comparison of two methods' runs says of the time until an error, as rows. */
import { decimal, percentWithUnit } from '../../preload/schema/format'
import { reachedErrors, type ComparedRun, type RunComparison } from '../../preload/schema/run-comparison'
import type { ReachedIn } from '../../preload/schema/run-comparison-tables'
import { interval95, sampleOf } from '../../preload/schema/statistics'
import { judged, median, type Measured } from './measure'

export type Trained = 'sgd' | 'i-alternation'
export const titlesOf: Readonly<Record<Trained, string>> = { sgd: 'SGD', 'i-alternation': 'I-alternation' }

/** The places of the groups: SGD's runs are named first. */
const groupOf: Readonly<Record<Trained, number>> = { sgd: 0, 'i-alternation': 1 }
const methods = Object.keys(groupOf) as Trained[]

const limit = { kind: 'at most', value: 0.85 } as const

/** Of each error: both methods' seconds and iterations, and what one takes of the other. */
export function rowsOf(comparison: RunComparison): Measured[] {
  return [
    ...reachedErrors.flatMap((_, level) => [
      ...methods.map((method) => reachedRow(comparison, method, level, 'seconds')),
      ratioRow(comparison, level, 'seconds', limit),
      ...methods.map((method) => reachedRow(comparison, method, level, 'iterations')),
      ratioRow(comparison, level, 'iterations', null)
    ]),
    ...methods.map((method): Measured => finalRow(comparison, groupOf[method], titlesOf[method]))
  ]
}

/** One candidate's: its time to each error, and the error that it ends with. */
export const tuningRows = (comparison: RunComparison, group: number, title: string): Measured[] => [
  ...reachedErrors.map((_, level) => levelRow(comparison, group, title, level, 'seconds')),
  finalRow(comparison, group, title)
]

const reachedRow = (comparison: RunComparison, method: Trained, level: number, what: ReachedIn): Measured =>
  levelRow(comparison, groupOf[method], titlesOf[method], level, what)

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

const notReached = (name: string, wanted: Measured['limit'], note: string): Measured =>
  ({ name, value: null, unit: '', limit: wanted, ok: wanted === null, note })

function finalRow(comparison: RunComparison, group: number, title: string): Measured {
  const { mean, deviation, count } = comparison.groups[group].final.testError
  const note = `${spreadOf(deviation === null ? null : deviation * 100)}n = ${count}`
  return judged(`test error at the end, ${title}`, (mean ?? NaN) * 100, '%', null, note)
}

/**
 * Of the means; it holds only where I-alternation misses the error in no more runs than SGD. Behind it: the ratios seed
 * by seed, of the same first weights and order of examples.
 */
function ratioRow(
  comparison: RunComparison, level: number, what: ReachedIn, wanted: Measured['limit']
): Measured {
  const name = `${what} to ${levelWords(level)}, I-alternation against SGD`
  const [sgd, alternation] = methods.map((method) => comparison.groups[groupOf[method]].reached[level])
  const means = [sgd[what].mean, alternation[what].mean] as const
  if (means[0] === null || means[1] === null)
    return notReached(name, wanted, 'not reached by both')
  const row = judged(name, means[1] / means[0], '×', wanted, pairsInWords(comparison, level, what))
  return { ...row, ok: wanted === null || (row.ok && alternation.missed <= sgd.missed) }
}

function pairsInWords(comparison: RunComparison, level: number, what: ReachedIn): string | null {
  const [left, right] = methods.map((method) => runsOf(comparison, groupOf[method]))
  const ratios = left.flatMap(({ seed, reached }) => {
    const one = reached[level]?.[what]
    const other = right.find((run) => run.seed === seed)?.reached[level]?.[what]
    return one === undefined || other === undefined ? [] : [other / one]
  })
  const interval = interval95(sampleOf(ratios))
  if (interval === null) return null
  const [middle, low, high] = [median(ratios), ...interval].map((value) => decimal(value, 2))
  return `seed by seed: median ${middle}, 95 % interval of the mean ${low} to ${high}, n = ${ratios.length}`
}
