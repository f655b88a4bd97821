/** What the options of `train` come to: the preset, or else the defaults, with whatever is given in its place. */
import { describe, expect, it } from 'vitest'
import { configurationFrom } from '../../../main/api/preset-configuration'
import { defaultConfiguration } from '../../../preload/schema/configuration'
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
