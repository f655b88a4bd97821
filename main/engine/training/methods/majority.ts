/** After a warm-up the examples of a batch share a mask: a unit is on when more than half of them have it on. */
import type { ConfigurationOf } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { warmUpThenMasks } from './stages'

export const majority = staged<ConfigurationOf<'majority'>>({
  name: 'majority',
  stages: (configuration, warmedUp) => {
    const { form, gate } = configuration.majority
    const support = { mode: 'batch', rule: 'majority', form, gate, beta: 0 } as const
    return warmUpThenMasks(configuration, configuration.majority, warmedUp, { kind: 'shared', support })
  }
})
