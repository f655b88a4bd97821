/** `maskscope sweep`: what varies, written out as a file that holds every member with all of its settings. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { givenBy, optionsOf } from '../../../preload/schema/command/given-options'
import { wholeNumber } from '../../../preload/schema/command/given-values'
import { plainMethods } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import { sweepDefinitionSchema, type SweepDefinition } from '../../../preload/schema/sweep'
import { startingPointOptions, type PresetOptions } from '../../api/preset-configuration'
import { expandSweep, type Expansion } from '../../api/sweep/expand'
import { readDefinition, readList } from '../../api/sweep/sweep-file'
import type { Common } from '../common'
import { addSettingOptions } from '../setting-options'
import { print, printJson, remark, table } from '../terminal'
import { addStartingPoint } from '../train'
import { writeOut } from '../written-file'

type Options = Common & PresetOptions & {
  grid?: string[]
  random?: string
  range?: string[]
  samplingSeed?: string
  list?: string
  name?: string
  out?: string
  json?: boolean
}

export function addDefinition(command: Command): void {
  command
    .argument('[file]', 'a JSON file that says the same as the options (docs/sweeps.md)')
    .option('--grid <setting=values...>', 'every combination of these values: seed=1..5 lambda=0,0.2 gap=1..4')
    .option('--random <n>', 'so many draws from the ranges, each with every point of the grid')
    .option('--range <setting=range...>', 'what --random draws from: lr=0.001..0.1:log lambda=0..1 gap=1,2,4')
    .option('--sampling-seed <n>', 'the seed of the drawing (default: 1)')
    .option('--list <file>', 'a JSON list of settings, as [{"seed": 1, "gap": 2}, …]')
    .option('--name <text>', 'a name for the sweep (default: sweep)')
    .option('--out <file>', 'the file to write (default: sweep.json)')
    .option('--json', 'print the members as JSON instead, and write nothing')
  addSettingOptions(addStartingPoint(command), plainMethods, ['data', 'net'])
    .action((file: string | undefined, _options: unknown, given: Command) => {
      const options = given.optsWithGlobals<Options>()
      const expansion = expandSweep(definitionFrom(file, options))
      if (options.json) printJson(expansion.sweep.members)
      else writeSweep(expansion, options.out ?? 'sweep.json')
    })
}

/** The options take the place of what the file says. */
function definitionFrom(file: string | undefined, options: Options): SweepDefinition {
  const base = file === undefined ? sweepDefinitionSchema.parse({}) : readDefinition(resolve(file))
  const draws = wholeNumber('random', options.random)
  if (draws === undefined && options.range !== undefined)
    throw new Failure('--range belongs to a random search; say with --random how many are drawn.')
  const random = draws === undefined
    ? base.random
    : { draws, seed: wholeNumber('sampling-seed', options.samplingSeed) ?? 1, ranges: assigned(options.range) }
  const wanted = {
    ...base,
    name: options.name ?? base.name,
    settings: { ...base.settings, ...settingsGiven(options) },
    grid: { ...base.grid, ...assigned(options.grid) },
    random,
    list: options.list === undefined ? base.list : readList(resolve(options.list))
  }
  const parsed = sweepDefinitionSchema.safeParse(wanted)
  if (parsed.success) return parsed.data
  throw new Failure('The name of a sweep has 1 to 80 characters, and it draws at most 5,000 members; give it others.')
}

/** The options that `train` takes too, by name. */
function settingsGiven(options: Options): SweepDefinition['settings'] {
  const names = [...startingPointOptions, ...plainMethods.flatMap((method) => [...optionsOf(method).keys()])]
  return Object.fromEntries(names.flatMap((name) => {
    const value = givenBy(options as PresetOptions, name)
    return value === undefined ? [] : [[name, value]]
  }))
}

/** `seed=1..5`, by the name before the first equals sign. */
function assigned(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const [, name, values] = /^\s*([A-Za-z][\w-]*)=(.+)$/.exec(text) ?? []
    if (name === undefined || values === undefined)
      throw new Failure(`"${text}" says not which setting takes which values; write it as seed=1..5 or lambda=0,0.2.`)
    return [name, values]
  }))
}

function writeSweep({ sweep, duplicates }: Expansion, out: string): void {
  writeOut(out, JSON.stringify(sweep) + '\n')
  const rows = sweep.members.map(({ key, name }, index) => [String(index), key.slice(0, 8), name])
  print(table(['index', 'key', 'run'], rows))
  const left = duplicates === 0 ? '' : `; ${duplicates} that ask for the same as another are left out`
  remark(`${sweep.members.length} members${left}; "maskscope sweep run ${out}" trains them.`)
}
