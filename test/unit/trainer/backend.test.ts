/** How a training uses the cores. */
import { describe, expect, it } from 'vitest'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { demandPrecision, trainingThreads, whyNoTowers } from '../../../main/trainer/backend'
import {
  defaultConfiguration, type NetworkPresetName, type TrainingConfiguration
} from '../../../preload/schema/configuration'

const threadsOf = (
  part: Partial<TrainingConfiguration>, cores: number, net: NetworkPresetName = 'all-cnn-mini'
): unknown => {
  const method = part.method ?? 'sgd'
  const configuration = { ...defaultConfiguration(method, 'mnist-10k', net), ...part } as TrainingConfiguration
  return trainingThreads(configuration, presetNetwork(net, [28, 28, 1], 10), cores)
}

describe('the threads of a training', () => {
  it.each([
    [2, 64, { towers: 2, perOperation: 1 }],
    [1, 64, { towers: 1, perOperation: 1 }],
    // In parts of fewer than sixteen examples a tower would idle, so operations take what is left.
    [16, 64, { towers: 4, perOperation: 4 }],
    [2, 16, { towers: 1, perOperation: 2 }],
    // No more than a person may ask for.
    [128, 8192, { towers: 64, perOperation: 2 }]
  ])('on %d cores with batches of %d', (cores, batchSize, threads) => {
    expect(threadsOf({ batchSize }, cores)).toEqual(threads)
  })

  it.each([
    ['towers', { towers: 3 }, { towers: 3, perOperation: 2 }],
    ['more towers than cores', { towers: 9 }, { towers: 9, perOperation: 1 }],
    ['threads', { threads: 5 }, { towers: 4, perOperation: 5 }],
    ['both', { towers: 2, threads: 1 }, { towers: 2, perOperation: 1 }]
  ])('are those that are asked for: %s', (_what, part, threads) => {
    expect(threadsOf({ ...part, batchSize: 64 }, 6)).toEqual(threads)
  })

  it('are one tower’s where a batch has statistics, whatever is asked for, with the threads that are', () => {
    expect(threadsOf({ towers: 3, threads: 7 }, 2, 'resnet-mini')).toEqual({ towers: 1, perOperation: 7 })
  })

  it.each([
    ['where a batch has statistics', {}, 'resnet-mini'],
    ['where a batch shares its mask', { method: 'b-alternation' }, 'all-cnn-mini'],
    ['where operations run one by one', { executor: 'eager' }, 'all-cnn-mini']
  ] as const)('are all of each operation %s', (_where, part, net) => {
    expect(threadsOf({ ...part, batchSize: 64 }, 2, net)).toEqual({ towers: 1, perOperation: 2 })
  })
})

it.each([
  ['tensorflow-cpu', { towers: 3 }, 'resnet-mini', 'batch normalisation needs the whole batch'],
  ['tensorflow-cpu', { towers: 3, method: 'b-alternation' }, 'all-cnn-mini',
    'a mask that a batch shares needs the whole batch'],
  ['tensorflow-cpu', { towers: 3, executor: 'eager' }, 'all-cnn-mini', 'the eager executor computes a batch as one'],
  ['tensorflow-gpu', { towers: 3 }, 'all-cnn-mini', 'a GPU computes a batch as one'],
  ['webgpu', { towers: 3 }, 'all-cnn-mini', 'a GPU computes a batch as one'],
  ['wasm', { towers: 3 }, 'resnet-mini', 'WebAssembly computes a batch as one'],
  ['wasm', { towers: 1 }, 'all-cnn-mini', null],
  ['wasm', {}, 'all-cnn-mini', null]
] as const)('a run says why it has one tower on %s with %o of %s', (name, part, net, why) => {
  const method = 'method' in part ? part.method : 'sgd'
  const configuration = { ...defaultConfiguration(method, 'mnist-10k', net), ...part } as TrainingConfiguration
  const sentence = whyNoTowers(configuration, presetNetwork(net, [28, 28, 1], 10), { name, towers: 1 })
  expect(sentence).toBe(why === null ? null : `3 towers were asked for, but ${why}, so there was one.`)
})

it('bfloat16 is asked of a processor that multiplies it', () => {
  for (const isThere of [true, false]) expect(demandPrecision({ precision: 'float32' }, isThere)).toBeUndefined()
  expect(demandPrecision({ precision: 'bfloat16' }, true)).toBeUndefined()
  expect(() => demandPrecision({ precision: 'bfloat16' }, false)).toThrow(
    'The precision bfloat16 wants a processor that multiplies it (AVX512-BF16 or AMX), and this one is not known to; ' +
      'train with --precision float32, or on another machine.'
  )
})
