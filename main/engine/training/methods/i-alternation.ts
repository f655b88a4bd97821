/** After a warm-up every example's own mask is estimated at each alternation and used until the next. */
import type { AlternationConfiguration } from '../../../../preload/schema/configuration'
import { staged } from './staged'
import { warmUpThenMasks, type Stages } from './stages'

export const alternationStages: Stages<AlternationConfiguration> = (configuration, warmedUp) => {
  const settings = configuration.alternation
  return warmUpThenMasks(configuration, settings, warmedUp, { kind: 'stored', settings })
}

export const iAlternation = staged({ name: 'i-alternation', stages: alternationStages })
