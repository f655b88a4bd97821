import { describe, expect, it } from 'vitest'
import { networkCost, parametersInTraining } from '../../../main/engine/networks/cost'
import { initialWeights, parametersOf } from '../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { inferShapes, sizeOf } from '../../../main/engine/networks/shapes'
import { supportLayout } from '../../../main/engine/support/layout'
import { networkPresetNames } from '../../../preload/schema/configuration'
import { networkSchema, type Network, type NetworkNode } from '../../../preload/schema/network'

const cifar: [number, number, number] = [32, 32, 3]

const imageNet: [number, number, number] = [224, 224, 3]

describe('network presets', () => {
  // VGG-16 and ResNet-18 as every model zoo counts them, GoogLeNet as the Caffe model with both heads, NIN as its Caffe
  // model.
  it.each([
    ['vgg-16', imageNet, 1000, 138_357_544],
    ['resnet-18', imageNet, 1000, 11_689_512],
    ['googlenet', imageNet, 1000, 13_378_280],
    ['nin-cifar', cifar, 10, 966_986]
  ] as const)('%s has as many parameters as its authors’ for %j', (preset, shape, classes, count) => {
    expect(parametersInTraining(presetNetwork(preset, [...shape], classes))).toBe(count)
  })

  it.each(networkPresetNames.filter((name) => name.endsWith('-mini')))('%s is small enough for a CPU', (preset) => {
    const { macs, parametersInTraining: parameters } = networkCost(presetNetwork(preset, [28, 28, 1], 10))
    expect(macs).toBeLessThan(10_000_000)
    // Dense layers have a weight for each multiplication, which is where networks of hard thresholds have theirs.
    expect(parameters).toBeLessThan(preset === 'mlp-mini' || preset === 'convnet-mini' ? 300_000 : 70_000)
  })

  // The sums of the layer tables of Springenberg et al. (1.25M, 1.30M, 1.37M), for three input channels.
  it.each([
    ['all-cnn-a', 1_254_250],
    ['all-cnn-b', 1_300_618],
    ['all-cnn-c', 1_369_738]
  ] as const)('%s has %i parameters', (preset, count) => {
    expect(networkCost(presetNetwork(preset, cifar, 10)).parameters).toBe(count)
  })

  it('the mini network has 27,002 parameters and 26,656 support units on 28×28 digits', () => {
    const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
    expect(networkCost(network).parameters).toBe(27_002)
    expect(supportLayout(network).units).toBe(26_656)
  })

  it('ALL-CNN-C has 356,992 support units and 44,624 mask bytes per 32×32 image', () => {
    const layout = supportLayout(presetNetwork('all-cnn-c', cifar, 10))
    expect(layout.units).toBe(356_992)
    expect(layout.bytesPerExample).toBe(44_624)
  })

  it.each(networkPresetNames)('%s satisfies the schema and ends in one logit per class', (preset) => {
    const network = presetNetwork(preset, [96, 96, 3], 100)
    expect(networkSchema.parse(network)).toEqual(network)
    expect(inferShapes(network).get(network.nodes.at(-1)?.name ?? '')).toEqual([100])
  })

  it('names what does not fit: the published GoogLeNet on small images', () => {
    expect(() => inferShapes(presetNetwork('googlenet', cifar, 10))).toThrow(
      /Pooling "pool\d+" has a 5×5 window, larger than its 2×2 input/
    )
  })
})

describe('shapes', () => {
  const withConvolution = (node: Partial<Extract<NetworkNode, { type: 'convolution' }>>): Network => ({
    nodes: [
      { type: 'input', name: 'input', inputs: [], shape: [7, 6, 2] },
      {
        type: 'convolution',
        name: 'conv1',
        inputs: ['input'],
        filters: 3,
        kernel: [3, 3],
        stride: 1,
        padding: 'same',
        bias: true,
        ...node
      }
    ]
  })

  it.each<[Partial<Extract<NetworkNode, { type: 'convolution' }>>, number[]]>([
    [{ padding: 'same', stride: 1 }, [7, 6, 3]], [{ padding: 'same', stride: 2 }, [4, 3, 3]],
    [{ padding: 'valid', stride: 1 }, [5, 4, 3]], [{ padding: 'valid', stride: 2 }, [3, 2, 3]],
    [{ padding: [1, 1, 1, 1], stride: 2 }, [4, 3, 3]], [{ padding: [0, 2, 3, 1], stride: 2 }, [4, 4, 3]],
    [{ padding: 'same', stride: [2, 1] }, [4, 6, 3]], [{ padding: 'valid', stride: 1, dilation: [3, 2] }, [1, 2, 3]],
    [{ padding: 'same', stride: 2, dilation: 2 }, [4, 3, 3]]
  ])('a 3×3 convolution %j of 7×6 gives %j', (node, shape) => {
    expect(inferShapes(withConvolution(node)).get('conv1')).toEqual(shape)
  })

  it('are written as one number where both are the same, and a dilation of 1 not at all', () => {
    expect(networkSchema.safeParse(withConvolution({ stride: [2, 1], dilation: [1, 2] })).success).toBe(true)
    expect(networkSchema.safeParse(withConvolution({ stride: [2, 2] })).success).toBe(false)
    expect(networkSchema.safeParse(withConvolution({ dilation: 1 })).success).toBe(false)
  })

  it('says which node is wrong', () => {
    expect(() => inferShapes(withConvolution({ padding: 'valid', dilation: 4 }))).toThrow(
      /Convolution "conv1" has a 9×9 window, larger than its 7×6 input/
    )
    expect(() => inferShapes(withConvolution({ padding: 'valid', kernel: [9, 9] }))).toThrow(
      /Convolution "conv1" has a 9×9 window, larger than its 7×6 input/
    )
    expect(() => inferShapes(withConvolution({ inputs: ['conv2'] }))).toThrow(
      /"conv1" takes "conv2", which does not come before it/
    )
    expect(() => inferShapes(withConvolution({ name: 'input' }))).toThrow(/two nodes named "input"/)
  })
})

describe('initial weights', () => {
  const network = presetNetwork('all-cnn-c', cifar, 10)

  it('depend on the seed only', () => {
    expect(initialWeights(network, 3)).toEqual(initialWeights(network, 3))
    expect(initialWeights(network, 3)).not.toEqual(initialWeights(network, 4))
  })

  it('have variance 2 / fan-in, and zero biases', () => {
    const weights = initialWeights(network, 1)
    for (const { name, role, shape } of parametersOf(network)) {
      const values = weights.get(name) ?? new Float32Array()
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
      if (role === 'bias') expect(variance).toBe(0)
      // Six standard errors of a variance estimated from so many normal values.
      else
        expect(Math.abs((variance * sizeOf(shape.slice(0, -1))) / 2 - 1)).toBeLessThan(6 * Math.sqrt(2 / values.length))
    }
  })
})

describe('thresholds', () => {
  const thresholdsOf = (network: Network): string[] =>
    parametersOf(network)
      .filter(({ threshold }) => threshold)
      .map(({ name }) => name)

  it('are the biases and shifts that reach a support linearly', () => {
    expect(thresholdsOf(presetNetwork('all-cnn-mini', [28, 28, 1], 10))).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `conv${number}/bias`)
    )
    // Both batch-norms of a block's end: of the branch and of the shortcut.
    expect(thresholdsOf(presetNetwork('resnet-mini', [28, 28, 1], 10))).toContain('norm6/shift')
    expect(thresholdsOf(presetNetwork('resnet-mini', [28, 28, 1], 10))).not.toContain('dense1/bias')
  })
})
