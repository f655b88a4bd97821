/** A sweep that was put together on a page, as a command. */
import { fewestOptions, wordsFor } from '../../../preload/schema/command/repeat'
import type { SweepDefinition } from '../../../preload/schema/sweep'
import { expandSweep } from './expand'

/**
 * @param id of the sweep that the definition comes to
 * @returns null where a command would need a file, or comes to other members
 */
export function sweepCommand(definition: SweepDefinition, id: string): string[] | null {
  const { name, configuration, settings, grid, random, list } = definition
  if (configuration === null || list.length > 0 || Object.keys(settings).length > 0) return null
  const options = fewestOptions(configuration, null)
  if (!comesTo({ ...definition, configuration: null, settings: Object.fromEntries(options) }, id)) return null
  return [
    'maskscope', 'sweep', ...assignments('--grid', grid),
    ...random === null ? [] : [
      '--random', String(random.draws), ...assignments('--range', random.ranges),
      '--sampling-seed', String(random.seed)
    ],
    '--name', name, ...wordsFor(options)
  ]
}

function comesTo(definition: SweepDefinition, id: string): boolean {
  try {
    return expandSweep(definition).sweep.id === id
  } catch {
    return false
  }
}

function assignments(option: string, varied: SweepDefinition['grid']): string[] {
  const all = Object.entries(varied).map(([name, values]) => `${name}=${[values].flat().join(';')}`)
  return all.length === 0 ? [] : [option, ...all]
}
