/** The saturated straight-through estimator (Hubara et al. 2016): no gradient where |q| > 1. */
import { z } from 'zod'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { hardOptimisationOf, plainStartingPoint } from './starting-points'

const saturatedSteConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('saturated-ste'),
  ...plainTraining
})))

export const saturatedSte = defineMethod({
  name: 'saturated-ste',
  title: 'Saturated straight-through',
  explanation: 'Trains a network of hard thresholds as if their slope were one where |q| ≤ 1, and zero beyond.',
  hardThresholds: true,
  schema: saturatedSteConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof saturatedSteConfigurationSchema> => ({
    method: 'saturated-ste',
    ...plainStartingPoint(dataset, network, hardOptimisationOf(network))
  })
})
