import type { Context, TopicHandlers } from './context'

export const callHandlers = ({ callsUnderWay }: Context): TopicHandlers<'calls'> => ({
  'calls.stop': ({ ticket }) => {
    callsUnderWay.stop(ticket)
    return {}
  }
})
