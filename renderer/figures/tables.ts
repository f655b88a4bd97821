/** The CSV of each chart: exactly what it shows, in the contract's units (fractions of 1). */
import type {
  AlternationRecord,
  Confusion,
  EpochRecord,
  EvaluationRecord,
  RuleEvaluation,
  RunDetail
} from '../../preload/contract'
import { constantUnits } from './constantUnits'
import type { Cell, Table } from './csv'

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

export function sparsityTable(alternations: readonly AlternationRecord[]): Table {
  const rows = alternations.flatMap((record) => record.layers.map((layer): Cell[] => [
    record.index, record.epoch, layer.name, layer.units, layer.sparsity, layer.dead, layer.alwaysOn
  ]))
  return { columns: ['alternation', 'epoch', 'layer', 'units', 'sparsity', 'dead', 'always_on'], rows }
}

export function constantUnitsTable(alternations: readonly AlternationRecord[]): Table {
  return {
    columns: ['alternation', 'epoch', 'units', 'dead', 'always_on'],
    rows: alternations.map((record) => {
      const { units, dead, alwaysOn } = constantUnits(record)
      return [record.index, record.epoch, units, dead, alwaysOn]
    })
  }
}

export function churnTable(alternations: readonly AlternationRecord[]): Table {
  const rows = alternations.flatMap((record) => record.layers.map((layer): Cell[] => [
    record.index, record.epoch, layer.name, layer.churn, layer.onToOff, layer.offToOn
  ]))
  return { columns: ['alternation', 'epoch', 'layer', 'churn', 'on_to_off', 'off_to_on'], rows }
}

export function overallChurnTable(alternations: readonly AlternationRecord[]): Table {
  return {
    columns: ['alternation', 'epoch', 'churn', 'on_to_off', 'off_to_on'],
    rows: alternations.map((record) => [record.index, record.epoch, record.churn, record.onToOff, record.offToOn])
  }
}

export function evaluationTable(evaluations: readonly EvaluationRecord[]): Table {
  return {
    columns: ['checkpoint', 'epoch', 'examples', 'relu_error', 'relu_loss', 'maskt_error', 'maskt_loss'],
    rows: evaluations.map((record) => [
      record.at,
      record.epoch,
      record.examples,
      record.relu.error,
      record.relu.loss,
      record.maskt.error,
      record.maskt.loss
    ])
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
