import { describe, expect, it } from 'vitest'
import {
  coactivatedLayers,
  prunedShare,
  sensitivityCurves,
  shareCeiling,
  stageColumns
} from '../../../renderer/figures/pruning'
import { stageErrors, storesMasks } from '../../../preload/schema/run-figures'
import {
  coactivationHistogramTable,
  coactivationTable,
  sensitivityTable,
  stageSparsityTable
} from '../../../renderer/figures/pruningTables'
import {
  alternationConfiguration,
  coactivation,
  dsdConfiguration,
  epoch,
  evaluation,
  pruning,
  sgdConfiguration
} from './records'
import type { DsdConfiguration } from '../../../preload/contract'

const withChoice = (choice: DsdConfiguration['pruning']['choice']): DsdConfiguration => ({
  ...dsdConfiguration,
  pruning: { ...dsdConfiguration.pruning, choice }
})

it('knows which runs store masks: DSD(I) does in its Sparse stage', () => {
  if (alternationConfiguration.method !== 'i-alternation') throw new Error('not an alternation')
  const { trigger, consistency, consistencyLoss, consistencySchedule, rule, beta, form, gate, keepMasks } =
    alternationConfiguration.alternation
  const stored = withChoice({
    kind: 'i-alternation',
    floor: 0,
    masks: { trigger, consistency, consistencyLoss, consistencySchedule, rule, beta, form, gate, keepMasks }
  })
  const shared = withChoice({ kind: 'b-alternation', floor: 0, beta: 10, form: 'affine', gate: 'gated' })
  expect([alternationConfiguration, stored, shared, dsdConfiguration, sgdConfiguration].map(storesMasks)).toEqual([
    true,
    true,
    false,
    false,
    false
  ])
})

describe('weight sparsity by stage', () => {
  const epochs = [epoch(1, { phase: 'dense' }), epoch(2, { phase: 'sparse' }), epoch(3, { phase: 'dense-again' })]

  it('is the pruned share while connections are pruned, and none in Dense stages', () => {
    const columns = stageColumns({ epochs, prunings: [pruning(1)] })
    expect(columns.map(({ title, shares }) => [title, ...shares])).toEqual([
      ['Dense', 0, 0],
      ['Sparse', 0, 0.6],
      ['Dense again', 0, 0]
    ])
  })

  it('has a column for every choice of connections, and only stages that have begun', () => {
    const columns = stageColumns({
      epochs: [epoch(1, { phase: 'sparse' })],
      prunings: [pruning(1), pruning(2, [100, 30])]
    })
    expect(columns.map(({ title, shares }) => [title, shares[1]])).toEqual([['Sparse 1', 0.6], ['Sparse 2', 0.7]])
  })

  it('is written out with the pruning that it comes of', () => {
    const table = stageSparsityTable(stageColumns({ epochs: epochs.slice(0, 2), prunings: [pruning(1)] }), [
      'conv1',
      'conv2'
    ])
    expect(table.rows).toEqual([
      ['Dense', null, null, 'conv1', 0],
      ['Dense', null, null, 'conv2', 0],
      ['Sparse', 1, 5, 'conv1', 0],
      ['Sparse', 1, 5, 'conv2', 0.6]
    ])
  })

  it('is on a scale that ends near the largest share', () => {
    expect([[], [0.0004], [0.013, 0.002], [0.5], [0.51]].map(shareCeiling)).toEqual([0.001, 0.001, 0.02, 0.5, 1])
    expect(prunedShare({ weights: 0, kept: 0 })).toBe(0)
  })
})

describe('errors at the ends of the stages', () => {
  it('are null until a stage has ended', () => {
    const errors = stageErrors({
      configuration: dsdConfiguration,
      evaluations: [evaluation('dense', 0.2), evaluation('sparse', 0.1)]
    })
    expect(errors.map(({ title, error }) => [title, error])).toEqual([
      ['After Dense', 0.2],
      ['After Sparse', 0.1],
      ['After Dense again', null]
    ])
  })

  it('leave out a last stage that there is not, and name the beginning where a run began with another', () => {
    const { pruning: settings } = dsdConfiguration
    const configuration = {
      ...dsdConfiguration,
      epochs: 4,
      pruning: {
        ...settings,
        final: { epochs: 0, learningRate: 0.1 },
        from: { run: '20260714-094100-abcd', at: 'final' }
      }
    }
    expect(stageErrors({ configuration, evaluations: [] }).map(({ title }) => title)).toEqual([
      'At the beginning',
      'After Sparse'
    ])
    expect(stageErrors({ configuration: sgdConfiguration, evaluations: [] })).toEqual([])
  })
})

describe('co-activation', () => {
  const record = pruning(1)
  const layers = coactivatedLayers({
    layers: record.layers.map((layer, index) => ({ ...layer, coactivation: index === 1 ? coactivation() : null }))
  })

  it('is that of layers that have it', () => {
    expect(coactivatedLayers(record)).toEqual([])
    expect(layers.map(({ name }) => name)).toEqual(['conv2'])
  })

  it('is written out as fractions, the histogram bin by bin', () => {
    expect(coactivationTable(layers).rows).toEqual([['conv2', 100, 500, 0.25, 0.1]])
    expect(coactivationHistogramTable(layers).rows).toEqual([
      ['conv2', 0, 0.25, 60, 0.6],
      ['conv2', 0.25, 0.5, 30, 0.3],
      ['conv2', 0.5, 0.75, 10, 0.1],
      ['conv2', 0.75, 1, 0, 0]
    ])
  })
})

it('orders a scan of sensitivity by layer and degree', () => {
  const at = (layer: string, degree: number) => ({ at: 'dense', layer, degree, error: degree / 2, loss: 1 })
  const points = [at('conv2', 0.5), at('conv1', 0.9), at('conv2', 0.1)]
  expect(
    sensitivityCurves(points).map(({ layer, points: own }) => [layer, ...own.map(({ degree }) => degree)])
  ).toEqual([
    ['conv2', 0.1, 0.5],
    ['conv1', 0.9]
  ])
  expect(sensitivityTable(points).rows[1]).toEqual(['conv1', 0.9, 0.45, 1])
})
