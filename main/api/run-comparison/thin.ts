/** A curve of many points as the few that a screen can show. */
import type { Curve } from '../../../db/run-curves'
import type { Stretch } from '../../../preload/schema/run-comparison'

/**
 * Of the points in a stretch, and one on each side of it, those that are seen: in each of `columns` equal pieces the
 * first, the last, the smallest and the largest. A curve of no more than that stays as it is.
 */
export function thinned({ at, values }: Curve, columns: number, stretch: Stretch | null): Curve {
  const first = stretch === null ? 0 : Math.max(0, firstFrom(at, stretch.from) - 1)
  const end = stretch === null ? at.length : Math.min(at.length, firstFrom(at, stretch.to) + 1)
  if (end - first <= 4 * columns) return { at: at.slice(first, end), values: values.slice(first, end) }
  const kept = keptIn(at, values, first, end, columns)
  const keptOf = (all: Float64Array) => Float64Array.from(kept, (place) => all[place] ?? 0)
  return { at: keptOf(at), values: keptOf(values) }
}

/** The first place whose point lies at or behind `from`, by halving. */
function firstFrom(at: Float64Array, from: number): number {
  let [low, high] = [0, at.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}

function keptIn(at: Float64Array, values: Float64Array, first: number, end: number, columns: number): number[] {
  const start = at[first] ?? 0
  const width = ((at[end - 1] ?? 0) - start) / columns || 1
  const kept: number[] = []
  for (let from = first; from < end;) {
    const column = Math.min(columns - 1, Math.floor(((at[from] ?? 0) - start) / width))
    let [to, least, most] = [from, from, from]
    for (; to < end && Math.min(columns - 1, Math.floor(((at[to] ?? 0) - start) / width)) === column; to++) {
      if ((values[to] ?? 0) < (values[least] ?? 0)) least = to
      if ((values[to] ?? 0) > (values[most] ?? 0)) most = to
    }
    kept.push(...new Set([from, ...[least, most].sort((one, other) => one - other), to - 1]))
    from = to
  }
  return kept
}
