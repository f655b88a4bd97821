/** How a training uses the cores. */
import { describe, expect, it } from 'vitest'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { trainingThreads } from '../../../main/trainer/backend'
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
    [2, 16, { towers: 1, perOperation: null }]
  ])('on %d cores with batches of %d', (cores, batchSize, threads) => {
    expect(threadsOf({ batchSize }, cores)).toEqual(threads)
  })

  it.each([
    ['where a batch has statistics', {}, 'resnet-mini'],
    ['where a batch shares its mask', { method: 'b-alternation' }, 'all-cnn-mini'],
    ['where operations run one by one', { executor: 'eager' }, 'all-cnn-mini']
  ] as const)('are TensorFlow’s own %s', (_where, part, net) => {
    expect(threadsOf({ ...part, batchSize: 64 }, 2, net)).toEqual({ towers: 1, perOperation: null })
  })
})
