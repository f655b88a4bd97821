/**
 * When an iteration was done. The file knows it of checkpoints, and of a training that goes on; between two of these
 * moments time is spread as the epochs took it.
 */
import type { EpochRecord } from '../preload/schema/run'
import type { ReadableDatabase } from './database'
import { secondsAt } from './run-curves'
import type { RunRow } from './runs'

/** An iteration, and when it was done: milliseconds since 1970. */
export interface Instant { iteration: number; at: number }

/** Milliseconds since 1970 by iteration; after the last known moment, that one's. */
export function readClock(
  database: ReadableDatabase, run: RunRow, epochs: readonly EpochRecord[]
): (iteration: number) => number {
  return clockOf([...knownInstants(database, run), ...nowOf(run)], epochs)
}

/** Of checkpoints; of a run without one at its beginning or at its end, when it was made and when it ended. */
function knownInstants(database: ReadableDatabase, { created_at, finished_at }: RunRow): Instant[] {
  const rows = database.prepare('SELECT iteration, created_at AS at FROM checkpoints').all() as
    { iteration: number; at: string }[]
  const known = rows.map(({ iteration, at }) => ({ iteration, at: Date.parse(at) }))
  if (!known.some(({ iteration }) => iteration === 0)) known.push({ iteration: 0, at: Date.parse(created_at) })
  const last = database.prepare('SELECT max(iteration) FROM curve').pluck().get() as number | null
  if (finished_at !== null && last !== null && !known.some(({ iteration }) => iteration >= last))
    known.push({ iteration: last, at: Date.parse(finished_at) })
  return known
}

/** A training tells every second that it lives, and where it is; one that is published, when it is heard next. */
const nowOf = ({ finished_at, heartbeat_at, progress }: RunRow): Instant[] =>
  finished_at === null && progress !== null
    ? [{ iteration: progress.iteration, at: Math.min(Date.parse(heartbeat_at), Date.now()) }]
    : []

export function clockOf(
  known: readonly Instant[], epochs: readonly EpochRecord[]
): (iteration: number) => number {
  const fixed = inOrder(known)
  const spent = secondsAt(epochs)
  const iterations = new Set([...fixed, ...epochs.map(({ iterations: iteration }) => ({ iteration }))]
    .map(({ iteration }) => iteration))
  const knots = [...iterations].sort((one, other) => one - other)
    .map((iteration) => ({ iteration, at: spread(fixed, iteration, spent) }))
  return (iteration) => between(knots, iteration)
}

/** By iteration, the first of each; what would go back in time (a clock was set) is left out. */
function inOrder(known: readonly Instant[]): Instant[] {
  const sorted = known.toSorted((one, other) => one.iteration - other.iteration || one.at - other.at)
  const kept: Instant[] = []
  for (const instant of sorted) {
    const last = kept.at(-1)
    if (last === undefined || (instant.iteration > last.iteration && instant.at >= last.at)) kept.push(instant)
  }
  return kept
}

function spread(fixed: readonly Instant[], iteration: number, spent: (iteration: number) => number): number {
  const after = fixed.find((instant) => instant.iteration >= iteration)
  const before = fixed.findLast((instant) => instant.iteration <= iteration)
  if (before === undefined) return after?.at ?? 0
  const seconds = spent(iteration) - spent(before.iteration)
  if (after === undefined) return before.at + seconds * 1000
  const all = spent(after.iteration) - spent(before.iteration)
  return all > 0 ? before.at + (seconds / all) * (after.at - before.at) : before.at
}

/** Evenly from knot to knot: found by halving, because a run may have a million points. */
function between(knots: readonly Instant[], iteration: number): number {
  let [low, high] = [0, knots.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((knots[middle]?.iteration ?? 0) < iteration) low = middle + 1
    else high = middle
  }
  const [before, after] = [knots[low - 1], knots[low]]
  if (after === undefined) return 0
  if (before === undefined || after.iteration <= iteration) return after.at
  const share = (iteration - before.iteration) / (after.iteration - before.iteration)
  return before.at + share * (after.at - before.at)
}
