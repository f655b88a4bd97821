/** After a warm-up the examples of a batch share a mask: a unit is on when Σ_n x_n² > β (eqs 39–41). */
import type { ConfigurationOf } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { warmUpThenMasks } from './stages'

export const bAlternation = staged<ConfigurationOf<'b-alternation'>>({
  name: 'b-alternation',
  stages: (configuration, warmedUp) => {
    const { form, gate, beta } = configuration.batchAlternation
    const support = { mode: 'batch', rule: 'energy', form, gate, beta } as const
    return warmUpThenMasks(configuration, configuration.batchAlternation, warmedUp, { kind: 'shared', support })
  }
})
