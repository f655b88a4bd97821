/** Majority vote: a mini-batch shares the mask that most of its examples have. */
import { z } from 'zod'
import { majoritySchema } from '../settings/masks'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { doubtsOfWarmup, followedPhase, optimisationOf, plainStartingPoint, sharedMasks } from './starting-points'

export const majorityConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('majority'),
  ...plainTraining,
  majority: majoritySchema
})))

export const majority = defineMethod({
  name: 'majority',
  title: 'Majority vote',
  explanation: 'After a warm-up every mini-batch shares the mask that most of its examples have.',
  schema: majorityConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof majorityConfigurationSchema> => {
    const optimisation = optimisationOf(network)
    const { learningRate: maskedLearningRate, momentum: maskedMomentum } = optimisation
    return {
      method: 'majority',
      ...plainStartingPoint(dataset, network, optimisation),
      majority: { ...sharedMasks, maskedLearningRate, maskedMomentum }
    }
  },
  follow: (configuration, given) => ({
    ...configuration,
    majority: followedPhase(configuration.majority, configuration, given)
  }),
  doubts: ({ epochs, majority }) => doubtsOfWarmup(majority, epochs)
})
