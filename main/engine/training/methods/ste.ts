/** The gradient goes through a hard threshold as it is: target propagation with linear layer losses. */
import type { ConfigurationOf } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { hardThresholdStages } from './stages'

export const ste = staged<ConfigurationOf<'ste'>>({
  name: 'ste',
  stages: (configuration) => hardThresholdStages(configuration, { loss: 'linear', weighted: true })
})
