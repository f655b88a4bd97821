/** Rows of the Evaluation page: every checkpoint a run has, evaluated or not. */
import type { EvaluationRecord, RunDetail } from './run'
import { byMoment, checkpointName, checkpointTitle, type Moment } from './moments'
import { publishedTables } from './published'
import { capitalised } from './titles'

export interface CheckpointRow {
  readonly at: string
  /** "Final", and "Final · epoch 15.1 (iteration 740)". */
  readonly name: string
  readonly title: string
  readonly moment: Moment | null
  readonly evaluation: EvaluationRecord | null
}

/** A run has its final weights once no process is training it any more. */
function hasFinal({ summary, evaluations }: RunDetail): boolean {
  return summary.status === 'finished' || summary.status === 'stopped' || evaluations.some(({ at }) => at === 'final')
}

/** The end of its newest epoch is all that a run has at the end which came to none of its own. */
function hasLastGood({ summary }: RunDetail): boolean {
  return (summary.status === 'failed' || summary.status === 'interrupted') && summary.epochsDone > 0
}

/** Weights that belong to no snapshot; where they lie among those that do is decided by their moment. */
function momentOf(detail: RunDetail, at: string): Moment | null {
  const { evaluations, epochs, summary } = detail
  const evaluation = evaluations.find((record) => record.at === at)
  if (evaluation) return evaluation
  const ended = epochs.at(-1)
  if (ended === undefined || (at === 'final' && summary.status !== 'finished')) return null
  return { epoch: ended.epoch, iteration: ended.iterations }
}

/** Names of all checkpoints that the run is known to have, in the order of their moments. */
export function checkpointRows(detail: RunDetail): CheckpointRow[] {
  const { snapshots, evaluations, summary } = detail
  const known = new Map(evaluations.map((evaluation) => [evaluation.at, evaluation]))
  const taken = [...snapshots]
    .sort(byMoment)
    .filter(({ checkpoint }) => checkpoint !== 'last-good' || hasLastGood(detail))
  const moments = new Map<string, Moment | null>(taken.map((record) => [record.checkpoint, record]))
  const others = [
    ...evaluations.map(({ at }) => at),
    ...(hasLastGood(detail) ? ['last-good'] : []),
    ...(hasFinal(detail) ? ['final'] : [])
  ]
  for (const at of others) if (!moments.has(at)) moments.set(at, momentOf(detail, at))
  return [...moments]
    .sort(([one, first], [other, second]) => place(one, first) - place(other, second) || rank(one) - rank(other))
    .map(([at, moment]) => ({
      at,
      name: capitalised(checkpointName(at)),
      title: capitalised(checkpointTitle(at, moment, summary)),
      moment,
      evaluation: known.get(at) ?? null
    }))
}

/** A final checkpoint of an unknown moment is the last. */
const place = (at: string, moment: Moment | null): number =>
  at === 'final' ? Number.MAX_SAFE_INTEGER : moment?.iteration ?? Number.MAX_SAFE_INTEGER

/** Of one moment: the end of a stage before the alternation that begins the next one. */
function rank(at: string): number {
  if (at === 'start' || at === 'dense') return 0
  return at === 'sparse' || at === 'last-good' ? 2 : 1
}

export function gapOf(evaluation: EvaluationRecord): number {
  return evaluation.maskt.error - evaluation.relu.error
}

/** ALL-CNN on CIFAR-10, errors as fractions: the paper's networks trained by I-alternation (table 2). */
export const publishedEvaluations = publishedTables.flatMap(({ rows }) => rows).flatMap(({ title, error, maskt }) => {
  const relu = error['i-alternation']
  return relu === undefined || maskt === null ? [] : [{ network: title, relu, maskt }]
})
