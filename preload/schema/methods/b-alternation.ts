/** B-alternation: a mini-batch shares one mask, computed from its own activations (eqs 39–41). */
import { z } from 'zod'
import { batchAlternationSchema } from '../settings/masks'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { doubtsOfWarmup, followedPhase, optimisationOf, plainStartingPoint, sharedMasks } from './starting-points'

export const batchAlternationConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('b-alternation'),
  ...plainTraining,
  batchAlternation: batchAlternationSchema
})))

export const bAlternation = defineMethod({
  name: 'b-alternation',
  title: 'B-alternation',
  explanation: 'After a warm-up every mini-batch shares one mask, computed from its own activations.',
  schema: batchAlternationConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof batchAlternationConfigurationSchema> => {
    const optimisation = optimisationOf(network)
    const { learningRate: maskedLearningRate, momentum: maskedMomentum } = optimisation
    return {
      method: 'b-alternation',
      ...plainStartingPoint(dataset, network, optimisation),
      batchAlternation: { ...sharedMasks, maskedLearningRate, maskedMomentum, beta: 1 }
    }
  },
  follow: (configuration, given) => ({
    ...configuration,
    batchAlternation: followedPhase(configuration.batchAlternation, configuration, given)
  }),
  doubts: ({ epochs, batchAlternation }) => doubtsOfWarmup(batchAlternation, epochs)
})
