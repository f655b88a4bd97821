/** The commands that make a run again: as few options as come to its configuration. */
import { canonical } from '../canonical'
import { methodOf, originOf, type RunConfiguration, type TrainingConfiguration } from '../configuration'
import { dsd } from '../methods/dsd'
import type { MethodDefinition } from '../methods/method'
import { typedText } from '../methods/texts'
import { isPresent } from '../methods/variants'
import type { RunDetail } from '../run'
import { threadsIn } from '../run-environment'
import { valueAt } from '../settings/fields'
import { dsdConfigurationFrom, type DsdOptions } from './dsd'
import { keyOf, optionsOf, wordsOf, type GivenOptions } from './given-options'
import type { BeginningRun } from './origin'
import { trainConfigurationFrom, type TrainOptions } from './train'

/** A command as a program takes it: its name, and each of its arguments by itself. */
export type CommandWords = readonly string[]

/** What is given for an option: a value, or true for a switch. */
type Given = ReadonlyMap<string, string | true>

const optionsGiven = (given: Given): GivenOptions =>
  Object.fromEntries([...given].map(([option, value]) => [keyOf(option), value]))

/** Every option that a configuration can be asked for with. */
export function allOptions(definition: MethodDefinition, configuration: object): Given {
  const given = new Map<string, string | true>()
  for (const [option, fields] of optionsOf(definition)) {
    const field = fields.find((candidate) => isPresent(configuration, candidate))
    if (!field) continue
    const words = wordsOf(definition, option).filter(({ path }) => valueAt(configuration, path) === true)
    const value = valueAt(configuration, field.path)
    const list = [...words.map(({ setting }) => setting.word?.word), ...value === null ? [] : [String(value)]]
    if (words.length > 0) given.set(option, list.join(','))
    else if (field.values.kind !== 'switch') given.set(option, typedText(definition, configuration, field))
    else if (value === true) given.set(option, true)
  }
  return given
}

/** Those without which the command would come to another configuration. */
function needed(given: Given, comesTo: (options: GivenOptions) => boolean, kept: readonly string[]): Given {
  const fewest = new Map(given)
  for (const [option, value] of given) {
    if (kept.includes(option)) continue
    fewest.delete(option)
    if (!comesTo(optionsGiven(fewest))) fewest.set(option, value)
  }
  return new Map([...given].filter(([option]) => fewest.has(option)))
}

export const wordsFor = (given: Given): string[] =>
  [...given].flatMap(([option, value]) => (value === true ? [`--${option}`] : [`--${option}`, value]))

/** An option that leaves others without a meaning is refused. */
function comes(to: TrainingConfiguration, from: () => TrainingConfiguration): boolean {
  try {
    return canonical(from()) === canonical(to)
  } catch {
    return false
  }
}

/** What a training that begins with a run takes from that run, unless it is told otherwise. */
const continuedOptions = ['data', 'net', 'preprocessing', 'augmentation', 'image-size', 'limit']

/** Where the run to begin with is not there, whatever would follow from it is said. */
function beginningOf(
  configuration: TrainingConfiguration, origin: RunConfiguration | null
): { beginning: BeginningRun | null; kept: readonly string[] } {
  const from = originOf(configuration)
  if (from === null) return { beginning: null, kept: [] }
  return {
    beginning: { from, configuration: origin ?? configuration }, kept: origin === null ? continuedOptions : []
  }
}

/**
 * Options of `train` that come to a configuration, but for the run that it begins with.
 * @param origin the configuration of that run; null where it is not there
 */
export function fewestOptions(configuration: TrainingConfiguration, origin: RunConfiguration | null): Given {
  const { method, network } = configuration
  const { beginning, kept } = beginningOf(configuration, origin)
  const given = new Map([['method', method], ...allOptions(methodOf(method), configuration)])
  if (typeof network !== 'string') given.delete('net')
  return needed(
    given, (options) => comes(configuration, () => trainConfigurationFrom(options as TrainOptions, null, beginning)),
    ['method', ...kept]
  )
}

const trainCommand = (configuration: TrainingConfiguration, origin: RunConfiguration | null): CommandWords =>
  ['maskscope', 'train', ...originWords(configuration), ...wordsFor(fewestOptions(configuration, origin))]

/** An alternation is given by its number. */
const momentText = (checkpoint: string): string => checkpoint.replace(/^alternation-/, '')

/** The options that name the run to begin with. */
export function originWords(configuration: TrainingConfiguration): string[] {
  const from = originOf(configuration)
  if (from === null) return []
  return ['--from', from.run, ...from.at === 'final' ? [] : ['--at', momentText(from.at)]]
}

const masksFile = 'masks.npz'

/** @param origin null where the run to begin with is not there: whatever would follow from it is said then */
function dsdCommand(
  configuration: Extract<TrainingConfiguration, { method: 'dsd' }>, origin: RunConfiguration | null
): CommandWords {
  const { pruning: { choice }, network } = configuration
  const own = new Map(allOptions(dsd, configuration))
  if (typeof network !== 'string') own.delete('net')
  else own.set('net', network)
  if (choice.kind === 'loaded') {
    own.delete('prune')
    own.set('weight-masks', masksFile)
  }
  const { beginning, kept } = beginningOf(configuration, origin)
  const fewest = needed(
    own, (options) => comes(configuration, () => dsdConfigurationFrom(options as DsdOptions, beginning)),
    ['weight-masks', ...kept]
  )
  return ['maskscope', 'dsd', ...originWords(configuration), ...wordsFor(fewest)]
}

export interface RepeatedRun extends Pick<RunDetail, 'configuration' | 'snapshots' | 'environment'> {
  summary: { id: string }
}

/** With the towers and threads that computed: where there are other cores, the same numbers need them told. */
function asComputed(
  configuration: TrainingConfiguration, environment: RunDetail['environment']
): TrainingConfiguration {
  const { towers, threads } = threadsIn(environment)
  return { ...configuration, towers: towers ?? configuration.towers, threads: threads ?? configuration.threads }
}

/**
 * In the order in which they are given; the run itself is `latest` once it has been made. What a person asked for
 * afterwards, as masks of a checkpoint, comes after it.
 * @param origin the configuration of the run that it began with; null where there is none, or it cannot be read
 */
export function repeatCommands(
  { summary: { id }, configuration, snapshots, environment }: RepeatedRun, origin: RunConfiguration | null
): CommandWords[] {
  const requested = snapshots.filter(({ kind }) => kind === 'requested')
    .map(({ checkpoint }) => ['maskscope', 'snapshot', 'latest', '--at', momentText(checkpoint)])
  if (configuration.method === 'imported') {
    const { source, dataset, preprocessing } = configuration
    const masks = snapshots.length === 0 ? ['--no-masks'] : []
    return [[
      'maskscope', 'import', source.file, '--data', dataset, '--preprocessing', preprocessing, ...masks
    ]]
  }
  const computed = asComputed(configuration, environment)
  if (computed.method !== 'dsd') return [trainCommand(computed, origin), ...requested]
  const masks = computed.pruning.choice.kind === 'loaded'
    ? [['maskscope', 'weight-masks', id, '--out', masksFile]]
    : []
  return [...masks, dsdCommand(computed, origin), ...requested]
}

const plainWord = /^[\w@%+=:,./-]+$/
const quoted = (word: string): string => (plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** As a shell takes it. */
export const shellText = (words: CommandWords): string => words.map(quoted).join(' ')

const list = (words: CommandWords): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`

/** The same commands, started by a Python program. */
export const pythonText = (commands: readonly CommandWords[]): string =>
  ['import subprocess', '', ...commands.map((words) => `subprocess.run(${list(words)}, check=True)`)].join('\n')

/** The same commands, started by a Node program. */
export const nodeText = (commands: readonly CommandWords[]): string => [
  `import { execFileSync } from 'node:child_process'`, '',
  ...commands.map(([name, ...given]) =>
    `execFileSync(${JSON.stringify(name)}, ${list(given)}, { stdio: 'inherit' })`)
].join('\n')
