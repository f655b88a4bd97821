/** Rows of the Evaluation page: every checkpoint a run has, evaluated or not. */
import type { AlternationRecord, EvaluationRecord, RunDetail } from '../../preload/contract'

export interface CheckpointRow {
  readonly at: string
  readonly epoch: number | null
  readonly evaluation: EvaluationRecord | null
}

export function alternationCheckpoint(alternation: Pick<AlternationRecord, 'index'>): string {
  return `alternation-${alternation.index}`
}

/** A run has its final weights once no process is training it any more. */
function hasFinal(detail: RunDetail): boolean {
  return detail.summary.status === 'finished' || detail.summary.status === 'stopped' ||
    detail.evaluations.some((evaluation) => evaluation.at === 'final')
}

export function checkpointRows(detail: RunDetail): CheckpointRow[] {
  const known = new Map(detail.evaluations.map((evaluation) => [evaluation.at, evaluation]))
  const rows: CheckpointRow[] = detail.alternations.map((alternation) => {
    const at = alternationCheckpoint(alternation)
    return { at, epoch: alternation.epoch, evaluation: known.get(at) ?? null }
  })
  if (hasFinal(detail)) {
    const final = known.get('final') ?? null
    rows.push({ at: 'final', epoch: final?.epoch ?? detail.summary.epochsDone, evaluation: final })
  }
  return rows
}

export function gapOf(evaluation: EvaluationRecord): number {
  return evaluation.maskt.error - evaluation.relu.error
}

/** ALL-CNN on CIFAR-10, errors as fractions: the paper's networks trained by I-alternation. */
export const publishedEvaluations = [
  { network: 'ALL-CNN-A', relu: 0.1026, maskt: 0.1435 },
  { network: 'ALL-CNN-B', relu: 0.0913, maskt: 0.1325 },
  { network: 'ALL-CNN-C', relu: 0.0912, maskt: 0.1373 }
] as const
