/** What happened to a run, in order, from what its file keeps: it has no log of its own. */
import { checkpointName, snapshotName } from '../../preload/schema/moments'
import { count, decimal, percentWithUnit } from '../../preload/schema/format'
import type { RunDetail } from '../../preload/schema/run'
import { whyBackend, whyOneTower } from '../../preload/schema/run-environment'
import type { LogEntry } from '../../preload/schema/run-file'
import { capitalised, phaseTitles, statusTitles } from '../../preload/schema/titles'

/** Where entries of one iteration stand among each other. */
const ranks = { epoch: 0, checkpoint: 1, snapshot: 2, pruning: 3, evaluation: 4 } as const

interface Happened extends LogEntry { iteration: number; rank: number }

/** @param times when checkpoints were written, by name; of epochs no instant is kept */
export function runLog(
  detail: RunDetail, times: ReadonlyMap<string, string>, messages: readonly LogEntry[]
): LogEntry[] {
  const { summary, environment } = detail
  const computing = summary.backend === '' ? [] : [{
    at: null,
    text: `Computing with ${[summary.backend, environment.processor].filter((part) => part !== undefined).join(' on ')}`
  }]
  for (const why of [environment[whyBackend], environment[whyOneTower]])
    if (why !== undefined) computing.push({ at: null, text: why })
  const happened = [
    ...epochsOf(detail), ...checkpointsOf(detail, times), ...snapshotsOf(detail, times), ...pruningsOf(detail),
    ...evaluationsOf(detail)
  ].sort((one, other) => one.iteration - other.iteration || one.rank - other.rank)
  return [
    { at: summary.createdAt, text: `Run ${summary.id} was made` },
    ...computing, ...messages,
    ...happened.map(({ at, text }) => ({ at, text })),
    ...endOf(detail)
  ]
}

const epochsOf = ({ epochs }: RunDetail): Happened[] => epochs.map((record) => ({
  at: null, iteration: record.iterations, rank: ranks.epoch,
  text: `Epoch ${record.epoch} (${phaseTitles[record.phase]}): train error ${percentWithUnit(record.trainError)}, ` +
    `test error ${percentWithUnit(record.testError)}, ${decimal(record.seconds, 1)} s`
}))

/** A snapshot's own is told with it. */
function checkpointsOf({ snapshots, evaluations, epochs }: RunDetail, times: ReadonlyMap<string, string>): Happened[] {
  const taken = new Set(snapshots.filter(({ kind }) => kind !== 'requested').map(({ checkpoint }) => checkpoint))
  return [...times].filter(([name]) => !taken.has(name)).map(([name, at]) => ({
    at, rank: ranks.checkpoint, text: `Weights kept: ${checkpointName(name)}`,
    iteration: evaluations.find((record) => record.at === name)?.iteration ??
      (name === 'start' ? 0 : epochs.at(-1)?.iterations ?? 0)
  }))
}

const snapshotsOf = ({ snapshots }: RunDetail, times: ReadonlyMap<string, string>): Happened[] =>
  snapshots.map((record) => ({
    at: record.kind === 'requested' ? null : times.get(record.checkpoint) ?? null,
    iteration: record.iteration, rank: ranks.snapshot,
    text: `${capitalised(snapshotName(record))}: masks of ${count(record.examples)} examples, sparsity ` +
      `${percentWithUnit(record.sparsity)}` +
      (record.churn === null ? '' : `, churn ${percentWithUnit(record.churn)}`) + `, ${decimal(record.seconds, 1)} s`
  }))

const pruningsOf = ({ prunings }: RunDetail): Happened[] => prunings.map((record) => ({
  at: null, iteration: record.iteration, rank: ranks.pruning,
  text: `Pruning ${record.index}: ${count(record.kept)} of ${count(record.weights)} connections kept`
}))

const evaluationsOf = ({ evaluations }: RunDetail): Happened[] => evaluations.map((record) => ({
  at: null, iteration: record.iteration, rank: ranks.evaluation,
  text: `Evaluated ${checkpointName(record.at)}: ReLU ${percentWithUnit(record.relu.error)}, MaskT ` +
    percentWithUnit(record.maskt.error)
}))

function endOf({ summary: { status, failure, finishedAt } }: RunDetail): LogEntry[] {
  if (status === 'running') return []
  return [{ at: finishedAt, text: failure ?? statusTitles[status] }]
}
