/** The CSV of the pages' tables: their rows, in the contract's units. */
import { describe, expect, it } from 'vitest'
import type { LinearMoment, RunListEntry, UnitCard } from '../../../preload/contract'
import type { Table } from '../../../renderer/figures/csv'
import { checkpointRows } from '../../../preload/schema/checkpoint-rows'
import { biasesTable, changedErrorsTable, logitsTable, whatIfTable } from '../../../renderer/figures/linearTables'
import { paperRows, paperTable } from '../../../renderer/figures/paperPresets'
import { conditionsOf } from '../../../renderer/figures/pruningComparison'
import {
  compactTable, comparisonTable, prunedLayersTable, removedChannelsTable
} from '../../../renderer/figures/pruningTables'
import { filterRuns, noFilter, sortRuns } from '../../../renderer/figures/runList'
import { runsTable } from '../../../renderer/figures/runsTable'
import { evaluationTable, publishedEvaluationTable } from '../../../renderer/figures/tables'
import { companionsTable, unitClassesTable, unitHistoryTable } from '../../../renderer/figures/unitTables'
import { alternation, coactivation, detail, evaluation, pruning, summary } from './records'

/** The cells of a column, found by its name: so a row that is one cell short is found too. */
function column({ columns, rows }: Table, name: string): unknown[] {
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => columns.length))
  return rows.map((row) => row[columns.indexOf(name)])
}

describe('the list of runs', () => {
  const entries: RunListEntry[] = [
    summary({ id: 'a', name: 'plain', testError: 0.2 }),
    summary({ id: 'b', name: 'plain', testError: 0.1, network: 'vgg-mini' }),
    summary({ id: 'c', name: 'other', testError: 0.05 }),
    { state: 'damaged', id: 'd', reason: 'plain file, no run', fileBytes: 12 }
  ]
  const shown = sortRuns(filterRuns(entries, { ...noFilter, text: 'plain' }), { key: 'error', ascending: true })

  it('has exactly the rows that the filter shows, in their order', () => {
    const table = runsTable(shown)
    expect(column(table, 'id')).toEqual(['b', 'a', 'd'])
    expect(column(table, 'test_error')).toEqual([0.1, 0.2, null])
    expect(column(table, 'file_bytes')).toEqual([2000, 2000, 12])
    expect(column(table, 'reason')).toEqual([null, null, 'plain file, no run'])
  })

  it('tells how much a run pruned', () => {
    const pruning = { choice: 'magnitude', from: null, latest: { weights: 200, kept: 50 } } as const
    const table = runsTable([summary({ method: 'dsd', pruning }), summary()])
    expect(column(table, 'pruned_by')).toEqual(['magnitude', null])
    expect(column(table, 'pruned')).toEqual([0.75, null])
  })
})

describe('tables of an evaluation', () => {
  it('have every checkpoint, evaluated or not', () => {
    const table = evaluationTable(
      checkpointRows(detail({ snapshots: [alternation(1)], evaluations: [evaluation('final', 0.04, 0.08)] }))
    )
    expect(column(table, 'checkpoint')).toEqual(['alternation-1', 'final'])
    expect(column(table, 'relu_error')).toEqual([null, 0.04])
    expect(column(table, 'maskt_error')).toEqual([null, 0.08])
  })

  it('have what is published', () => {
    expect(column(publishedEvaluationTable(), 'network')).toContain('ALL-CNN-A')
    expect(column(paperTable(paperRows([], 'full')), 'table')).toContain(3)
  })
})

describe('tables of pruning', () => {
  it('have kept and pruned connections of each layer', () => {
    const record = pruning(1, [100, 40])
    const [first, second] = record.layers
    const table = prunedLayersTable({ ...record, layers: [first!, { ...second!, coactivation: coactivation() }] })
    expect(column(table, 'pruned')).toEqual([0, 0.6])
    expect(column(table, 'exempt')).toEqual([1, 0])
    expect(column(table, 'never_together')).toEqual([null, 0.1])
  })

  it('have both models, and what each layer lost', () => {
    const figures = {
      parameters: 10, nonZeroParameters: 5, macs: 100, nonZeroMacs: 50, weightBytes: 40, error: 0.1, loss: 0.3,
      millisecondsPerImage: 2
    }
    const report = {
      at: 'sparse', neverOn: false, layers: [{ name: 'conv1', channels: 8, removed: 3 }], whole: figures,
      compact: { ...figures, parameters: 6 }, images: 64, rounds: 5, roundsFaster: 5, verdict: ''
    }
    expect(column(compactTable(report), 'parameters')).toEqual([10, 6])
    expect(column(removedChannelsTable(report), 'removed')).toEqual([3])
  })

  it('have what was measured here beside what is published', () => {
    const [condition = null] = conditionsOf([summary({ method: 'sgd', network: 'vgg-mini', testError: 0.02 })])
    const table = comparisonTable(condition)
    expect(table.rows[0]).toEqual(['measured', 'mnist-10k', 'vgg-mini', 'baseline', 1, 0.02, null])
    expect(column(table, 'source').filter((source) => source === 'published')).toHaveLength(12)
    expect(column(comparisonTable(null), 'source')).not.toContain('measured')
  })
})

describe('tables of a unit', () => {
  const card: UnitCard = {
    snapshot: 2, layer: 'support1', unit: 7, position: [0, 1, 3], examples: 100, stored: 100, on: 40,
    history: [
      { snapshot: 1, examples: 100, on: 30, flips: null },
      { snapshot: 2, examples: 100, on: 40, flips: { examples: 100, onToOff: 5, offToOn: 15 } }
    ],
    deadSince: null, alwaysOnSince: null, classes: [{ label: 3, examples: 10, on: 4 }], entropy: 0.97,
    mutualInformation: 0.1, turnedOn: [], notListed: 0
  }

  it('have its snapshots, its classes and what is on with it', () => {
    expect(column(unitHistoryTable(card), 'on_to_off')).toEqual([null, 5])
    expect(unitClassesTable(card).rows).toEqual([['support1', 7, 2, 3, 10, 4]])
    expect(unitClassesTable({ ...card, classes: null }).rows).toEqual([])
    const other = { layer: 'support2', unit: 1, position: [1], on: 30, both: 20, overlap: 0.5 }
    expect(companionsTable(card, [other]).rows).toEqual([['support1', 7, 2, 'support2', 1, 20, 0.5]])
  })
})

describe('tables of a linear network', () => {
  const bytes = new Uint8Array(4)
  const outcome = { logits: [1.5, -2], probabilities: [0.97, 0.03], predicted: 0 }
  const part = {
    label: 0, logit: 1.5, pixels: 1, biases: 0.5, difference: 0, relative: 0, weights: bytes, contributions: bytes
  }
  const moment = (snapshot: number): LinearMoment => ({
    snapshot,
    relu: { rule: { rule: 'relu' }, outcome, classes: [{ ...part, layers: [{ layer: 'conv1', value: 0.5 }] }] },
    masks: {
      rule: { rule: 'masks', form: 'linear' }, outcome, classes: [{ ...part, layers: [{ layer: 'conv1', value: 0 }] }]
    }
  })
  const map = {
    example: 17, label: 0, shape: [1, 1, 1] as [number, number, number], image: bytes, now: moment(2),
    before: moment(1), missing: null
  }

  it('have logits of both snapshots with both rules, and what biases add', () => {
    const table = logitsTable(map)
    expect(column(table, 'snapshot')).toEqual([2, 2, 2, 2, 1, 1, 1, 1])
    expect(column(table, 'form').slice(0, 4)).toEqual([null, null, 'linear', 'linear'])
    expect(column(table, 'logit').slice(0, 2)).toEqual([1.5, -2])
    expect(logitsTable({ ...map, before: null }).rows).toHaveLength(4)
    expect(biasesTable(map).rows).toEqual([[17, 2, 0, 'conv1', 0.5, 0]])
  })

  it('have what changes came to', () => {
    const after = { logits: [0, 3], probabilities: [0.05, 0.95], predicted: 1 }
    const result = {
      snapshot: 2, example: 17, label: 0, before: outcome, after, masksBefore: bytes, masksAfter: bytes, changedUnits: 4
    }
    expect(column(whatIfTable(result), 'changed_logit')).toEqual([0, 3])
    const error = {
      snapshot: 2, examples: 50, before: { wrong: 1, loss: 0.1 }, after: { wrong: 9, loss: 0.8 }, differing: 10
    }
    expect(changedErrorsTable([{ title: 'Test set: =1', error }]).rows).toEqual(
      [['Test set: =1', 2, 50, 1, 9, 0.1, 0.8, 10]]
    )
  })
})
