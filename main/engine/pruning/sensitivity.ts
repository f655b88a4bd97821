/** Sensitivity: how the error rises when one layer alone is pruned by magnitude, to one sparsity after another. */
import type { Network } from '../../../preload/schema/network'
import type { Weights } from '../networks/parameters'
import { magnitudeMasks } from './magnitude'
import { kernelsOf, maskedWeights } from '../networks/weight-masks'

export const sensitivityDegrees = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const

export interface SensitivityTrial { layer: string; degree: number; weights: Weights }

/** The weights of every trial. All layers take part, exempt ones too: this is how to judge whether they should be. */
export function* sensitivityTrials(network: Network, weights: Weights): Generator<SensitivityTrial> {
  const layers = kernelsOf(network).map(({ node }) => node)
  for (const layer of layers) {
    const others = new Set(layers.filter((other) => other !== layer))
    for (const degree of sensitivityDegrees) {
      const masks = magnitudeMasks(network, weights, { kind: 'magnitude', degree, scope: 'layer', degrees: {} }, others)
      yield { layer, degree, weights: maskedWeights(weights, masks) }
    }
  }
}

export const sensitivityTrialCount = (network: Network): number => kernelsOf(network).length * sensitivityDegrees.length
