/**
 * FTPROP-MB: targets of a layer are the signs that lower the loss of the layer above, of the weights before the step,
 * so that all layers move at once and a step is one of gradient descent with the layer losses' slopes.
 */
import type { ConfigurationOf } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { hardThresholdStages } from './stages'

export const ftprop = staged<ConfigurationOf<'ftprop'>>({
  name: 'ftprop',
  stages: (configuration) => {
    const { layerLoss, lossWeights } = configuration.targets
    return hardThresholdStages(configuration, { loss: layerLoss, weighted: lossWeights === 'gradient' })
  }
})
