import type { Context, TopicHandlers } from './context'

export const linearHandlers = ({ networks, emit }: Context): TopicHandlers<'linear'> => ({
  'linear.map': (request) => networks.ask('linear', { dataFolder: null, ...request }),
  'linear.whatIf': (request) => networks.ask('what if', { dataFolder: null, ...request }),
  'linear.error': async (request) => ({
    error: await networks.ask('error', { dataFolder: null, ...request }, (done, of) =>
      emit({ type: 'changed-error-progress', id: request.id, done, of }))
  }),
  'linear.answers': async (request) => ({
    answers: await networks.ask('answers', { dataFolder: null, ...request }, (done, of) =>
      emit({ type: 'answers-progress', id: request.id, done, of }))
  }),
  'linear.firstLayer': async (request) => ({
    found: await networks.ask('first layer', { dataFolder: null, ...request }, (done, of) =>
      emit({ type: 'first-layer-progress', id: request.id, done, of }))
  }),
  'linear.lastLayers': async (request) => ({
    found: await networks.ask('last layers', { dataFolder: null, ...request }, (done, of) =>
      emit({ type: 'last-layers-progress', id: request.id, done, of }))
  }),
  'linear.stop': () => {
    networks.stop()
    return {}
  }
})
