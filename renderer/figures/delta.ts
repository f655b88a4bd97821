/** How new pieces of a run join what a page already shows. */
import type {
  EpochRecord,
  EvaluationRecord,
  PruningRecord,
  RunDelta,
  RunDetail,
  SensitivityPoint,
  SnapshotRecord
} from '../../preload/contract'
import { byMoment } from '../../preload/schema/moments'

/** Adds records, replacing those whose key is known, in ascending order of the key. */
function joinByNumber<T>(known: T[], added: readonly T[], key: (record: T) => number): T[] {
  if (added.length === 0) return known
  const records = new Map(known.map((record) => [key(record), record]))
  added.forEach((record) => records.set(key(record), record))
  return [...records.values()].sort((left, right) => key(left) - key(right))
}

/** A curve can be long and only ever grows at its end, so it is appended to, never sorted. */
export function joinCurve<Point extends { iteration: number }>(known: Point[], added: readonly Point[]): Point[] {
  const last = known.at(-1)?.iteration ?? -1
  const fresh = added.filter((point) => point.iteration > last)
  return fresh.length === 0 ? known : known.concat(fresh)
}

export function joinEpochs(known: EpochRecord[], added: readonly EpochRecord[]): EpochRecord[] {
  return joinByNumber(known, added, (record) => record.epoch)
}

/** Replaces those of known indices; one that was asked for afterwards may lie between two others. */
export function joinSnapshots(known: SnapshotRecord[], added: readonly SnapshotRecord[]): SnapshotRecord[] {
  return added.length === 0 ? known : joinByNumber(known, added, (record) => record.index).sort(byMoment)
}

export function joinEvaluations(known: EvaluationRecord[], added: readonly EvaluationRecord[]): EvaluationRecord[] {
  if (added.length === 0) return known
  const replaced = new Set(added.map((record) => record.at))
  return [...known.filter((record) => !replaced.has(record.at)), ...added]
}

export function joinPrunings(known: PruningRecord[], added: readonly PruningRecord[]): PruningRecord[] {
  return joinByNumber(known, added, (record) => record.index)
}

/** A trial that was made again replaces the one before. */
export function joinSensitivity(known: SensitivityPoint[], added: readonly SensitivityPoint[]): SensitivityPoint[] {
  if (added.length === 0) return known
  const key = ({ at, layer, degree }: SensitivityPoint): string => `${at} ${layer} ${degree}`
  const replaced = new Set(added.map(key))
  return [...known.filter((point) => !replaced.has(key(point))), ...added]
}

export function mergeDelta(detail: RunDetail, delta: RunDelta): RunDetail {
  return {
    ...detail,
    summary: delta.summary,
    environment: delta.environment,
    progress: delta.progress,
    curve: joinCurve(detail.curve, delta.curve),
    testCurve: joinCurve(detail.testCurve, delta.testCurve),
    epochs: joinEpochs(detail.epochs, delta.epochs),
    snapshots: joinSnapshots(detail.snapshots, delta.snapshots),
    evaluations: joinEvaluations(detail.evaluations, delta.evaluations),
    prunings: joinPrunings(detail.prunings, delta.prunings),
    sensitivity: joinSensitivity(detail.sensitivity, delta.sensitivity)
  }
}
