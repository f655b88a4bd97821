/** Spans of a run in which the phase did not change. */
import type { EpochRecord, Phase, Progress } from '../../preload/contract'

export interface PhaseSpan {
  readonly phase: Phase
  /** In epochs completed. */
  readonly from: number
  readonly to: number
}

export function phaseSpans(epochs: readonly EpochRecord[], progress: Progress | null): PhaseSpan[] {
  const spans: PhaseSpan[] = []
  const extend = (phase: Phase, from: number, to: number): void => {
    const last = spans[spans.length - 1]
    if (last !== undefined && last.phase === phase) spans[spans.length - 1] = { ...last, to }
    else if (to > from) spans.push({ phase, from, to })
  }
  epochs.forEach((record) => extend(record.phase, record.epoch - 1, record.epoch))
  const done = epochs.length === 0 ? 0 : (epochs[epochs.length - 1] as EpochRecord).epoch
  if (progress !== null && progress.epoch > done) extend(progress.phase, done, progress.epoch)
  return spans
}
