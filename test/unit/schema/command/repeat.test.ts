/** Commands that make a run again: what the command line makes of one is the configuration that it was printed for. */
import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import fastCheck, { type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configurationFrom } from '../../../../main/api/preset-configuration'
import { addDsd } from '../../../../main/cli/dsd'
import { checkpointFrom } from '../../../../main/cli/evaluate'
import { addTrain } from '../../../../main/cli/train'
import { dsdConfigurationFrom } from '../../../../preload/schema/command/dsd'
import type { GivenOptions } from '../../../../preload/schema/command/given-options'
import {
  nodeText, pythonText, repeatCommands, shellText, type CommandWords
} from '../../../../preload/schema/command/repeat'
import {
  dataSetNames, defaultConfiguration, methodNames, methodOf, networkPresetNames, trainingConfigurationSchema,
  type ImportedConfiguration, type RunConfiguration, type TrainingConfiguration
} from '../../../../preload/schema/configuration'
import { fieldsOf, withValueAt, type Field } from '../../../../preload/schema/settings/fields'
import { isPresent, withKind } from '../../../../preload/schema/methods/variants'
import { defaultConfigurations } from '../../../fixtures/default-configurations'

const id = '20260714-094100-abcd'
const commandsOf = (configuration: RunConfiguration, origin: RunConfiguration | null = null): CommandWords[] =>
  repeatCommands({ summary: { id }, configuration, snapshots: [], environment: {} }, origin)

/** What commander makes of the words of a command. */
function parsedBy(add: (program: Command) => void, words: CommandWords): GivenOptions {
  const program = new Command()
  add(program)
  let options: GivenOptions = {}
  for (const command of program.commands)
    command.exitOverride().action((_options: unknown, given: Command) => { options = given.opts() })
  program.parse(words.slice(1), { from: 'user' })
  return options
}

function comesTo(words: CommandWords, origin: RunConfiguration | null): TrainingConfiguration {
  if (words[1] === 'train') return configurationFrom(parsedBy(addTrain, words))
  const { from, at, ...options } = parsedBy(addDsd, words)
  const beginning = typeof from !== 'string' || origin === null
    ? null
    : { from: { run: from, at: checkpointFrom(String(at)) }, configuration: origin }
  return dsdConfigurationFrom(options, beginning)
}

/** Any value that a field takes. */
function anyValue({ values, optional }: Field): Arbitrary<unknown> {
  const number = (): Arbitrary<number> => {
    if (values.kind !== 'number') return fastCheck.constant(1)
    const { whole, from, above, to, below } = values.range
    const least = from ?? above ?? 0
    const most = Math.min(to ?? below ?? 50, least + 50)
    return whole
      ? fastCheck.integer({ min: Math.ceil(least), max: Math.floor(most) })
      : fastCheck.double({
          min: least, max: most, noNaN: true, minExcluded: above !== null, maxExcluded: below !== null
        })
  }
  const value = ((): Arbitrary<unknown> => {
    switch (values.kind) {
      case 'number': return number()
      case 'choice': return fastCheck.constantFrom(...values.values)
      case 'switch': return fastCheck.boolean()
      case 'several': return fastCheck.subarray([...values.values])
      case 'numbers': return fastCheck.array(fastCheck.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 })
      case 'named-numbers':
        return fastCheck.dictionary(
          fastCheck.constantFrom('conv1', 'conv2'), fastCheck.double({ min: 0, max: 0.99, noNaN: true })
        )
    }
  })()
  return optional ? fastCheck.oneof(value, fastCheck.constant(null)) : value
}

/** The defaults of a method, and any of its settings changed. */
const anyConfiguration = fastCheck.tuple(
  fastCheck.constantFrom(...methodNames), fastCheck.constantFrom(...dataSetNames),
  fastCheck.constantFrom(...networkPresetNames)
).chain(([name, dataset, network]) => {
  const definition = methodOf(name)
  const fields = fieldsOf(definition.schema).filter(({ name: own }) => own !== 'dataset' && own !== 'network')
  const changes = fastCheck.tuple(...fields.map((field) =>
    fastCheck.option(anyValue(field), { freq: 1, nil: undefined }).map((value) => ({ field, value }))))
  return changes.map((all) => all.reduce<object>((configuration, { field, value }) => {
    if (value === undefined || !isPresent(configuration, field)) return configuration
    return field.isVariant
      ? withKind(definition, configuration, field, String(value))
      : withValueAt(configuration, field.path, value)
  }, defaultConfiguration(name, dataset, network)))
})

describe('the command that is printed', () => {
  it('comes to the configuration again, whatever was set, and needs each of its options', () => {
    let tried = 0
    fastCheck.assert(fastCheck.property(anyConfiguration, (wanted) => {
      const { success, data } = trainingConfigurationSchema.safeParse(wanted)
      fastCheck.pre(success)
      const [words = []] = commandsOf(data!)
      expect(comesTo(words, null)).toEqual(data)
      tried++
    }), { numRuns: 300, seed: 20261126 })
    expect(tried).toBe(300)
  })

  // Each takes a few dozen parsings; all of them would take half a minute.
  const some = defaultConfigurations.filter((_, place) => place % 9 === 0)
  it.each(some)('has no option but data, network and method for $title', ({ configuration }) => {
    const [words = []] = commandsOf(configuration)
    expect(comesTo(words, null)).toEqual(configuration)
    const options = words.filter((word) => word.startsWith('--'))
    expect(options.filter((option) => !['--data', '--net', '--method', '--prune'].includes(option))).toEqual([])
  })

  it('says what differs, and nothing that follows from it', () => {
    const configuration = configurationFrom({ lr: '0.15', gap: '2', snapshotEvery: 'start,2', seed: '7' })
    expect(commandsOf(configuration).map(shellText)).toEqual([
      'maskscope train --method i-alternation --seed 7 --lr 0.15 --snapshot-every start,2 --gap 2'
    ])
  })

  it('says the towers and threads that computed, on whatever cores it is given again', () => {
    const configuration = configurationFrom({ method: 'sgd', threads: '4' })
    const repeated = (environment: Record<string, string>): string[] =>
      repeatCommands({ summary: { id }, configuration, snapshots: [], environment }, null).map(shellText)
    const environment = { towers: '2', 'threads per operation': '4' }
    expect(repeated(environment)).toEqual(['maskscope train --method sgd --towers 2 --threads 4'])
    // By WebAssembly or on a GPU nobody counts them.
    expect(repeated({})).toEqual(['maskscope train --method sgd --threads 4'])
  })

  it('says a preprocessing by numbers so that it comes to the same', () => {
    const configuration = configurationFrom({ preprocessing: 'std=0.2470,mean=0.5', method: 'sgd' })
    expect(configuration.preprocessing).toBe('mean=0.5,std=0.247,scale=255')
    const [words = []] = commandsOf(configuration)
    expect(shellText(words)).toBe('maskscope train --method sgd --preprocessing mean=0.5,std=0.247,scale=255')
    expect(comesTo(words, null)).toEqual(configuration)
    expect(() => configurationFrom({ preprocessing: 'mean=0.5,std=-1' })).toThrow(
      /^The setting "preprocessing" is "mean=0\.5,std=-1", but must be valid \(one of .*: std is -1, and must be above 0\)\.$/
    )
  })

  it('says what would follow, where it does not', () => {
    const configuration = configurationFrom({ lr: '0.15', maskedLr: '0.1' })
    expect(commandsOf(configuration).map(shellText).join()).toContain('--masked-lr 0.1')
  })
})

describe('a training that begins with a run', () => {
  const from = { run: id, at: 'alternation-3' }
  const trained = { ...defaultConfiguration('sgd', 'mnist', 'resnet-mini'), augmentation: 'shift', limit: 500 } as const

  it('takes from that run what it had', () => {
    const configuration = dsdConfigurationFrom({ sparsity: '0.7' }, { from, configuration: trained })
    const [words = []] = commandsOf(configuration, trained)
    expect(shellText(words)).toBe(`maskscope dsd --from ${id} --at 3 --sparsity 0.7`)
    expect(comesTo(words, trained)).toEqual(configuration)
  })

  it('says all of it where that run is not there', () => {
    const configuration = dsdConfigurationFrom({ sparsity: '0.7' }, { from, configuration: trained })
    const [words = []] = commandsOf(configuration, null)
    for (const other of [trained, defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')])
      expect(comesTo(words, other)).toEqual(configuration)
  })

  it('leaves an imported network to that run, and takes weight masks from the run itself', () => {
    const imported: ImportedConfiguration = {
      method: 'imported', dataset: 'mnist-10k', preprocessing: 'unit', imageSize: 28,
      source: { format: 'onnx', file: 'my model.onnx' }, seed: 1, executor: 'graph'
    }
    const configuration = dsdConfigurationFrom(
      { weightMasks: 'any.npz', finalEpochs: '1' }, { from: { run: id, at: 'final' }, configuration: imported }
    )
    const [first = [], second = []] = commandsOf(configuration, imported)
    expect(shellText(first)).toBe(`maskscope weight-masks ${id} --out masks.npz`)
    expect(comesTo(second, imported)).toEqual(configuration)
    expect(commandsOf(imported).map(shellText)).toEqual([
      `maskscope import 'my model.onnx' --data mnist-10k --preprocessing unit --no-masks`
    ])
    // Once more it is no guess.
    const guess = { examples: 9, classes: 10, candidates: [{ preprocessing: 'unit' as const, loss: 1, error: 0 }] }
    expect(commandsOf({ ...imported, guess })).toEqual(commandsOf(imported))
  })
})

it('the words of a command reach a program as they are: by a shell, by Python, by Node', () => {
  const words = ['maskscope', 'import', `it's a "model"; $(rm -rf x) \`y\`\\.onnx`, '--data', 'mnist-10k']
  const told = execFileSync('bash', ['-c', shellText(words).replace('maskscope', `printf '%s\\n'`)])
  expect(told.toString().trimEnd().split('\n')).toEqual(words.slice(1))
  const argumentsIn = (text: string): unknown => JSON.parse(/(\[.*\])/.exec(text)?.[1] ?? '')
  expect(argumentsIn(pythonText([words]))).toEqual(words)
  expect(argumentsIn(nodeText([words]))).toEqual(words.slice(1))
})
