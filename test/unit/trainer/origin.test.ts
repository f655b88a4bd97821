/** What a pruning must find in a network before its run is made. */
import { describe, expect, it } from 'vitest'
import { defaultDsd } from '../../../preload/schema/configuration'
import { demandPruningFits } from '../../../main/trainer/origin'
import type { DsdConfiguration, Exemption } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import { smallNetwork } from '../../fixtures/small-run'

/** A convolution and a classifier. */
const shallow: Network = {
  nodes: [
    ...smallNetwork.nodes.slice(0, 3),
    { type: 'dense', name: 'scores', inputs: ['support1'], units: 4, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['scores'], weight: 1 }
  ]
}
const base = defaultDsd('mnist-10k', 'all-cnn-mini')
const pruning = (
  exempt: Exemption[],
  choice: DsdConfiguration['pruning']['choice'] = base.pruning.choice
): DsdConfiguration => ({ ...base, pruning: { ...base.pruning, exempt, choice } })

describe('a choice of connections', () => {
  it('has a layer left that may be pruned', () => {
    expect(() => demandPruningFits(pruning(['classifier']), shallow)).not.toThrow()
    expect(() => demandPruningFits(pruning(['first', 'classifier']), smallNetwork)).not.toThrow()
  })

  it.each<DsdConfiguration['pruning']['choice']>([
    base.pruning.choice, { kind: 'b-alternation', floor: 0, beta: 10, form: 'affine', gate: 'gated' }
  ])('by $kind says so where all are exempt', (choice) => {
    expect(() => demandPruningFits(pruning(['first', 'classifier'], choice), shallow))
      .toThrow('Every layer of the network is exempt from pruning (conv1, scores); exempt fewer, or none.')
  })

  it('is none where masks are given: these say themselves what is pruned', () => {
    expect(() => demandPruningFits(pruning(['first', 'classifier'], { kind: 'loaded' }), shallow)).not.toThrow()
  })

  it('has degrees only for layers that it may prune', () => {
    expect(() =>
      demandPruningFits(
        pruning(['classifier'], { kind: 'magnitude', degree: 0.5, scope: 'layer', degrees: { scores: 0.5 } }),
        shallow
      )
    ).toThrow('There is no layer "scores" that may be pruned; a sparsity can be given for conv1.')
  })
})
