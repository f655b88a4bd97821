import {
  acknowledgeNotice, addToQueue, cancelInQueue, listQueue, moveInQueue, pauseQueue, queueEntry, setAtOnce
} from '../queue/queue'
import type { Context, TopicHandlers } from './context'

export const queueHandlers = ({ workbench, writable, follower }: Context): TopicHandlers<'queue'> => ({
  'queue.list': () => {
    follower.watchQueue()
    return { queue: listQueue(workbench) }
  },
  'queue.entry': ({ entry }) => queueEntry(writable(), entry),
  'queue.add': ({ trainings, group, when }) => {
    const own = writable()
    const entries = addToQueue(own, trainings.map((training) => ({ ...training, group })), when === 'now')
    own.spare.prepare()
    return { entries }
  },
  'queue.move': ({ entries, place }) => {
    moveInQueue(writable(), entries, place)
    return {}
  },
  'queue.cancel': ({ entries }) => {
    cancelInQueue(writable(), entries)
    return {}
  },
  'queue.pause': () => {
    pauseQueue(writable(), true)
    return {}
  },
  'queue.resume': () => {
    pauseQueue(writable(), false)
    return {}
  },
  'queue.at-once': ({ atOnce }) => {
    setAtOnce(writable(), atOnce)
    return {}
  },
  'queue.acknowledge': () => {
    acknowledgeNotice(writable())
    return {}
  }
})
