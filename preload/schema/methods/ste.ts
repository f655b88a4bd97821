/** The straight-through estimator (Hinton 2012; Bengio et al. 2013): the sign, and the gradient that arrives. */
import { z } from 'zod'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { hardOptimisationOf, plainStartingPoint } from './starting-points'

const steConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('ste'),
  ...plainTraining
})))

export const ste = defineMethod({
  name: 'ste',
  title: 'Straight-through',
  explanation: 'Trains a network of hard thresholds as if their slope were one everywhere.',
  hardThresholds: true,
  schema: steConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof steConfigurationSchema> => ({
    method: 'ste',
    ...plainStartingPoint(dataset, network, hardOptimisationOf(network))
  })
})
