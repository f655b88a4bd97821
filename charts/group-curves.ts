/** The curves of a comparison as its chart and its file show them. */
import type { CurveName, RunComparison } from '../preload/contract'
import { decimal, percentWithUnit } from '../preload/schema/format'
import { groupWords } from '../preload/schema/run-comparison-tables'
import { bandOf, readerOf, smoothed, type GroupCurve, type Member, type Smoothing } from './bands'
import type { Table } from '../preload/schema/csv'

export const curveTitles: Readonly<Record<CurveName, { title: string; shares: boolean; explanation: string }>> = {
  testError: {
    title: 'Test error', shares: true, explanation: 'After each epoch, and as often in between as a run asks for.'
  },
  testLoss: { title: 'Test loss', shares: false, explanation: 'Mean cross-entropy on the test set.' },
  trainError: { title: 'Train error', shares: true, explanation: 'While training, over the last iterations.' },
  trainLoss: { title: 'Train loss', shares: false, explanation: 'While training, over the last iterations.' },
  sparsity: { title: 'Sparsity', shares: true, explanation: 'Zeros among all mask bits, at each snapshot.' },
  churn: { title: 'Churn', shares: true, explanation: 'Mask bits that flipped since the snapshot before.' },
  drift: { title: 'Drift', shares: true, explanation: 'Stored mask bits that the weights after an epoch contradict.' }
}

/** A group without a curve has none here. */
export function groupCurves(
  comparison: RunComparison, curves: ReadonlyMap<string, Member>, smoothing: Smoothing
): GroupCurve[] {
  return comparison.groups.map((_, group) => {
    const members = comparison.runs.filter((run) => run.group === group).flatMap(({ id }) => {
      const curve = curves.get(id)
      return curve === undefined ? [] : [{ ...curve, values: smoothed(curve.values, smoothing) }]
    })
    return { name: groupWords(comparison, group), band: bandOf(members), members }
  })
}

/** Pixels from a curve within which a click means it. */
const reach = 12

/** The run whose curve is nearest to a place, of those within reach. @param topOf the pixel of a value there */
export function runNear(
  groups: readonly GroupCurve[], at: number, top: number, topOf: (value: number) => number
): string | null {
  const near = groups.flatMap(({ members }) => members).flatMap((member) => {
    const value = readerOf(member)(at)
    const distance = value === null ? Infinity : Math.abs(topOf(value) - top)
    return distance <= reach ? [{ id: member.id, distance }] : []
  })
  return near.sort((one, other) => one.distance - other.distance)[0]?.id ?? null
}

export const extentOf = (groups: readonly GroupCurve[]): [number, number] => {
  const ends = groups.flatMap(({ members }) => members.flatMap(({ at }) => [at[0] ?? 0, at[at.length - 1] ?? 0]))
  return ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)]
}

export const curvesTable = (groups: readonly GroupCurve[]): Table => ({
  columns: ['group', 'at', 'mean', 'deviation', 'n'],
  rows: groups.flatMap(({ name, band }) =>
    band.map(({ at, mean, deviation, count }) => [name, at, mean, deviation, count]))
})

/** Where each group ends. */
export function curvesReading(groups: readonly GroupCurve[], shares: boolean): string {
  const write = (value: number): string => (shares ? percentWithUnit(value) : decimal(value, 4))
  const ends = groups.flatMap(({ name, band }) => {
    const last = band.at(-1)
    return last === undefined ? [] : [`${name}: ${write(last.mean)}`]
  })
  return ends.length === 0 ? 'No run has this figure.' : `At the end, ${ends.join('; ')}.`
}
