import type { Context, TopicHandlers } from './context'

export const maskHandlers = ({ workbench: { masks } }: Context): TopicHandlers<'masks'> => ({
  'masks.layer': ({ id, ...request }) => masks.ask('layer', id, request),
  'masks.unit': ({ id, ...request }) => masks.ask('unit', id, request),
  'masks.companions': ({ id, ...request }) => masks.ask('companions', id, request),
  'masks.neighbours': ({ id, ...request }) => masks.ask('neighbours', id, request),
  'masks.example': ({ id, snapshot, example }) => masks.ask('example', id, snapshot, example),
  'masks.examples': ({ id, ...request }) => masks.ask('examples', id, request),
  'masks.patterns': ({ id, snapshot }) => masks.ask('patterns', id, snapshot),
  'masks.images': ({ id, examples }) => masks.ask('images', id, examples)
})
