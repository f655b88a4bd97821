/** How new pieces of a run join what a page already shows. */
import type { AlternationRecord, CurvePoint, EpochRecord, EvaluationRecord, RunDelta, RunDetail } from '../../preload/contract'

/** Adds records, replacing those whose key is known, in ascending order of the key. */
function joinByNumber<T>(known: T[], added: readonly T[], key: (record: T) => number): T[] {
  if (added.length === 0) return known
  const records = new Map(known.map((record) => [key(record), record]))
  added.forEach((record) => records.set(key(record), record))
  return [...records.values()].sort((left, right) => key(left) - key(right))
}

/** The curve can be long and only ever grows at its end, so it is appended to, never sorted. */
export function joinCurve(known: CurvePoint[], added: readonly CurvePoint[]): CurvePoint[] {
  const last = known.length === 0 ? -1 : (known[known.length - 1] as CurvePoint).iteration
  const fresh = added.filter((point) => point.iteration > last)
  return fresh.length === 0 ? known : known.concat(fresh)
}

export function joinEpochs(known: EpochRecord[], added: readonly EpochRecord[]): EpochRecord[] {
  return joinByNumber(known, added, (record) => record.epoch)
}

export function joinAlternations(known: AlternationRecord[], added: readonly AlternationRecord[]): AlternationRecord[] {
  return joinByNumber(known, added, (record) => record.index)
}

export function joinEvaluations(known: EvaluationRecord[], added: readonly EvaluationRecord[]): EvaluationRecord[] {
  if (added.length === 0) return known
  const replaced = new Set(added.map((record) => record.at))
  return [...known.filter((record) => !replaced.has(record.at)), ...added]
}

export function mergeDelta(detail: RunDetail, delta: RunDelta): RunDetail {
  return {
    ...detail,
    summary: delta.summary,
    progress: delta.progress,
    curve: joinCurve(detail.curve, delta.curve),
    epochs: joinEpochs(detail.epochs, delta.epochs),
    alternations: joinAlternations(detail.alternations, delta.alternations),
    evaluations: joinEvaluations(detail.evaluations, delta.evaluations)
  }
}
