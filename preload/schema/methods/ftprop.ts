/**
 * Target propagation in mini-batches, FTPROP-MB (Friesen, Domingos, ICLR 2018): every hidden unit is given a target,
 * and each layer is trained towards its targets by a loss of its own.
 */
import { z } from 'zod'
import { withFittingComputing } from '../settings/computing'
import { withFittingOrigin } from '../settings/origin'
import { targetsSchema } from '../settings/targets'
import { defineMethod, plainTraining } from './method'
import { stagedStateSchema } from './staged-state'
import { hardOptimisationOf, plainStartingPoint } from './starting-points'

const ftpropConfigurationSchema = withFittingOrigin(withFittingComputing(z.strictObject({
  method: z.literal('ftprop'),
  ...plainTraining,
  targets: targetsSchema
})))

export const ftprop = defineMethod({
  name: 'ftprop',
  title: 'Target propagation',
  explanation: 'Trains a network of hard thresholds by giving every hidden unit a target, and every layer a loss.',
  hardThresholds: true,
  schema: ftpropConfigurationSchema,
  state: stagedStateSchema,
  defaults: (dataset, network): z.infer<typeof ftpropConfigurationSchema> => ({
    method: 'ftprop',
    ...plainStartingPoint(dataset, network, hardOptimisationOf(network)),
    targets: { layerLoss: 'soft-hinge', lossWeights: 'gradient' }
  })
})
