import type { Context, TopicHandlers } from './context'

export const maskHandlers = ({ workbench: { masks }, comparisons, emit }: Context): TopicHandlers<'masks'> => ({
  'masks.layer': ({ id, ...request }) => masks.ask('layer', id, request),
  'masks.unit': ({ id, ...request }) => masks.ask('unit', id, request),
  'masks.companions': ({ id, ...request }) => masks.ask('companions', id, request),
  'masks.neighbours': ({ id, ...request }) => masks.ask('neighbours', id, request),
  'masks.example': ({ id, snapshot, example }) => masks.ask('example', id, snapshot, example),
  'masks.pair': ({ id, ...request }) => masks.ask('pair', id, request),
  'masks.examples': ({ id, ...request }) => masks.ask('examples', id, request),
  'masks.patterns': ({ id, snapshot }) => masks.ask('patterns', id, snapshot),
  'masks.groups': ({ id, ...request }) => masks.ask('groups', id, request),
  'masks.projection': async ({ id, ...request }) => ({
    projection: await comparisons.ask('projection', id, request, (done, of) =>
      emit({ type: 'comparison-progress', id, comparison: 'projection', done, of }))
  }),
  'masks.overlap': async ({ id, ...request }) => ({
    overlap: await comparisons.ask('overlap', id, request, (done, of) =>
      emit({ type: 'comparison-progress', id, comparison: 'overlap', done, of }))
  }),
  'masks.coactivation': async ({ id, ...request }) => ({
    coactivation: await comparisons.ask('coactivation', id, request, (done, of) =>
      emit({ type: 'comparison-progress', id, comparison: 'coactivation', done, of }))
  }),
  'masks.stop': ({ comparison }) => {
    comparisons.stop(comparison)
    return {}
  },
  'masks.images': ({ id, examples }) => masks.ask('images', id, examples)
})
