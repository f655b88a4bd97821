/** Spans of a run in which the phase did not change. */
import type { CurvePoint, EpochRecord, Phase, Progress } from '../preload/contract'

export interface PhaseSpan {
  readonly phase: Phase
  /** In epochs completed. */
  readonly from: number
  readonly to: number
}

export function phaseSpans(
  epochs: readonly EpochRecord[],
  progress: Progress | null,
  curve: readonly CurvePoint[] = []
): PhaseSpan[] {
  const spans: PhaseSpan[] = []
  const extend = (phase: Phase, from: number, to: number): void => {
    const last = spans[spans.length - 1]
    if (last !== undefined && last.phase === phase) spans[spans.length - 1] = { ...last, to }
    else if (to > from) spans.push({ phase, from, to })
  }
  epochs.forEach((record) => extend(record.phase, record.epoch - 1, record.epoch))
  const last = epochs[epochs.length - 1]
  const done = last?.epoch ?? 0
  // A run that ended inside an epoch has no progress any more, but its curve goes on to where it ended.
  const reached = progress?.epoch ?? curve[curve.length - 1]?.epoch ?? done
  const phase = progress?.phase ?? last?.phase
  if (phase !== undefined && reached > done) extend(phase, done, reached)
  return spans
}

/** The phase in which an epoch was trained; an end belongs to the phase that ends there. */
export function phaseAt(spans: readonly PhaseSpan[], epoch: number): Phase | null {
  return spans.find(({ from, to }) => epoch <= to && (epoch > from || from === 0))?.phase ?? null
}

/** Of ascending positions those that keep a distance from the one kept before. */
export function spaced(positions: readonly number[], distance: number): number[] {
  const kept: number[] = []
  for (const position of positions) {
    const last = kept[kept.length - 1]
    if (last === undefined || position - last >= distance) kept.push(position)
  }
  return kept
}
