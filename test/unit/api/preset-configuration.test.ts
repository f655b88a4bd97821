/** What the options of `train` come to: the preset, or else the defaults, with whatever is given in its place. */
import { describe, expect, it } from 'vitest'
import type { BeginningRun } from '../../../preload/schema/command/origin'
import { repeatCommands } from '../../../preload/schema/command/repeat'
import { configurationFrom } from '../../../main/api/preset-configuration'
import { defaultConfiguration, type PlainTraining } from '../../../preload/schema/configuration'
import { presets } from '../../../main/engine/training/presets'

const named = (id: string) => presets.find((preset) => preset.id === id)!

describe('options of train', () => {
  it('give the defaults of the demonstration when there are none', () => {
    expect(configurationFrom({})).toEqual(defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini'))
  })

  it.each(presets.map(({ id }) => [id]))('take the preset %s as it is, whole and scaled', (id) => {
    const { configuration, scaled } = named(id)
    expect(configurationFrom({ preset: id })).toEqual(configuration)
    if (scaled) expect(configurationFrom({ preset: id, scaled: true })).toEqual(scaled)
  })

  it('replace settings of a preset and leave the others', () => {
    const { scaled } = named('table-3-augmented-i-alternation')
    const given = configurationFrom({
      preset: 'table-3-augmented-i-alternation',
      scaled: true,
      epochs: '3',
      gap: '2',
      seed: '7',
      evaluateEvery: '10'
    })
    expect(given).toEqual({
      ...scaled,
      epochs: 3,
      seed: 7,
      evaluateEvery: 10,
      alternation: { ...(scaled as { alternation: object }).alternation, trigger: { kind: 'gap', epochs: 2 } }
    })
  })

  it('keep what is not of the method when a preset is trained by another', () => {
    const { configuration } = named('table-7-cifar-10-augmented-sgd')
    expect(configurationFrom({ preset: 'table-7-cifar-10-augmented-sgd', method: 'b-alternation' })).toEqual({
      ...defaultConfiguration('b-alternation', 'cifar-10', 'all-cnn-c'), ...configuration, method: 'b-alternation'
    })
  })

  it('take the preprocessing of the data that replace a preset’s', () => {
    expect(configurationFrom({ preset: 'table-2-all-cnn-a-sgd', scaled: true, data: 'mnist-10k' })).toMatchObject({
      dataset: 'mnist-10k',
      preprocessing: 'standardised',
      limit: 8000
    })
    expect(configurationFrom({ preset: 'table-2-all-cnn-a-sgd', seed: '2' })).toMatchObject({
      dataset: 'cifar-10',
      preprocessing: 'contrast-whitened'
    })
  })

  it('let the masked phase follow the run’s own learning rate and momentum', () => {
    expect(configurationFrom({ lr: '0.15' })).toMatchObject({
      learningRate: 0.15,
      alternation: { maskedLearningRate: 0.05, maskedMomentum: 0.9 }
    })
    expect(configurationFrom({ lr: '0.15', momentum: '0.8' })).toMatchObject({
      momentum: 0.8,
      alternation: { maskedLearningRate: 0.15, maskedMomentum: 0.8 }
    })
    expect(configurationFrom({ maskedMomentum: '0.8' })).toMatchObject({
      learningRate: 0.3,
      momentum: 0.7,
      alternation: { maskedLearningRate: 0.2, maskedMomentum: 0.8 }
    })
    expect(configurationFrom({ lr: '0.2', maskedLr: '0.05' })).toMatchObject({
      alternation: { maskedLearningRate: 0.05 }
    })
    expect(configurationFrom({ method: 'b-alternation', lr: '0.2' })).toMatchObject({
      batchAlternation: { maskedLearningRate: 0.2 }
    })
  })

  it.each([
    [{ maskedMomentum: '1' }, 'The setting "alternation.maskedMomentum" is 1, but must be less than 1.'],
    [{ momentum: '1' }, 'The setting "momentum" is 1, but must be less than 1.'],
    [{ method: 'sgd', gap: '2' }, '--gap means nothing to --method sgd; leave it out or choose another method.'],
    [
      { method: 'b-alternation', consistencySchedule: 'constant' },
      '--consistency-schedule means nothing to --method b-alternation; leave it out or choose another method.'
    ],
    [
      { method: 'majority', beta: '1' },
      '--beta means nothing to --method majority; leave it out or choose another method.'
    ]
  ])('are refused in a sentence: %o', (options, sentence) => {
    expect(() => configurationFrom(options)).toThrow(sentence)
  })

  it('end the warm-up by an error, or by its epochs alone', () => {
    expect(configurationFrom({ warmup: '9', warmupError: '0.25' })).toMatchObject({
      alternation: { warmup: 9, warmupError: 0.25 }
    })
    expect(configurationFrom({ warmupError: 'none' })).toMatchObject({ alternation: { warmupError: null } })
  })
})

describe('a training that begins with a run', () => {
  const source = { format: 'onnx', file: 'mobile.onnx' } as const
  const origin: BeginningRun = {
    from: { run: '20260714-094101-k3x9', at: 'alternation-2' },
    configuration: {
      method: 'imported', dataset: 'mnist', preprocessing: 'unit', imageSize: 28, source, seed: 1, executor: 'graph'
    }
  }
  const detail = (configuration: PlainTraining) =>
    ({ summary: { id: 'a' }, configuration, snapshots: [], environment: {} })

  it('takes network, data and preprocessing of it, and the settings of the small networks', () => {
    expect(configurationFrom({ method: 'sgd', lr: '0.01' }, origin)).toMatchObject({
      method: 'sgd', network: source, dataset: 'mnist', preprocessing: 'unit', from: origin.from, learningRate: 0.01
    })
    expect(() => configurationFrom({ net: 'vgg-mini' }, origin)).toThrow(
      'Run 20260714-094101-k3x9 comes with a network of its own, mobile.onnx; leave --net out.'
    )
  })

  it('is made again by a command that names it', () => {
    const configuration = configurationFrom({ method: 'sgd', lr: '0.01' }, origin)
    expect(repeatCommands(detail(configuration), origin.configuration)[0]?.slice(0, 6)).toEqual(
      ['maskscope', 'train', '--from', '20260714-094101-k3x9', '--at', '2']
    )
    const [words = []] = repeatCommands(detail(configuration), origin.configuration)
    expect(words.slice(6)).toEqual(['--method', 'sgd', '--lr', '0.01'])
    // Where the origin cannot be read, what would follow from it is said.
    expect(repeatCommands(detail(configuration), null)[0]).toEqual(expect.arrayContaining(['--preprocessing', 'unit']))
  })
})
