/** Rows of the Evaluation page: every checkpoint a run has, evaluated or not. */
import type { AlternationRecord, EvaluationRecord, RunDetail } from '../../preload/contract'
import { publishedTables } from '../../preload/schema/published'

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
  // The masks of an imported network are those of its final weights, the only ones it has.
  const alternations = detail.configuration.method === 'imported' ? [] : detail.alternations
  const rows: CheckpointRow[] = alternations.map((alternation) => {
    const at = alternationCheckpoint(alternation)
    return { at, epoch: alternation.epoch, evaluation: known.get(at) ?? null }
  })
  // A stage of DSD is evaluated where its weights are kept: alternations lie between the end of Dense and that of
  // Sparse.
  const [dense, sparse] = ['dense', 'sparse'].map((at) => known.get(at))
  if (dense) rows.unshift({ at: dense.at, epoch: dense.epoch, evaluation: dense })
  if (sparse) rows.push({ at: sparse.at, epoch: sparse.epoch, evaluation: sparse })
  if (hasFinal(detail)) {
    const final = known.get('final') ?? null
    rows.push({ at: 'final', epoch: final?.epoch ?? detail.summary.epochsDone, evaluation: final })
  }
  return rows
}

export function gapOf(evaluation: EvaluationRecord): number {
  return evaluation.maskt.error - evaluation.relu.error
}

/** ALL-CNN on CIFAR-10, errors as fractions: the paper's networks trained by I-alternation (table 2). */
export const publishedEvaluations = publishedTables.flatMap(({ rows }) => rows).flatMap(({ title, error, maskt }) => {
  const relu = error['i-alternation']
  return relu === undefined || maskt === null ? [] : [{ network: title, relu, maskt }]
})
