/** Layer-wise Newton: masks are stored as by I-alternation, and weights move by damped Newton steps layer by layer. */
import { z } from 'zod'
import { withFittingComputing } from '../settings/computing'
import { layerwiseSchema } from '../settings/layer-steps'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { doubtsOfWarmup, longestWarmup, optimisationOf, plainStartingPoint } from './starting-points'

const layerwiseConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('layerwise'),
  ...plainTraining,
  layerwise: layerwiseSchema
})))

export const layerwise = defineMethod({
  name: 'layerwise',
  title: 'Layer-wise Newton',
  explanation: 'Stores every example’s mask at each epoch, and then takes a damped Newton step in each layer.',
  schema: layerwiseConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof layerwiseConfigurationSchema> => {
    const optimisation = optimisationOf(network)
    return {
      method: 'layerwise',
      ...plainStartingPoint(dataset, network, optimisation),
      // A round takes as long as seven epochs of SGD.
      epochs: Math.ceil(optimisation.epochs / 2),
      layerwise: {
        warmup: longestWarmup(optimisation.epochs),
        warmupError: 0.1,
        steps: { damping: 0.1, cgSteps: 4, examples: 2000, masks: 'epoch' },
        rule: 'positive',
        beta: { kind: 'learned' },
        keepMasks: 'auto'
      }
    }
  },
  doubts: ({ epochs, weightDecay, layerwise: settings }) => ({
    ...doubtsOfWarmup(settings, epochs),
    ...weightDecay > 0 && { weightDecay: 'Weights decay in the warm-up alone; Newton steps lower the bare loss.' }
  })
})
