/** Target propagation: what a layer of hard thresholds is told to come near its units' targets. */
import { z } from 'zod'
import { settingsIn } from './setting'

const setting = settingsIn('targets')

/**
 * ℓ(t q) of a unit with target t = ±1, by how it falls: soft hinge tanh(−t q) + 1, saturated hinge
 * min(2, max(0, 1 − t q)), hinge max(0, 1 − t q), linear −t q.
 */
export const layerLossNames = ['soft-hinge', 'saturated-hinge', 'hinge', 'linear'] as const
export type LayerLoss = (typeof layerLossNames)[number]

export const lossWeightNames = ['gradient', 'none'] as const
export type LossWeights = (typeof lossWeightNames)[number]

export const targetTitles = {
  layerLoss: {
    'soft-hinge': 'Soft hinge', 'saturated-hinge': 'Saturated hinge', hinge: 'Hinge', linear: 'Linear'
  },
  lossWeights: { gradient: 'By gradient', none: 'None' }
} as const satisfies { layerLoss: Record<LayerLoss, string>; lossWeights: Record<LossWeights, string> }

export const targetsSchema = z.strictObject({
  layerLoss: setting(z.enum(layerLossNames), {
    label: 'Layer loss',
    titles: targetTitles.layerLoss,
    explanation:
      'Of a unit’s pre-activation q and target t = ±1: tanh(−tq) + 1, 1 − tq kept within 0 and 2, max(0, 1 − tq), ' +
      'or −tq.'
  }),
  lossWeights: setting(z.enum(lossWeightNames), {
    label: 'Loss weights',
    titles: targetTitles.lossWeights,
    explanation:
      'By gradient: a unit’s loss counts as much as the loss above changes with its output, as the authors’ program ' +
      'has it. None: every unit counts alike.'
  })
})
export type TargetSettings = z.infer<typeof targetsSchema>
