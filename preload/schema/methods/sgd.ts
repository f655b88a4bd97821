/** Stochastic gradient descent on an ordinary ReLU network: the baseline. */
import { z } from 'zod'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { optimisationOf, plainStartingPoint } from './starting-points'

export const sgdConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('sgd'),
  ...plainTraining
})))
export type SgdConfiguration = z.infer<typeof sgdConfigurationSchema>

export const sgd = defineMethod({
  name: 'sgd',
  title: 'SGD',
  explanation: 'Stochastic gradient descent on an ordinary ReLU network: the baseline.',
  schema: sgdConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): SgdConfiguration => ({
    method: 'sgd',
    ...plainStartingPoint(dataset, network, optimisationOf(network))
  })
})
