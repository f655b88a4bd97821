import { describe, expect, it } from 'vitest'
import {
  comparedCell,
  comparedMethod,
  comparedNetworks,
  conditionsOf,
  missingMethods,
  type ComparedNetwork
} from '../../../renderer/figures/pruningComparison'
import { summary } from './records'
import type { PruningSummary, RunSummary } from '../../../preload/contract'

let made = 0
const id = (): string => `20260714-${String(++made).padStart(6, '0')}-abcd`
const run = (part: Partial<RunSummary>): RunSummary =>
  summary({ id: id(), method: 'sgd', network: 'vgg-mini', ...part })
const dsd = (
  choice: PruningSummary['choice'],
  kept: number,
  part: Partial<RunSummary> = {},
  from: string | null = null
): RunSummary => run({ method: 'dsd', pruning: { choice, from, latest: { weights: 100, kept } }, ...part })
const preset = (title: string): ComparedNetwork => ({ key: title, title, imported: null })
const imported = (part: Partial<RunSummary> = {}): RunSummary =>
  run({
    method: 'imported',
    importedFrom: 'onnx',
    network: 'model.onnx',
    name: 'From PyTorch',
    batchSize: null,
    learningRate: null,
    epochs: 0,
    testError: 0.06,
    ...part
  })

describe('what is compared', () => {
  it('is SGD and the three choices; not other methods, or given masks', () => {
    const runs = [
      run({}),
      dsd('magnitude', 50),
      dsd('i-alternation', 90),
      dsd('b-alternation', 80),
      dsd('loaded', 50),
      run({ method: 'majority' })
    ]
    expect(runs.map(comparedMethod)).toEqual(['baseline', 'magnitude', 'i-alternation', 'b-alternation', null, null])
  })

  it('goes on from an import, and not from a run that was trained here, or from one that is gone', () => {
    const [trained, model] = [run({}), imported()]
    const conditions = conditionsOf([
      trained,
      model,
      dsd('magnitude', 50, {}, trained.id),
      dsd('magnitude', 50, {}, '20260101-000000-gone'),
      dsd('magnitude', 50, { network: 'model.onnx' }, model.id)
    ])
    expect(conditions).toHaveLength(1)
    expect(conditions[0]?.runs.map(({ place, row }) => [place.key, place.title, row])).toEqual([
      ['vgg-mini', 'vgg-mini', 'baseline'],
      [model.id, 'From PyTorch', 'magnitude']
    ])
  })

  it('has data, examples, augmentation, epochs, batch size and learning rate in common', () => {
    const other = [
      { epochs: 9 },
      { trainExamples: 300 },
      { augmentation: 'shift' as const },
      { batchSize: 8 },
      { learningRate: 0.05 },
      { dataset: 'mnist' }
    ].map(run)
    const conditions = conditionsOf([run({}), dsd('magnitude', 50), ...other])
    expect(conditions).toHaveLength(7)
    expect(conditions[0]).toMatchObject({ dataset: 'mnist-10k', epochs: 12, trainExamples: 8000 })
    expect(conditions[0]?.runs).toHaveLength(2)
  })

  it('is finished and has room for three stages', () => {
    const broken = { state: 'damaged', id: '20260714-094100-abcd', reason: 'It is empty.', fileBytes: 0 } as const
    expect(
      conditionsOf([
        run({ status: 'running' }),
        run({ status: 'stopped' }),
        run({ epochs: 2 }),
        run({ testError: null }),
        broken
      ])
    ).toEqual([])
  })

  it('puts the table with most kinds of run first, then the newest', () => {
    const conditions = conditionsOf([
      run({ epochs: 3 }),
      dsd('magnitude', 50, { epochs: 3 }),
      run({ epochs: 4 }),
      run({ epochs: 5 })
    ])
    expect(conditions.map(({ epochs }) => epochs)).toEqual([3, 5, 4])
  })
})

describe('a cell', () => {
  const [condition] = conditionsOf([
    dsd('magnitude', 50, { seed: 1, testError: 0.9 }),
    dsd('magnitude', 40, { seed: 1, testError: 0.02 }),
    dsd('magnitude', 60, { seed: 2, testError: 0.04 }),
    run({ seed: 1, testError: 0.05 }),
    dsd('magnitude', 0, { seed: 1, network: 'vgg-16' })
  ])

  it('is the mean over seeds, of a seed the newest run', () => {
    const cell = comparedCell(condition ?? null, preset('vgg-mini'), 'magnitude')
    expect(cell?.runs.map(({ seed }) => seed)).toEqual([1, 2])
    expect(cell?.error).toBeCloseTo(0.03)
    expect(cell?.pruned).toBeCloseTo(0.5)
  })

  it('has no pruned share for the baseline, and is null where there is no run', () => {
    expect(comparedCell(condition ?? null, preset('vgg-mini'), 'baseline')).toMatchObject({ error: 0.05, pruned: null })
    expect(comparedCell(condition ?? null, preset('vgg-mini'), 'b-alternation')).toBeNull()
    expect(comparedCell(null, preset('vgg-mini'), 'baseline')).toBeNull()
  })

  it('has a place for the siblings in any case, and for whatever else was trained', () => {
    expect(comparedNetworks(null).map(({ title }) => title)).toEqual([
      'resnet-mini',
      'vgg-mini',
      'googlenet-mini',
      'all-cnn-mini'
    ])
    expect(comparedNetworks(condition ?? null).at(-1)).toEqual(preset('vgg-16'))
    expect(missingMethods(condition ?? null, preset('vgg-mini'))).toEqual(['i-alternation', 'b-alternation'])
  })
})

describe('the column of an import', () => {
  const [one, other] = [imported(), imported({ testError: 0.5 })]
  const pruned = [
    dsd('magnitude', 50, { network: 'model.onnx', testError: 0.04 }, one.id),
    dsd('magnitude', 40, { network: 'model.onnx', testError: 0.3 }, other.id)
  ]
  const [condition] = conditionsOf([one, other, ...pruned])
  const columns = comparedNetworks(condition ?? null).filter((network) => network.imported !== null)

  it('is its own, whatever the file is called, with the error as imported for a baseline', () => {
    expect(columns.map(({ key }) => key)).toEqual([one.id, other.id])
    expect(columns.map((column) => comparedCell(condition ?? null, column, 'magnitude')?.error)).toEqual([0.04, 0.3])
    expect(columns.map((column) => comparedCell(condition ?? null, column, 'baseline'))).toMatchObject([
      { error: 0.06, pruned: null, runs: [{ id: one.id }] },
      { error: 0.5 }
    ])
  })

  it('lacks choices, never a baseline: of other data it has none', () => {
    const [ofMnist] = conditionsOf([one, dsd('magnitude', 50, { dataset: 'mnist' }, one.id)])
    const column = comparedNetworks(ofMnist ?? null).at(-1)!
    expect(comparedCell(ofMnist ?? null, column, 'baseline')).toBeNull()
    expect(missingMethods(ofMnist ?? null, column)).toEqual(['i-alternation', 'b-alternation'])
  })
})
