/** The gradient goes through where |q| ≤ 1: target propagation with saturated hinges. */
import type { ConfigurationOf } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { hardThresholdStages } from './stages'

export const saturatedSte = staged<ConfigurationOf<'saturated-ste'>>({
  name: 'saturated-ste',
  stages: (configuration) => hardThresholdStages(configuration, { loss: 'saturated-hinge', weighted: true })
})
