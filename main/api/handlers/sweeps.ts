import type { SweepMember } from '../../../preload/schema/sweep'
import { expandSweep } from '../sweep/expand'
import { keptSweep, keptSweeps } from '../sweep/kept-sweeps'
import type { Context, TopicHandlers } from './context'

export const sweepHandlers = ({ stores, workbench, writable }: Context): TopicHandlers<'sweeps'> => ({
  'sweeps.preview': ({ definition }) => {
    const { sweep: { id, members }, duplicates } = expandSweep(definition)
    return { sweep: id, members: members.map(named), duplicates }
  },
  'sweeps.start': ({ definition, atOnce }) => {
    const { sweep } = expandSweep(definition)
    const own = writable()
    own.sweeps.start(own, sweep, atOnce)
    return { sweep: sweep.id }
  },
  'sweeps.stop': ({ sweep }) => {
    const own = writable()
    own.sweeps.stop(own, sweep)
    return {}
  },
  'sweeps.list': () => ({
    sweeps: workbench.readOnly === null
      ? keptSweeps(workbench.store.place.folder).map(({ id, name, members }) =>
        ({ id, name, members: members.length, isUnderWay: stores.own.sweeps.isUnderWay(id) }))
      : []
  }),
  'sweeps.members': ({ sweep }) => {
    const { name, members } = keptSweep(workbench.store.place.folder, sweep)
    return { name, members: members.map(named) }
  }
})

const named = ({ key, name }: SweepMember): Pick<SweepMember, 'key' | 'name'> => ({ key, name })
