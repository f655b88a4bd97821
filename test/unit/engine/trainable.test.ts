/** What a network that comes from a file must have before it is trained, and what it is told where it has not. */
import { describe, expect, it } from 'vitest'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { demandTrainable, interfaceOf, misfit } from '../../../main/engine/networks/trainable'
import { networkPresetNames } from '../../../preload/schema/configuration'
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { smallNetwork } from '../../fixtures/small-run'

/** The small network with nodes replaced by name, and others put before its loss. */
const changed = (replaced: Record<string, NetworkNode | null>, ...added: NetworkNode[]): Network => {
  const nodes = smallNetwork.nodes.flatMap((node) => (node.name in replaced ? replaced[node.name] ?? [] : node))
  const loss = nodes.findIndex(({ type }) => type === 'softmax-loss')
  return { nodes: [...nodes.slice(0, loss < 0 ? undefined : loss), ...added, ...(loss < 0 ? [] : nodes.slice(loss))] }
}

describe('a network can be trained', () => {
  it.each(networkPresetNames)('as the preset %s is', (preset) => {
    expect(() => demandTrainable(presetNetwork(preset, [224, 224, 3], 7))).not.toThrow()
    expect(interfaceOf(presetNetwork(preset, [224, 224, 3], 7))).toEqual({ shape: [224, 224, 3], classes: 7 })
  })

  it.each<[string, Network, string]>([
    ['has no loss', changed({ loss: null }), 'The network has no softmax-loss node, so it has no answer.'],
    [
      'has two inputs',
      changed({}, { type: 'input', name: 'again', inputs: [], shape: [5, 5, 1] }),
      'The network has two inputs, and "again" is one too many.'
    ],
    [
      'does not begin with its input',
      { nodes: smallNetwork.nodes.slice(1) },
      'The network does not begin with its input node.'
    ],
    [
      'has a loss of positions',
      changed({ mean: null, loss: { type: 'softmax-loss', name: 'loss', inputs: ['support2'], weight: 1 } }),
      'The loss "loss" needs one value for each of 36 classes, but gets 3×3×4.'
    ],
    [
      'has an auxiliary loss of other classes',
      changed(
        {},
        { type: 'dense', name: 'side', inputs: ['support1'], units: 2, bias: true },
        { type: 'softmax-loss', name: 'side-loss', inputs: ['side'], weight: 0.3 }
      ),
      'The loss "side-loss" needs one value for each of 4 classes, but gets 2.'
    ],
    [
      'has a layer that leads nowhere',
      changed({}, { type: 'dense', name: 'side', inputs: ['support1'], units: 2, bias: true }),
      'The network\'s layer "side" leads to no loss, so it cannot be trained.'
    ],
    [
      'has no ReLU',
      changed({
        support1: { type: 'dropout', name: 'support1', inputs: ['conv1'], rate: 0.5 },
        support2: { type: 'dropout', name: 'support2', inputs: ['conv2'], rate: 0.5 }
      }),
      'The network has no ReLU, so there are no masks.'
    ],
    [
      'has no kernel',
      {
        nodes: [
          { type: 'input', name: 'input', inputs: [], shape: [5, 5, 4] },
          { type: 'batch-norm', name: 'norm', inputs: ['input'], epsilon: 0.001, decay: 0.9 },
          { type: 'support', name: 'support', inputs: ['norm'] },
          { type: 'global-mean', name: 'mean', inputs: ['support'] },
          { type: 'softmax-loss', name: 'loss', inputs: ['mean'], weight: 1 }
        ]
      },
      'The network has no layer with connections that could be pruned.'
    ]
  ])('not where it %s', (_what, network, sentence) => {
    expect(() => demandTrainable(network)).toThrow(sentence)
  })
})

it('fits data of its shape and classes, and says both where it does not', () => {
  const small = interfaceOf(smallNetwork)
  expect(misfit(small, 'tiny', { shape: [5, 5, 1], classes: 4 })).toBeNull()
  expect(misfit(small, 'mnist-10k', { shape: [28, 28, 1], classes: 10 })).toBe(
    'it takes images of 5×5×1 and gives 4 classes, and mnist-10k has images of 28×28×1 and 10 classes'
  )
  expect(misfit(small, 'tiny', { shape: [5, 5, 1], classes: 5 })).toContain('5 classes')
})
