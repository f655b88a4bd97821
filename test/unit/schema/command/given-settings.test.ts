/** Options of every kind of setting, and what they come to; the settings are a method's that no product code knows. */
import { Command } from 'commander'
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configurationFrom } from '../../../../main/api/preset-configuration'
import { addSettingOptions } from '../../../../main/cli/setting-options'
import { dsdConfigurationFrom } from '../../../../preload/schema/command/dsd'
import { givenBy, keyOf, type GivenOptions } from '../../../../preload/schema/command/given-options'
import { configured, strayOption } from '../../../../preload/schema/command/given-settings'
import { allOptions } from '../../../../preload/schema/command/repeat'
import {
  defaultConfiguration,
  plainMethods,
  sgdConfigurationSchema,
  type DsdConfiguration
} from '../../../../preload/schema/configuration'
import type { MethodDefinition } from '../../../../preload/schema/methods/method'
import { sgd } from '../../../../preload/schema/methods/sgd'
import { defaultConfigurations } from '../../../fixtures/default-configurations'
import { dummyDefaults, dummyMethod } from '../../../fixtures/dummy-method'

const dummy = (options: GivenOptions): object => configured(dummyMethod, dummyDefaults, options).configuration

describe('options of a method’s settings', () => {
  it.each<[GivenOptions, object]>([
    [{}, {}],
    [{ warmth: '2.5' }, { warmth: 2.5 }],
    [{ warmth: 'none' }, { warmth: null }],
    [{ mood: 'wild' }, { mood: 'wild' }],
    [{ loud: true }, { loud: true }],
    [{ friends: 'cat,dog' }, { friends: ['cat', 'dog'] }],
    [{ friends: 'none' }, { friends: [] }],
    [{ steps: '3,9' }, { steps: [3, 9] }],
    [{ shares: 'a=0.5,b=1' }, { shares: { a: 0.5, b: 1 } }],
    [{ shares: 'none' }, { shares: {} }],
    [{ route: '4' }, { route: { kind: 'winding', bends: 4 } }],
    [{ route: 'winding:4' }, { route: { kind: 'winding', bends: 4 } }],
    [{ route: 'scenic' }, { route: { kind: 'scenic', view: 3, inn: 7 } }],
    [{ route: 'scenic', view: '2', inn: '5' }, { route: { kind: 'scenic', view: 2, inn: 5 } }]
  ])('%o', (options, part) => {
    expect(dummy(options)).toEqual({ ...dummyDefaults, ...part })
  })

  it.each<[GivenOptions, string]>([
    [{ warmth: 'hot' }, '--warmth takes a number, not "hot".'],
    [{ steps: 'one' }, '--steps takes numbers, as 1,2, not "one".'],
    [{ shares: 'a' }, '--shares takes numbers by name, as a=0.5,b=1, not "a".'],
    [{ route: 'uphill' }, '--route takes straight, a number, or scenic, not "uphill".'],
    [{ route: 'straight:2' }, '--route takes straight, a number, or scenic, not "straight:2".'],
    [{ route: 'winding' }, '--route takes straight, a number, or scenic, not "winding".'],
    [{ view: '2' }, '--view has no meaning for --route straight; leave it out.'],
    [{ route: '4', inn: '2' }, '--inn has no meaning for --route 4; leave it out.']
  ])('%o are refused in a sentence', (options, sentence) => {
    expect(() => dummy(options)).toThrow(sentence)
  })

  it('are told apart from those of other methods', () => {
    expect(strayOption(sgd, [sgd, dummyMethod], { mood: 'calm' })).toBe('--mood')
    expect(strayOption(dummyMethod, [sgd, dummyMethod], { mood: 'calm' })).toBeUndefined()
  })

  it('are described in help, under the title of their group', () => {
    const help = addSettingOptions(new Command(), [sgd, dummyMethod], ['lr'])
      .configureHelp({ helpWidth: 200 })
      .helpInformation()
    expect(help).toMatch(/\nOptimisation:\n/)
    expect(help).toContain('--warmth <x> ')
    expect(help).toContain('For dummy: How warm it is. None: cold. (a number from 0 to 10, or none)')
    expect(help).toContain('For dummy: The way it takes. (straight, a number, or scenic)')
    expect(help).not.toContain('--lr ')
    expect(help).not.toContain('--bends')
  })
})

describe('options of train and dsd', () => {
  it.each<[GivenOptions, string]>([
    [{ tolerance: '0.1' }, '--tolerance has no meaning for --gap 1; leave it out.'],
    [{ gap: 'plateau', driftBound: '0.1' }, '--drift-bound has no meaning for --gap plateau:0.1; leave it out.'],
    [{ gap: 'plateau:x' }, '--gap takes a number, plateau, or drift, not "plateau:x".'],
    [{ schedule: 'step' }, '--schedule takes constant, cosine or step:200,250,300, not "step".'],
    [{ schedule: 'step:2,x' }, '--schedule takes constant, cosine or step:200,250,300, not "step:2,x".'],
    [{ beta: 'fixed' }, '--beta takes learned, a number, or quantile:0.5, not "fixed".'],
    [{ snapshotEvery: 'often' }, '--snapshot-every takes a number, start or end, as start,2, not "often".'],
    [{ snapshotEvery: '2,3' }, '--snapshot-every takes a number, start or end, as start,2, not "2,3".']
  ])('%o are refused in a sentence', (options, sentence) => {
    expect(() => configurationFrom(options)).toThrow(sentence)
  })

  it.each<[GivenOptions, object]>([
    [{ gap: 'drift', driftBound: '0.1' }, { alternation: { trigger: { kind: 'drift', bound: 0.1 } } }],
    [{ gap: 'plateau:0.05' }, { alternation: { trigger: { kind: 'plateau', tolerance: 0.05 } } }],
    [{ gap: 'plateau' }, { alternation: { trigger: { kind: 'plateau', tolerance: 0.1 } } }],
    [{ beta: '0.1' }, { alternation: { beta: { kind: 'fixed', value: 0.1 } } }],
    [{ beta: 'quantile:0.5' }, { alternation: { beta: { kind: 'quantile', fraction: 0.5 } } }],
    [{ schedule: 'step', scheduleEpochs: '2,4' }, { schedule: { kind: 'step', epochs: [2, 4] } }],
    [{ limit: 'none', clipNorm: 'none' }, { limit: null, clipNorm: null }],
    [{ snapshotEvery: 'start,2,end' }, { snapshots: { every: 2, start: true, end: true, of: 'all' } }],
    [
      { snapshotEvery: 'end', snapshotOf: 'probe' },
      { snapshots: { every: null, start: false, end: true, of: 'probe' } }
    ],
    [{ snapshotEvery: 'none' }, { snapshots: { every: null, start: false, end: false, of: 'all' } }],
    [{ towers: 'auto', threads: '2' }, { towers: null, threads: 2 }],
    [{ towers: '64' }, { towers: 64, threads: null }],
    [{}, { precision: 'float32' }],
    [{ precision: 'bfloat16' }, { precision: 'bfloat16', executor: 'graph' }]
  ])('%o', (options, part) => {
    expect(configurationFrom(options)).toMatchObject(part)
  })

  it('bring what a choice of connections begins with', () => {
    expect(dsdConfigurationFrom({ prune: 'b-alternation', floor: '0.1' }, null)).toMatchObject({
      pruning: { choice: { kind: 'b-alternation', beta: 10, gate: 'gated', floor: 0.1 } }
    })
    expect(dsdConfigurationFrom({ prune: 'i-alternation', gap: 'drift' }, null)).toMatchObject({
      pruning: { choice: { masks: { trigger: { kind: 'drift', bound: 0.02 }, gate: 'pure' } } }
    })
    expect(dsdConfigurationFrom({ weightMasks: 'masks.npz' }, null)).toMatchObject({
      pruning: { choice: { kind: 'loaded' } }
    })
  })

  it.each<[GivenOptions, string]>([
    [{ weightMasks: 'a.npz', sparsity: '0.5' }, '--sparsity has no meaning for loaded weight masks; leave it out.'],
    [{ prune: 'b-alternation', gap: '2' }, '--gap has no meaning for --prune b-alternation; leave it out.'],
    [
      { prune: 'loaded' },
      'There is no choice of connections "loaded"; --prune takes magnitude, i-alternation, b-alternation.'
    ],
    [{ prune: 'i-alternation', sparsity: '0.5' }, '--sparsity has no meaning for --prune i-alternation; leave it out.'],
    [{ floor: '0.1' }, '--floor has no meaning for --prune magnitude; leave it out.'],
    [
      { layerSparsity: 'conv2' },
      '--layer-sparsity takes fractions by layer, as conv2=0.7,conv3=0.8, not "conv2".'
    ],
    [{ sparsity: '1' }, 'The setting "pruning.choice.degree" is 1, but must be less than 1.'],
    [{ exempt: 'last' }, 'The setting "pruning.exempt.0" is "last", but must be one of first, classifier.'],
    [{ stages: '4,4' }, '--stages takes three numbers, as 4,4,4, not "4,4".'],
    [{ stages: '0,4,4' }, 'The setting "epochs" is 8, but must be valid (there is nothing to prune'],
    [{ weightMasks: 'a.npz', prune: 'magnitude' }, '--weight-masks takes the place of a choice; leave --prune out.'],
    [{ stages: '1,1,1', sparseEpochs: '2' }, '--stages says what --sparse-epochs says; leave one of them out.']
  ])('%o are refused by dsd in a sentence', (options, sentence) => {
    expect(() => dsdConfigurationFrom(options, null)).toThrow(sentence)
  })

  it('give no first Dense stage to a run that goes on with another', () => {
    const configuration = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
    const origin = { from: { run: '20260714-094100-abcd', at: 'final' }, configuration }
    const stages = (options: GivenOptions) => {
      const { epochs, pruning } = dsdConfigurationFrom(options, origin) as DsdConfiguration
      return [epochs, pruning.sparse.epochs, pruning.final.epochs]
    }
    expect(stages({})).toEqual([8, 4, 4])
    expect(stages({ epochs: '5' })).toEqual([5, 3, 2])
    expect(stages({ sparseEpochs: '2' })).toEqual([6, 2, 4])
    expect(stages({ stages: '1,2,3' })).toEqual([6, 2, 3])
  })

  it('let stages follow the whole run’s epochs and learning rate', () => {
    const stages = (options: GivenOptions) => {
      const configuration = dsdConfigurationFrom(options, null)
      if (configuration.method !== 'dsd') throw new Error('not a training in stages')
      const { epochs, learningRate, pruning: { sparse, final } } = configuration
      return [epochs, sparse.epochs, final.epochs, learningRate, sparse.learningRate, final.learningRate]
    }
    expect(stages({ epochs: '7', lr: '0.05' })).toEqual([7, 2, 2, 0.05, 0.05, 0.05])
    expect(stages({ lr: '0.05', sparseLr: '0.02' })).toEqual([12, 4, 4, 0.05, 0.02, 0.05])
    expect(stages({ stages: '2,3,4', learningRates: '0.3,0.2,0.1' })).toEqual([9, 3, 4, 0.3, 0.2, 0.1])
  })
})

const optionsFor = (definition: MethodDefinition, configuration: object): GivenOptions =>
  Object.fromEntries([...allOptions(definition, configuration)].map(([option, value]) => [keyOf(option), value]))

it.each(defaultConfigurations)('options ask for the whole of $title', ({ definition, configuration }) => {
  const begun = definition.defaults('mnist-10k', 'all-cnn-mini')
  const wanted = { ...begun, network: configuration.network }
  expect(configured(definition, wanted, optionsFor(definition, configuration)).configuration).toEqual(configuration)
})

it('options ask for any settings of SGD', () => {
  const any = fastCheck.record({
    epochs: fastCheck.integer({ min: 1, max: 100_000 }),
    momentum: fastCheck.double({ min: 0, max: 0.999, noNaN: true }),
    clipNorm: fastCheck.option(fastCheck.double({ min: 1e-9, max: 100, noNaN: true })),
    schedule: fastCheck.oneof(
      fastCheck.record({
        kind: fastCheck.constant('step' as const),
        epochs: fastCheck.array(fastCheck.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 32 })
      }),
      fastCheck.constant({ kind: 'constant' as const })
    ),
    snapshots: fastCheck.record({
      every: fastCheck.option(fastCheck.integer({ min: 1, max: 9 })),
      start: fastCheck.boolean(),
      end: fastCheck.boolean(),
      of: fastCheck.constantFrom('all' as const, 'probe' as const)
    })
  })
  const defaults = defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
  fastCheck.assert(fastCheck.property(any, (part) => {
    const wanted = sgdConfigurationSchema.parse({ ...defaults, ...part })
    expect(configured(sgd, defaults, optionsFor(sgd, wanted)).configuration).toEqual(wanted)
  }), { numRuns: 200 })
})

it('every plain method is reached by its options alone', () => {
  for (const { name } of plainMethods)
    expect(configurationFrom({ method: name })).toEqual(defaultConfiguration(name, 'mnist-10k', 'all-cnn-mini'))
  expect(givenBy({ maskedLr: '1' }, 'masked-lr')).toBe('1')
})
