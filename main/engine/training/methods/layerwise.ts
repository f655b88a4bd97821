/** After a warm-up every epoch is an alternation and a round of Newton steps over the layers (./layer-step.ts). */
import type { ConfigurationOf, StoredMaskSettings } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { warmUpUntil, type Stages } from './stages'

type Configuration = ConfigurationOf<'layerwise'>

/** Logits are linear in a layer while masks alone stand in the place of ReLU, in their affine form. */
const storedMasks = ({ rule, beta, keepMasks }: Configuration['layerwise']): StoredMaskSettings => ({
  form: 'affine',
  gate: 'pure',
  trigger: { kind: 'gap', epochs: 1 },
  consistency: 0,
  consistencyLoss: 'perceptron',
  consistencySchedule: 'constant',
  rule,
  beta,
  keepMasks
})

export const layerwiseStages: Stages<Configuration> = (configuration, warmedUp) => {
  const { epochs, learningRate, layerwise } = configuration
  const warmUp = warmUpUntil(configuration, layerwise, warmedUp)
  return [
    warmUp,
    {
      phase: 'masked',
      from: warmUp.epochs,
      epochs: epochs - warmUp.epochs,
      learningRate,
      momentum: 0,
      masks: { kind: 'stored', settings: storedMasks(layerwise) },
      layerSteps: layerwise.steps
    }
  ]
}

export const layerwise = staged<Configuration>({ name: 'layerwise', stages: layerwiseStages })
