/** What is read of a chart, and that every canvas is named. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  coactivationReading, sensitivityReading, spreadReading, stageReading
} from '../../../renderer/figures/pruningReadings'
import { sensitivityCurves, stageColumns } from '../../../renderer/figures/pruning'
import {
  churnReading, curveReading, driftReading, layerChurnReading, sparsityReading
} from '../../../charts/readings'
import {
  confusionReading, constantUnitsReading, evaluationReading, overlapReading, planeReading, sweepReading
} from '../../../renderer/figures/readings'
import { sweepOf } from '../../../renderer/figures/rules'
import {
  alternation, coactivation, confusion, epoch, evaluation, layer, pruning, ruleEvaluation, sweep
} from './records'

const epochs = [
  epoch(1, { phase: 'warm-up', testError: 0.3, testLoss: 0.9 }),
  epoch(2, { testError: 0.1, testLoss: 0.6, drift: 0.05 }),
  epoch(3, { testError: 0.2, testLoss: 0.5, drift: 0.02 })
]
const snapshots = [1, 2].map((index) => alternation(index, {
  sparsity: 0.4 + index / 10,
  layers: [
    layer('conv1', { sparsity: 0.25, churn: index === 1 ? null : 0.125 }),
    layer('conv2', { sparsity: 0.75, churn: index === 1 ? null : 0.5 })
  ]
}))

describe('the reading of curves', () => {
  it('has the latest and the best figures, and the phases', () => {
    const spans = [{ phase: 'warm-up', from: 0, to: 1 }, { phase: 'masked', from: 1, to: 3 }] as const
    expect(curveReading(epochs, spans, 'error')).toBe(
      'After epoch 3: test error 20.00 %, training error 20.00 %. The smallest test error is 10.00 %, after epoch 2. ' +
        'Phases: Warm-up to epoch 1, Masked to epoch 3.'
    )
    expect(curveReading(epochs, [], 'loss')).toBe(
      'After epoch 3: test loss 0.5000, training loss 0.4000. The smallest test loss is 0.5000, after epoch 3.'
    )
    expect(curveReading([], [], 'loss')).toBe('No epoch has ended yet.')
  })

  it('has the latest and the largest drift', () => {
    expect(driftReading(epochs)).toBe('Drift after epoch 3: 2.00 %. The largest is 5.00 %, after epoch 2.')
    expect(driftReading([epoch(1)])).toBe('No drift was measured yet.')
  })
})

describe('the reading of masks', () => {
  it('has the latest snapshot, layer by layer, and the first', () => {
    expect(sparsityReading(snapshots)).toBe(
      'Alternation 2: from 25.00 % in conv1 to 75.00 % in conv2, 60.00 % over all layers. ' +
        'Alternation 1: 50.00 % over all layers.'
    )
    expect(sparsityReading(snapshots.slice(0, 1))).not.toContain('Alternation 2')
    expect(constantUnitsReading(snapshots.slice(0, 1))).toBe('Alternation 1: 6 of 200 units dead, 2 always on.')
  })

  it('has the churn of the latest, and where it is largest', () => {
    expect(churnReading(snapshots)).toBe(
      'Alternation 2: churn 4.00 %, on→off 3.00 %, off→on 1.00 %. The largest churn is 4.00 %, at alternation 2.'
    )
    expect(layerChurnReading(snapshots)).toBe('Alternation 2: churn from 12.50 % in conv1 to 50.00 % in conv2.')
    expect(churnReading(snapshots.slice(0, 1))).toBe('There is no second snapshot to count flips from.')
  })

  it('has the most and the least alike', () => {
    const overlap = [[0.5, 0.25], [0.25, 1]]
    expect(overlapReading('class', ['3', '5'], overlap, true)).toBe(
      'The most alike: class 5, 100.00 %; the least: 3 and 5, 25.00 %.'
    )
    expect(overlapReading('channel', ['3', '5'], overlap, false)).toContain('The most alike: 3 and 5, 25.00 %')
    expect(overlapReading('class', [], [], true)).toBe('There is nothing to compare.')
  })

  it('has how many examples lie on the plane', () => {
    const points = [7, 9, null].map((flips, example) => ({ example, label: example % 2, flips, x: 0, y: 0 }))
    expect(planeReading(points)).toBe(
      '3 examples of 2 classes, each near those whose masks are like its own. ' +
        'Flips: from 7 in example 0 to 9 in example 1.'
    )
  })
})

describe('the reading of an evaluation', () => {
  it('has ReLU and MaskT, and their range', () => {
    expect(evaluationReading([evaluation('alternation-1', 0.1, 0.3), evaluation('final')])).toBe(
      'Final: ReLU 4.00 %, MaskT 8.00 %, gap +4.00 pp. Over all checkpoints: ReLU from 4.00 % in final to 10.00 % in ' +
        'alternation 1, MaskT from 8.00 % in final to 30.00 % in alternation 1.'
    )
  })

  it('has the best and the worst β of each rule', () => {
    expect(sweepReading(sweepOf(sweep()), ruleEvaluation({ rule: 'relu' }))).toMatch(
      /^Threshold, affine: smallest error 0\.00 % at β 0, largest 50\.00 % at β 1; .* ReLU: 5\.00 %\.$/
    )
  })

  it('has the most frequent mistake', () => {
    expect(confusionReading(confusion())).toBe(
      '1 of 8 examples answered wrongly, 12.50 %. The most frequent mistake: label 0 answered 2, 1 example.'
    )
  })
})

describe('the reading of pruning', () => {
  const coactivated = ['conv1', 'conv2'].map((name) => ({ name, weights: 100, coactivation: coactivation() }))

  it('has what every stage pruned', () => {
    const columns = stageColumns({ epochs: [epoch(1, { phase: 'dense' })], prunings: [pruning(1)] })
    expect(stageReading(columns, ['conv1', 'conv2'])).toBe(
      'Dense: nothing pruned; Sparse: pruned from 0.00 % in conv1 to 60.00 % in conv2.'
    )
  })

  it('has co-activation, and the layers that bear least and most', () => {
    expect(coactivationReading(coactivated.slice(0, 1))).toBe(
      'Mean co-activation 25.00 % in conv1; never together 10.00 % in conv1.'
    )
    expect(spreadReading(coactivated)).toContain('at most 25 % of cases: from 60.00 % in conv1')
    const curves = sensitivityCurves([['conv1', 0.4], ['conv2', 0.1]].map(([name, error]) =>
      ({ at: 'dense', layer: String(name), degree: 0.5, error: Number(error), loss: 1 })))
    expect(sensitivityReading(curves, 0.05)).toBe(
      'The most sensitive layer is conv1, with a test error of up to 40.00 %; the least conv2, up to 10.00 %. ' +
        'The dense network has 5.00 %.'
    )
  })
})

describe('every canvas', () => {
  /** Whose button is named. */
  const inNamedButton = ['views/run/examples/MaskChannel.vue']

  it('has a name, or stands in something that has one', () => {
    const folder = join(import.meta.dirname, '../../../renderer')
    const nameless = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.vue') && !inNamedButton.includes(path))
      .filter((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/<canvas[^>]*>/g)]
        .some(([canvas]) => !/aria-label|aria-hidden/.test(canvas)))
    expect(nameless).toEqual([])
  })
})
