import { describe, expect, it } from 'vitest'
import { churnColumns, churnScale } from '../../../charts/churn'
import { sparsityRange } from '../../../charts/scales'
import { constantUnits } from '../../../renderer/figures/constantUnits'
import { checkpointRows, gapOf } from '../../../preload/schema/checkpoint-rows'
import { keySequence } from '../../../renderer/figures/keySequence'
import {
  bestEpoch,
  configurationLines,
  curveExtent,
  latestDrift,
  maskBytesPerExample,
  secondsSpent,
  supportUnits
} from '../../../preload/schema/run-figures'
import { phaseAt, phaseSpans, spaced } from '../../../charts/phases'
import { channels, colorOnRamp, contrast, inkOnRamp } from '../../../charts/contrast'
import { darkPalette, lightPalette, type Palette } from '../../../charts/palette'
import { alternation, detail, epoch, evaluation, layer, point, scheduled, summary } from './records'

describe('phaseSpans', () => {
  it('joins epochs of one phase and lets the current epoch go on', () => {
    const epochs = [epoch(1, { phase: 'warm-up' }), epoch(2, { phase: 'warm-up' }), epoch(3)]
    const progress = {
      activity: 'training',
      phase: 'masked',
      epoch: 3.5,
      iteration: 350,
      iterations: 1200,
      examplesPerSecond: null,
      secondsLeft: null
    } as const
    expect(phaseSpans(epochs, progress)).toEqual([
      { phase: 'warm-up', from: 0, to: 2 },
      { phase: 'masked', from: 2, to: 3.5 }
    ])
  })

  it('goes on to where the curve of a failed run ends', () => {
    expect(phaseSpans([epoch(1)], null, [point(130)])).toEqual([{ phase: 'masked', from: 0, to: 1.3 }])
  })

  it('is empty before anything happened', () => {
    expect(phaseSpans([], null)).toEqual([])
  })

  it('knows the phase of an epoch: an end belongs to the phase that ends there', () => {
    const spans = [{ phase: 'dense', from: 0, to: 4 }, { phase: 'sparse', from: 4, to: 8 }] as const
    expect([0, 4, 4.1, 8, 9].map((epoch) => phaseAt(spans, epoch))).toEqual(
      ['dense', 'dense', 'sparse', 'sparse', null]
    )
  })
})

describe('spaced', () => {
  it('keeps of close positions the first', () => {
    expect(spaced([1, 2, 3, 4, 7, 8], 2)).toEqual([1, 3, 7])
    expect(spaced([], 2)).toEqual([])
  })
})

describe('figures of the overview', () => {
  it('finds the best epoch, the latest drift and the time spent', () => {
    const epochs = [
      epoch(1, { testError: 0.2, drift: 0.01 }),
      epoch(2, { testError: 0.1 }),
      epoch(3, { testError: 0.15 })
    ]
    expect(bestEpoch(epochs)?.epoch).toBe(2)
    expect(latestDrift(epochs)).toBe(0.01)
    expect(secondsSpent(epochs)).toBe(18)
  })

  it('sums units and bytes of the layers', () => {
    expect(supportUnits(detail())).toBe(150)
    expect(maskBytesPerExample(detail())).toBe(20)
  })

  it('shows the whole planned axis while running, and only what there is afterwards', () => {
    expect(curveExtent(detail({ summary: summary({ status: 'running' }) }))).toBe(12)
    expect(curveExtent(detail({ summary: summary({ status: 'failed' }), curve: [point(130)] }))).toBe(2)
  })
})

const imported = {
  method: 'imported',
  dataset: 'mnist-10k',
  preprocessing: 'unit',
  imageSize: 224,
  source: { format: 'onnx', file: 'model.onnx' },
  seed: 1,
  executor: 'graph'
} as const

describe('an imported network', () => {
  it('has one checkpoint, whatever masks it has', () => {
    expect(
      checkpointRows(
        detail({
          configuration: imported,
          snapshots: [scheduled(1, { kind: 'requested', checkpoint: 'final', epoch: 0, iteration: 0 })],
          evaluations: [evaluation('final')]
        })
      ).map(({ at }) => at)
    ).toEqual(['final'])
  })

  it('says where it came from', () => {
    expect(configurationLines(imported)).toEqual(
      expect.arrayContaining([
        ['Imported from', 'ONNX'],
        ['File', 'model.onnx'],
        ['Preprocessing', 'unit']
      ])
    )
  })
})

describe('checkpointRows', () => {
  it('lists each alternation, then the final weights of a run that has ended', () => {
    const rows = checkpointRows(
      detail({ snapshots: [alternation(1), alternation(2)], evaluations: [evaluation('alternation-2')] })
    )
    expect(rows.map((row) => [row.at, row.evaluation === null])).toEqual([
      ['alternation-1', true],
      ['alternation-2', false],
      ['final', true]
    ])
  })

  it('has the ends of the stages of DSD, the alternations of its Sparse stage between them', () => {
    const evaluations = [
      { ...evaluation('dense'), iteration: 200 },
      { ...evaluation('sparse'), epoch: 8, iteration: 800 },
      { ...evaluation('final'), epoch: 9, iteration: 900 }
    ]
    expect(
      checkpointRows(detail({ snapshots: [alternation(1), alternation(2)], evaluations })).map((row) => row.at)
    ).toEqual(['dense', 'alternation-1', 'alternation-2', 'sparse', 'final'])
    expect(
      checkpointRows(detail({ summary: summary({ status: 'running' }), evaluations: [evaluation('dense')] })).map(
        (row) => row.at
      )
    ).toEqual(['dense'])
  })

  it('offers no final weights while the training runs', () => {
    expect(
      checkpointRows(detail({ summary: summary({ status: 'running' }), snapshots: [alternation(1)] })).map(
        (row) => row.at
      )
    ).toEqual(['alternation-1'])
  })

  it('has the checkpoints of every kind of snapshot, each once and where its weights belong', () => {
    const snapshots = [
      scheduled(1, { checkpoint: 'start', epoch: 0, iteration: 0 }),
      scheduled(2, { epoch: 1, iteration: 125 }),
      scheduled(4, { kind: 'requested', checkpoint: 'snapshot-2', epoch: 1, iteration: 125 }),
      scheduled(3, { checkpoint: 'final', epoch: 1, iteration: 240 })
    ]
    const stopped = detail({ summary: summary({ status: 'stopped' }), snapshots })
    expect(checkpointRows(stopped).map(({ title }) => title)).toEqual([
      'Start · epoch 0',
      'Snapshot 2 · epoch 1',
      'Final · epoch 1.9 (iteration 240)'
    ])
  })

  it('offers the end of the newest epoch of a run that has no other end', () => {
    const failed = summary({ status: 'failed', failureKind: 'diverged', epochsDone: 2 })
    const rows = checkpointRows(detail({ summary: failed, epochs: [epoch(1), epoch(2)] }))
    expect(rows.map(({ at, moment }) => [at, moment?.iteration])).toEqual([['last-good', 200]])
  })

  it('takes the gap as MaskT minus ReLU', () => {
    expect(gapOf(evaluation('final', 0.04, 0.1))).toBeCloseTo(0.06)
  })
})

describe('scales', () => {
  it('spans the sparsity there is in whole tens of per cent', () => {
    expect(
      sparsityRange([alternation(1, { layers: [layer('a', { sparsity: 0.43 }), layer('b', { sparsity: 0.89 })] })])
    ).toEqual([40, 90])
    expect(sparsityRange([alternation(1, { layers: [layer('a', { sparsity: 0.5 })] })])).toEqual([50, 60])
    expect(sparsityRange([])).toEqual([0, 100])
  })

  it('gives all layers one churn scale of at most four steps', () => {
    expect(churnScale([alternation(2, { layers: [layer('a', { churn: 0.12 })] })])).toEqual({ ceiling: 15, step: 5 })
    expect(churnScale([alternation(1)])).toEqual({ ceiling: 1, step: 1 })
  })

  it('fits columns to the width', () => {
    expect(churnColumns(1032, 6)).toBe(3)
    expect(churnColumns(1352, 6)).toBe(3)
    expect(churnColumns(1352, 0)).toBe(1)
    expect(churnColumns(200, 6)).toBe(1)
    expect(churnColumns(2000, 2)).toBe(2)
  })

  it('sums dead and always-on units over the layers', () => {
    expect(constantUnits(alternation(2))).toEqual({ units: 150, dead: 3, alwaysOn: 2 })
  })
})

describe('keySequence', () => {
  const known = ['g r', '/', '1']

  it('completes one key and two keys in a row', () => {
    const sequence = keySequence(() => known)
    expect(sequence.press('/', 0)).toBe('/')
    expect(sequence.press('g', 10)).toBeNull()
    expect(sequence.press('r', 500)).toBe('g r')
  })

  it('forgets the first key after a while and after another key', () => {
    const sequence = keySequence(() => known)
    sequence.press('g', 0)
    expect(sequence.press('r', 5000)).toBeNull()
    sequence.press('g', 6000)
    expect(sequence.press('1', 6100)).toBe('1')
    expect(sequence.press('r', 6200)).toBeNull()
  })
})

describe('legibility (WCAG AA)', () => {
  const pairs: (readonly [keyof Palette, keyof Palette])[] = [
    ['ink', 'surface'],
    ['ink', 'ground'],
    ['inkSoft', 'surface'],
    ['inkSoft', 'ground'],
    ['inkSoft', 'rail'],
    ['inkFaint', 'surface'],
    ['inkFaint', 'ground'],
    ['inkFaint', 'rail'],
    ['inkFaint', 'hover'],
    ['inkFaint', 'sunken'],
    ['accent', 'surface'],
    ['accent', 'ground'],
    ['onAccent', 'accent'],
    ['bad', 'surface'],
    ['bad', 'badWash'],
    ['warning', 'surface'],
    ['warning', 'warningWash'],
    ['good', 'surface']
  ]
  const both = [['light', lightPalette], ['dark', darkPalette]] as const

  it.each(both)('gives text of the %s scheme a contrast of at least 4.5', (_, palette) => {
    const weak = pairs.filter(
      ([text, ground]) => contrast(channels(String(palette[text])), channels(String(palette[ground]))) < 4.5
    )
    expect(weak).toEqual([])
  })

  it.each(both)('gives lines of charts of the %s scheme a contrast of at least 3', (_, palette) => {
    const lines = [
      palette.training,
      palette.test,
      palette.drift,
      palette.onToOff,
      palette.offToOn,
      palette.relu,
      palette.maskt,
      palette.dead,
      palette.alwaysOn
    ]
    expect(lines.filter((line) => contrast(channels(line), channels(palette.surface)) < 3)).toEqual([])
  })

  it.each(both)('chooses a legible ink everywhere along the ramp of the %s scheme', (_, palette) => {
    const positions = Array.from({ length: 101 }, (__, index) => index / 100)
    const weak = positions.filter(
      (position) => contrast(channels(inkOnRamp(palette.ramp, position)), colorOnRamp(palette.ramp, position)) < 4
    )
    expect(weak).toEqual([])
  })
})
