/** Which networks solvers work on, and how they are asked for. */
import { describe, expect, it } from 'vitest'
import { steadyNetwork } from '../../../../../main/engine/theory/solvers/network'
import { parametersOf } from '../../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../../main/engine/networks/presets'
import { withHardThresholds } from '../../../../../main/engine/networks/hard-thresholds'
import { networkSchema, type Network } from '../../../../../preload/schema/network'
import { solversFrom, solverTitle, titlesOf, usualSolvers } from '../../../../../preload/schema/solvers'
import { gated, small } from '../../helpers/examples'

const layerwise = solversFrom('layerwise')
const refusal = 'Solvers are compared where logits are linear in each layer, given the masks: '

describe('a steady network', () => {
  it('has no dropout, and batch-norms that stay as they are', () => {
    const dropped: Network = networkSchema.parse({
      nodes: [
        { name: 'input', type: 'input', inputs: [], shape: [2, 2, 1] },
        { name: 'first', type: 'dropout', inputs: ['input'], rate: 0.2 },
        { name: 'second', type: 'dropout', inputs: ['first'], rate: 0.5 },
        { name: 'flat', type: 'flatten', inputs: ['second'] },
        { name: 'hidden', type: 'dense', inputs: ['flat'], units: 2, bias: true },
        { name: 'support', type: 'support', inputs: ['hidden'] },
        { name: 'last', type: 'dense', inputs: ['support'], units: 3, bias: true },
        { name: 'loss', type: 'softmax-loss', inputs: ['last'], weight: 1 }
      ]
    })
    const steady = networkSchema.parse(steadyNetwork(dropped, layerwise))
    expect(steady.nodes.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['input'], ['flat', 'input'], ['hidden', 'flat'], ['support', 'hidden'], ['last', 'support'], ['loss', 'last']
    ])
    const residual = presetNetwork('resnet-mini', [10, 9, 3], 3)
    const moved = parametersOf(networkSchema.parse(steadyNetwork(residual, layerwise))).filter(({ trained }) => trained)
    expect(new Set(moved.map(({ role }) => role))).toEqual(new Set(['kernel', 'bias']))
  })

  it.each<[string, Network, string]>([
    ['several heads', presetNetwork('googlenet-mini', [10, 9, 2], 3),
      'this network has more than one head, or branches that lead nowhere.'],
    ['hard thresholds', withHardThresholds(small), 'the hard threshold "support1" passes its mask alone.'],
    ['maps that are not linear', gated, '"bounded" has no mask and is no linear map.'],
    ['max pooling', presetNetwork('nin-mini', [12, 12, 1], 3),
      '"pool1" chooses by the weights; leave "layerwise" out of --solver.']
  ])('is refused of %s', (_name, network, why) => {
    expect(() => steadyNetwork(network, layerwise)).toThrow(refusal + why)
  })

  it('may choose the largest where no layer is taken alone', () => {
    const pooled = presetNetwork('nin-mini', [12, 12, 1], 3)
    expect(steadyNetwork(pooled, solversFrom('sgd,lbfgs')).nodes.some(({ type }) => type === 'max-pool')).toBe(true)
  })
})

describe('solvers by their names', () => {
  it('come with their usual numbers', () => {
    expect(solversFrom(usualSolvers).map(solverTitle)).toEqual(['sgd:0.05', 'adam:0.003', 'lbfgs', 'layerwise:0.001'])
    expect(solversFrom('layerwise:0.1, sgd:1e-2').map(solverTitle)).toEqual(['layerwise:0.1', 'sgd:0.01'])
    expect(titlesOf(solversFrom('gauss-newton,batch-gauss-newton:100')))
      .toBe('gauss-newton:10,batch-gauss-newton:100:4:0.03')
  })

  const known =
    '--solver knows sgd:RATE, adam:RATE, lbfgs, layerwise:DAMPING, gauss-newton:STEPS and ' +
    'batch-gauss-newton:EXAMPLES:STEPS:DAMPING, with numbers above 0 and up to 100 (examples up to 4000), not '
  it.each([
    'newton', '', 'sgd:', 'sgd:0', 'sgd:-1', 'sgd:fast', 'adam:101', 'lbfgs:20', 'layerwise:1:2', 'gauss-newton:2.5',
    'batch-gauss-newton:9:4:1:1', 'constructor'
  ])(
    'refuse "%s"', (text) => {
      expect(() => solversFrom(text)).toThrow(`${known}"${text}".`)
    }
  )

  it('are named once', () => {
    expect(() => solversFrom('sgd,adam,sgd:0.05')).toThrow('--solver names sgd:0.05 twice; once is enough.')
  })
})
