/** The table of a network's layers, its order, its sums, and what its boxes can be painted by. */
import { describe, expect, it } from 'vitest'
import { modelOf } from '../../../main/engine/networks/model'
import { networkCost } from '../../../main/engine/networks/cost'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { networkPresetNames, type ModelMoment, type Network } from '../../../preload/contract'
import { blocksOf, type Block } from '../../../renderer/figures/modelBlocks'
import { lackOf, paintRange, paints } from '../../../renderer/figures/modelPaints'
import {
  factsOf, kindWords, modelRows, modelTable, nextOrder, orderedRows, sharePart, type ModelRow
} from '../../../renderer/figures/modelTable'
import { alternation, layer } from './records'

const network = presetNetwork('googlenet-mini', [28, 28, 1], 10)
const model = modelOf(network)
/** Every second weight is zero, and every input on in a quarter of all cases. */
const moment: ModelMoment = {
  checkpoint: 'final', snapshot: 1, examples: 8, stored: 8, effectiveMacs: 828_464 / 4,
  nonZeroParameters: 4123, nonZeroMacs: 414_232,
  nodes: model.nodes.filter(({ parameters }) => parameters > 0).map(({ name, parameters, macs }) => ({
    name, nonZeroParameters: parameters / 2, nonZeroMacs: macs / 2, weightSparsity: 0.5, effectiveMacs: macs / 4,
    coactivation: 0.125
  }))
}
const rowsOf = (of: Network, grouping: 'layers' | 'nodes', at: ModelMoment | null = null): ModelRow[] =>
  modelRows(blocksOf(of, modelOf(of), grouping), modelOf(of), at)
const total = (rows: readonly ModelRow[], figure: (row: ModelRow) => number): number =>
  rows.filter(({ block }) => block.inMainHead).reduce((sum, row) => sum + figure(row), 0)
const rows = rowsOf(network, 'layers', moment)
const row = (name: string): ModelRow => rows.find(({ block }) => block.head.name === name)!

describe.each(networkPresetNames)('the rows of %s', (preset) => {
  it.each(['layers', 'nodes'] as const)('as %s add up to what the network costs', (grouping) => {
    const large = ['vgg-16', 'resnet-18', 'googlenet'].includes(preset)
    const own = presetNetwork(preset, large ? [224, 224, 3] : [28, 28, 1], 10)
    const { parameters, macs } = networkCost(own)
    const found = rowsOf(own, grouping)
    expect([total(found, (one) => one.parameters), total(found, (one) => one.macs)]).toEqual([parameters, macs])
    expect(modelOf(own)).toMatchObject({ parameters, macs })
  })
})

describe('a row', () => {
  it('sums what its box holds, at a moment', () => {
    expect(row('conv2')).toMatchObject({ parameters: 136, nonZero: 68, macs: 25_088, effective: 6272 })
    expect(row('pool1')).toMatchObject({ parameters: 0, nonZero: 0, macs: 0 })
    expect(rowsOf(network, 'layers')[1]).toMatchObject({ nonZero: null, effective: null })
    const masksOnly = { ...moment, checkpoint: null, effectiveMacs: null, nodes: [] }
    expect(rowsOf(network, 'layers', masksOnly)[1]).toMatchObject({ nonZero: null, effective: null })
    expect([sharePart(6272, 25_088), sharePart(null, 1), sharePart(0, 0)]).toEqual([0.25, null, null])
  })

  it('says what it is, in words', () => {
    expect(['input', 'conv1', 'pool1', 'concatenation1', 'dense1', 'mean1'].map((name) => kindWords(row(name).block)))
      .toEqual(['image', 'convolution 3×3', 'max pooling 3×3/2', 'concatenation', 'dense', 'global mean'])
    const snapshot = alternation(1, { layers: [layer('support2', { sparsity: 0.25 })] })
    expect(factsOf(row('conv2'), { snapshot, weights: moment }))
      .toEqual(expect.arrayContaining([
        ['Output', '14×14×8'], ['Units', '1,568'], ['Sparsity', '25.00 %'], ['Weight sparsity', '50.00 %'],
        ['Parameters', '136, 68 non-zero'], ['MACs', '25,088, 6,272 effective']
      ]))
  })

  it('stands by its figures, or where the network has it', () => {
    const names = (order: Parameters<typeof orderedRows>[1]): string[] =>
      orderedRows(rows, order).slice(0, 2).map(({ block }) => block.head.name)
    expect(names('network')).toEqual(['input', 'conv1'])
    expect(names('parameters')).toEqual(['dense1', 'conv11'])
    expect(names('macs-least')).toEqual(['input', 'pool1'])
    expect([nextOrder('network', 'macs'), nextOrder('macs', 'macs'), nextOrder('macs-least', 'macs')]).toEqual(
      ['macs', 'macs-least', 'network']
    )
    expect(nextOrder('macs', 'parameters')).toBe('parameters')
  })

  it('is written to CSV as it is shown, with exact figures', () => {
    const { columns, rows: cells } = modelTable(rows, { snapshot: undefined, weights: moment })
    const at = Object.fromEntries(columns.map((column, place) => [column, cells[2]?.[place]]))
    expect(at).toEqual({
      layer: 'pool1', support: null, kind: 'max pooling', window: '3×3/2', output: '14×14×16', in_main_head: 1,
      parameters: 0, non_zero_parameters: 0, macs: 0, effective_macs: null, sparsity: null, churn: null, dead: null,
      weight_sparsity: null, coactivation: null
    })
    expect(cells).toHaveLength(rows.length)
    expect(cells[3]?.slice(0, 10)).toEqual(
      ['conv2', 'support2', 'convolution', '1×1', '14×14×8', 1, 136, 68, 25_088, 6272]
    )
  })
})

describe('what boxes are painted by', () => {
  const snapshot = alternation(2, { layers: [layer('support2', { units: 200, sparsity: 0.6, churn: 0.03, dead: 50 })] })
  const block = (name: string): Block => row(name).block
  const at = { snapshot, weights: moment }

  it('is the masks of their support, and the connections of their layer', () => {
    const values = (name: string) => Object.values(paints).map(({ of }) => of(block(name), at))
    expect(values('conv2')).toEqual([0.6, 0.03, 0.25, 0.5, 0.125])
    expect(values('pool1')).toEqual([null, null, null, null, null])
  })

  it('has a scale that spans what there is', () => {
    expect(paintRange('sparsity', [], [snapshot])).toEqual([0.6, 0.7])
    expect(paintRange('churn', [], [snapshot])).toEqual([0, 0.05])
    expect(paintRange('coactivation', [null, 0.125], [])).toEqual([0, 0.2])
  })

  it('says what it lacks', () => {
    const nothing = { snapshot: undefined, weights: null }
    expect(Object.keys(paints).map((paint) => lackOf(paint as keyof typeof paints, nothing))).toEqual(
      ['masks', 'masks', 'masks', 'counting', 'masks']
    )
    expect(lackOf('churn', { snapshot: alternation(1, { churn: null }), weights: moment })).toBe('before')
    expect(lackOf('coactivation', { snapshot, weights: null })).toBe('counting')
    const whole = { ...moment, nodes: moment.nodes.map((node) => ({ ...node, weightSparsity: 0 })) }
    expect(lackOf('weights', { snapshot, weights: whole })).toBe('pruning')
    expect(lackOf('weights', { snapshot, weights: { ...moment, checkpoint: null } })).toBe('checkpoint')
    for (const paint of ['sparsity', 'churn', 'dead', 'weights', 'coactivation'] as const)
      expect(lackOf(paint, at)).toBeNull()
  })
})
