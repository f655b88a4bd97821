/** Newton steps in one layer at a time, while masks are fixed. */
import { z } from 'zod'
import { maskedPhase, storedMasksSchema } from './masks'
import { settingsIn } from './setting'

const setting = settingsIn('layer-steps')

export const layerStepsSchema = z.strictObject({
  damping: setting(z.number().positive().max(1e6), {
    label: 'Damping',
    step: 0.05,
    explanation:
      'λ of the penalty λ/2 ‖d‖² on a step d. A small one lowers the masked loss further and lets the support drift ' +
      'away from the stored masks.'
  }),
  cgSteps: setting(z.number().int().min(1).max(1000), {
    label: 'CG steps',
    step: 1,
    explanation: 'Of conjugate gradients, which find a step’s direction; each takes a run over the examples and back.'
  }),
  examples: setting(z.number().int().min(1).max(10_000_000).nullable(), {
    label: 'Examples per round',
    name: 'roundExamples',
    step: 500,
    unit: 'examples',
    empty: 'All',
    emptyWord: 'all',
    explanation:
      'Training examples of a round over the layers, others in each. What comes into a layer is held in memory, ' +
      '1 GiB at most.'
  }),
  masks: setting(z.enum(['epoch', 'layer']), {
    label: 'Masks anew',
    name: 'masksAnew',
    titles: { epoch: 'Before each round', layer: 'Before each layer' },
    explanation:
      'Before each round: all layers take their steps under the stored masks. Before each layer: under masks of the ' +
      'weights of that moment; stored ones are then only to be looked at.'
  })
})

const { rule, beta, keepMasks } = storedMasksSchema.shape
const { warmup, warmupError } = maskedPhase
export const layerwiseSchema = z.strictObject({ warmup, warmupError, steps: layerStepsSchema, rule, beta, keepMasks })

export type LayerStepSettings = z.infer<typeof layerStepsSchema>
export type LayerwiseSettings = z.infer<typeof layerwiseSchema>
