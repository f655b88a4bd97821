import type { SweepMember } from '../../../preload/schema/sweep'
import { sweepCommand } from '../sweep/command'
import { expandSweep } from '../sweep/expand'
import { keptSweep, keptSweeps } from '../sweep/kept-sweeps'
import { progressOf, startSweep, stopSweep } from '../sweep/queued'
import { variedSettings } from '../sweep/varied'
import type { Context, TopicHandlers } from './context'

export const sweepHandlers = ({ workbench, writable }: Context): TopicHandlers<'sweeps'> => ({
  'sweeps.preview': ({ definition }) => {
    const { sweep: { id, members }, duplicates } = expandSweep(definition)
    return { sweep: id, members: members.map(named), duplicates, command: sweepCommand(definition, id) }
  },
  'sweeps.start': ({ definition }) => {
    const { sweep } = expandSweep(definition)
    startSweep(writable(), sweep)
    return { sweep: sweep.id }
  },
  'sweeps.resume': ({ sweep }) => {
    const own = writable()
    startSweep(own, keptSweep(own.store.path, sweep))
    return {}
  },
  'sweeps.stop': ({ sweep }) => {
    stopSweep(writable(), sweep)
    return {}
  },
  'sweeps.list': () => {
    const sweeps = workbench.readOnly === null ? keptSweeps(workbench.store.place.folder) : []
    const progress = progressOf(workbench, sweeps)
    return {
      sweeps: sweeps.flatMap(({ id, name, members }, at) => {
        const how = progress[at]
        return how === undefined ? [] : [{ id, name, members: members.length, ...how }]
      })
    }
  },
  'sweeps.members': ({ sweep }) => {
    const { name, members } = keptSweep(workbench.store.place.folder, sweep)
    const { settings, values } = variedSettings(members)
    return { name, settings, members: members.map((member, at) => ({ ...named(member), values: values[at] ?? [] })) }
  }
})

const named = ({ key, name }: SweepMember): Pick<SweepMember, 'key' | 'name'> => ({ key, name })
