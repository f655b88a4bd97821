/** How long a training takes: a fixed cost and a cost by its work, fitted to earlier trainings. */

/** A training that was measured. */
export interface TimedRun {
  /** Seconds before, between and after its epochs: what any training takes, however short. */
  readonly outside: number
  readonly epochs: readonly { readonly work: number; readonly seconds: number }[]
}

/** Seconds. The least and the most are what single runs say, or single epochs where there is one run. */
export interface TimeRange { readonly seconds: number; readonly least: number; readonly most: number }

interface Line { readonly fixed: number; readonly each: number }
type Point = readonly [work: number, seconds: number]

/** The clock of a run after no epoch, after the first, and so on. */
function pointsOf({ outside, epochs }: TimedRun): Point[] {
  let [work, seconds] = [0, outside]
  return [[work, seconds], ...epochs.map((epoch): Point => {
    work += epoch.work
    seconds += epoch.seconds
    return [work, seconds]
  })]
}

/**
 * The line of least squares through the points of all runs. Neither part is negative: where the best line begins below
 * nothing, the best of those that begin there is taken.
 */
export function fittedLine(runs: readonly TimedRun[]): Line {
  const points = runs.flatMap(pointsOf)
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [work, seconds] = [mean(([x]) => x), mean(([, y]) => y)]
  const spread = mean(([x]) => (x - work) ** 2)
  const each = spread === 0 ? 0 : mean(([x, y]) => (x - work) * (y - seconds)) / spread
  const fixed = seconds - each * work
  if (fixed >= 0 && each >= 0) return { fixed, each }
  return each < 0 ? { fixed: seconds, each: 0 } : { fixed: 0, each: mean(([x, y]) => x * y) / mean(([x]) => x * x) }
}

const at = ({ fixed, each }: Line, work: number): number => fixed + each * work

/** @returns null where no epoch was measured */
export function timeOf(runs: readonly TimedRun[], work: number): TimeRange | null {
  const measured = runs.filter(({ epochs }) => epochs.some((epoch) => epoch.work > 0))
  const [only, ...others] = measured
  if (only === undefined) return null
  const seconds = at(fittedLine(measured), work)
  const single = others.length > 0
    ? measured.map((run) => at(fittedLine([run]), work))
    : only.epochs.map((epoch) => only.outside + (epoch.seconds / epoch.work) * work)
  return { seconds, least: Math.min(seconds, ...single), most: Math.max(seconds, ...single) }
}
