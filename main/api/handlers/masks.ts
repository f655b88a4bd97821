import type { Comparison } from '../../../preload/schema/patterns'
import type { Tell } from '../masks/tell'
import type { Context, TopicHandlers } from './context'

export function maskHandlers({ workbench: { masks }, comparisons, emit }: Context): TopicHandlers<'masks'> {
  const progressOf = (comparison: Comparison, id: string): Tell => (done, of) =>
    emit({ type: 'comparison-progress', id, comparison, done, of })
  return {
    'masks.layer': ({ id, ...request }) => masks.ask('layer', id, request),
    'masks.unit': ({ id, ...request }) => masks.ask('unitWithImages', id, request),
    'masks.example': ({ id, snapshot, example }) => masks.ask('example', id, snapshot, example),
    'masks.pair': ({ id, ...request }) => masks.ask('pair', id, request),
    'masks.examples': ({ id, ...request }) => masks.ask('examples', id, request),
    'masks.patterns': ({ id, snapshot }) => masks.ask('patterns', id, snapshot),
    'masks.groups': ({ id, ...request }) => masks.ask('groups', id, request),
    'masks.wholeUnit': async ({ id, ...request }) => ({
      wholeUnit: await comparisons.ask('wholeUnit', id, request, progressOf('wholeUnit', id))
    }),
    'masks.companions': async ({ id, ...request }) => ({
      companions: await comparisons.ask('companions', id, request, progressOf('companions', id))
    }),
    'masks.neighbours': async ({ id, ...request }) => ({
      neighbours: await comparisons.ask('neighbours', id, request, progressOf('neighbours', id))
    }),
    'masks.projection': async ({ id, ...request }) => ({
      projection: await comparisons.ask('projection', id, request, progressOf('projection', id))
    }),
    'masks.overlap': async ({ id, ...request }) => ({
      overlap: await comparisons.ask('overlap', id, request, progressOf('overlap', id))
    }),
    'masks.coactivation': async ({ id, ...request }) => ({
      coactivation: await comparisons.ask('coactivation', id, request, progressOf('coactivation', id))
    }),
    'masks.stop': ({ comparison }) => {
      comparisons.stop(comparison)
      return {}
    },
    'masks.images': ({ id, examples }) => masks.ask('images', id, examples)
  }
}
