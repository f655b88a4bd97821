/** The CSV of charts and tables: exactly what they show, in the contract's units (fractions of 1). */
import type {
  SnapshotRecord,
  Confusion,
  EpochRecord,
  RuleEvaluation,
  RunDetail
} from '../../preload/contract'
import { constantUnits } from './constantUnits'
import type { Cell, Table } from './csv'
import { publishedEvaluations, type CheckpointRow } from '../../preload/schema/checkpoint-rows'
import { guessHeadings, type PreprocessingGuess } from '../../preload/schema/preprocessing-guess'
import { mappingHeadings, mappingRows, type MatchedWeight } from '../../preload/schema/weight-mapping'

export function curveTable(
  { curve, testCurve, epochs }: Pick<RunDetail, 'curve' | 'testCurve' | 'epochs'>,
  figure: 'loss' | 'error'
): Table {
  const train = figure === 'loss' ? 'trainLoss' : 'trainError'
  const test = figure === 'loss' ? 'testLoss' : 'testError'
  const live = curve.map((point): Cell[] => [
    'live',
    point.epoch,
    point.iteration,
    point[figure],
    null,
    null,
    point.learningRate
  ])
  const tested = testCurve.map((point): Cell[] => [
    'test',
    point.epoch,
    point.iteration,
    null,
    null,
    point[figure],
    null
  ])
  const ended = epochs.map((record): Cell[] => [
    record.phase,
    record.epoch,
    record.iterations,
    null,
    record[train],
    record[test],
    record.learningRate
  ])
  return {
    columns: [
      'series',
      'epoch',
      'iteration',
      `live_train_${figure}`,
      `train_${figure}`,
      `test_${figure}`,
      'learning_rate'
    ],
    rows: [...live, ...tested, ...ended]
  }
}

export function driftTable(epochs: readonly EpochRecord[]): Table {
  return {
    columns: ['epoch', 'phase', 'drift'],
    rows: epochs.map((record) => [record.epoch, record.phase, record.drift])
  }
}

export const guessTable = ({ candidates }: PreprocessingGuess): Table => ({
  columns: [...guessHeadings],
  rows: candidates.map(({ preprocessing, loss, error }) => [preprocessing, loss, error])
})

export const mappingTable = (matched: readonly MatchedWeight[]): Table =>
  ({ columns: [...mappingHeadings], rows: mappingRows(matched) })

const snapshotColumns = ['snapshot', 'kind', 'alternation', 'epoch', 'iteration'] as const
const snapshotCells = ({ index, kind, alternation, epoch, iteration }: SnapshotRecord): Cell[] =>
  [index, kind, alternation, epoch, iteration]

export function sparsityTable(snapshots: readonly SnapshotRecord[]): Table {
  const rows = snapshots.flatMap((record) => record.layers.map((layer): Cell[] => [
    ...snapshotCells(record), layer.name, layer.units, layer.sparsity, layer.dead, layer.alwaysOn
  ]))
  return { columns: [...snapshotColumns, 'layer', 'units', 'sparsity', 'dead', 'always_on'], rows }
}

export function constantUnitsTable(snapshots: readonly SnapshotRecord[]): Table {
  return {
    columns: [...snapshotColumns, 'units', 'dead', 'always_on'],
    rows: snapshots.map((record) => {
      const { units, dead, alwaysOn } = constantUnits(record)
      return [...snapshotCells(record), units, dead, alwaysOn]
    })
  }
}

export function churnTable(snapshots: readonly SnapshotRecord[]): Table {
  const rows = snapshots.flatMap((record) => record.layers.map((layer): Cell[] => [
    ...snapshotCells(record), record.comparedWith, layer.name, layer.churn, layer.onToOff, layer.offToOn
  ]))
  return { columns: [...snapshotColumns, 'compared_with', 'layer', 'churn', 'on_to_off', 'off_to_on'], rows }
}

export function overallChurnTable(snapshots: readonly SnapshotRecord[]): Table {
  return {
    columns: [...snapshotColumns, 'compared_with', 'churn', 'on_to_off', 'off_to_on'],
    rows: snapshots.map((record) => [
      ...snapshotCells(record),
      record.comparedWith,
      record.churn,
      record.onToOff,
      record.offToOn
    ])
  }
}

/** A row for every checkpoint; of one that was not evaluated its moment alone. */
export function evaluationTable(rows: readonly CheckpointRow[]): Table {
  return {
    columns: ['checkpoint', 'epoch', 'iteration', 'examples', 'relu_error', 'relu_loss', 'maskt_error', 'maskt_loss'],
    rows: rows.map(({ at, moment, evaluation }): Cell[] => [
      at,
      moment?.epoch ?? null,
      moment?.iteration ?? null,
      evaluation?.examples ?? null,
      evaluation?.relu.error ?? null,
      evaluation?.relu.loss ?? null,
      evaluation?.maskt.error ?? null,
      evaluation?.maskt.loss ?? null
    ])
  }
}

export function publishedEvaluationTable(): Table {
  return {
    columns: ['network', 'relu_error', 'maskt_error'],
    rows: publishedEvaluations.map(({ network, relu, maskt }) => [network, relu, maskt])
  }
}

export function ruleTable(evaluations: readonly RuleEvaluation[]): Table {
  return {
    columns: ['rule', 'form', 'beta', 'examples', 'error', 'loss', 'sparsity'],
    rows: evaluations.map(({ rule, examples, error, loss, sparsity }) => {
      const plain = rule.rule === 'relu' || rule.rule === 'maskt'
      const beta = plain ? 0 : rule.beta.kind === 'fixed' ? rule.beta.value : `quantile ${rule.beta.fraction}`
      return [
        rule.rule,
        plain ? (rule.rule === 'relu' ? 'affine' : 'linear') : rule.form,
        beta,
        examples,
        error,
        loss,
        sparsity
      ]
    })
  }
}

export function confusionTable({ cells }: Confusion): Table {
  return {
    columns: ['label', 'predicted', 'examples'],
    rows: cells.map(({ label, predicted, count }) => [label, predicted, count])
  }
}
