/** From what a sweep varies to its members: every one is a configuration as `train` would make it. */
import { createHash } from 'node:crypto'
import { configurationKey } from '../../../db/configuration-key'
import { meantOptions, trainConfigurationFrom } from '../../../preload/schema/command/train'
import { Failure } from '../../../preload/schema/failure'
import { kebab } from '../../../preload/schema/settings/fields'
import {
  mostMembers, type RandomSearch, type Sweep, type SweepDefinition, type SweepMember
} from '../../../preload/schema/sweep'
import { drawnFrom, gridValues, rangeFrom, tooMany } from '../../../preload/schema/sweep-values'
import { random } from '../../engine/random'
import { presetOf, type PresetOptions } from '../preset-configuration'
import { defaultRunName } from '../training'
import { settingNamed, type SweptSetting } from './settings'

export interface Expansion {
  readonly sweep: Sweep
  /** How many combinations were left out because another one asks for the same. */
  readonly duplicates: number
}

/**
 * Where the method varies, a setting that a member's method does not have is left out of it.
 * @throws Failure for a setting or value that no training takes, for a sweep of nothing, or one of too many members
 */
export function expandSweep(definition: SweepDefinition): Expansion {
  const combinations = combined(definition)
  const varied = new Set(combinations.flatMap((options) => Object.keys(options)))
  if (varied.size === 0)
    throw new Failure('Nothing varies in this sweep; say what does with --grid, --random and --range, or --list.')
  const members = membersOf(definition, combinations, varied)
  const distinct = [...new Map(members.map((member) => [member.key, member])).values()]
  const keys = createHash('sha256').update(distinct.map(({ key }) => key).join()).digest('hex')
  const id = `sweep-${keys.slice(0, 12)}`
  const sweep: Sweep = { format: 'maskscope sweep 1', id, name: definition.name, members: distinct }
  return { sweep, duplicates: members.length - distinct.length }
}

function membersOf(
  { settings, configuration }: SweepDefinition, combinations: readonly PresetOptions[], varied: ReadonlySet<string>
): SweepMember[] {
  const fixed = optionsFrom(settings)
  const unused = new Set(varied)
  const members = combinations.map((combination) => {
    const asked: PresetOptions = { ...fixed, ...combination }
    const from = configuration ?? presetOf(asked)
    const meant = varied.has('method') ? meantOptions(asked, from) : asked
    for (const key of Object.keys(meant)) unused.delete(key)
    const trained = trainConfigurationFrom(meant, from)
    return { key: configurationKey(trained), name: defaultRunName(trained), configuration: trained }
  })
  const [nowhere] = unused
  if (nowhere !== undefined)
    throw new Failure(`"${kebab(nowhere)}" means nothing to any method of this sweep; leave it out.`)
  return members
}

/** Every entry of the list, with every draw, with every point of the grid, whose last setting changes fastest. */
function combined({ grid, random: search, list }: SweepDefinition): PresetOptions[] {
  const entries = list.length === 0 ? [{}] : list.map(optionsFrom)
  const draws = search === null ? [{}] : drawn(search)
  const axes = Object.entries(grid).map(([name, values]) => axisOf(name, values))
  const count = axes.reduce((product, { values }) => product * values.length, entries.length * draws.length)
  if (count > mostMembers) throw tooMany(count)
  const begun = entries.flatMap((entry) => draws.map((draw) => ({ ...entry, ...draw })))
  return axes.reduce<PresetOptions[]>(
    (all, { setting: { key }, values }) =>
      all.flatMap((options) => values.map((value) => ({ ...options, [key]: value }))),
    begun
  )
}

interface Axis { setting: SweptSetting; values: readonly (string | boolean)[] }

function axisOf(name: string, values: string | readonly (string | number | boolean)[]): Axis {
  const setting = settingNamed(name)
  const list = typeof values === 'string' ? gridValues(name, values) : values.map(typed)
  return { setting, values: list }
}

function drawn({ draws, seed, ranges }: RandomSearch): PresetOptions[] {
  const drawnSettings = Object.entries(ranges).map(([name, given]) => {
    const setting = settingNamed(name)
    const range = typeof given === 'string'
      ? rangeFrom(name, given)
      : { kind: 'values' as const, values: given.map(String) }
    // A stream for each setting: that another one varies too changes nothing of it.
    return { setting, range, stream: random(seed, 'sweep', setting.option) }
  })
  if (drawnSettings.length === 0)
    throw new Failure('A random search needs ranges to draw from; give them as --range lr=0.001..0.1:log.')
  return Array.from({ length: draws }, () => Object.fromEntries(drawnSettings.map(({ setting, range, stream }) =>
    [setting.key, drawnFrom(range, setting.isWhole, stream.uniform())])))
}

const optionsFrom = (entry: Readonly<Record<string, string | number | boolean>>): PresetOptions =>
  Object.fromEntries(Object.entries(entry).map(([name, value]) => [settingNamed(name).key, typed(value)]))

/** A switch as commander has it, everything else as text. */
const typed = (value: string | number | boolean): string | boolean =>
  typeof value === 'number' ? String(value) : value
