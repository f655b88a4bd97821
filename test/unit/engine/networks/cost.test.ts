/** Parameters, MACs and bytes against figures counted by hand and published ones, the same in every place. */
import { describe, expect, it } from 'vitest'
import { costOf, networkCost } from '../../../../main/engine/networks/cost'
import { answerOf, mainHead } from '../../../../main/engine/networks/main-head'
import { initialWeights, parametersOf } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { sizeOf } from '../../../../main/engine/networks/shapes'
import { exportedModel, metadataOf } from '../../../../main/export/model'
import { networkPresetNames, type NetworkPresetName } from '../../../../preload/schema/configuration'
import { provenance } from '../../export/helpers/models'
import { small } from '../helpers/examples'

const filled = (network: typeof small, value: number) =>
  new Map(parametersOf(network).map(({ name, shape }) => [name, new Float32Array(sizeOf(shape)).fill(value)]))

const digit = [28, 28, 1, 10] as const
const cifar = [32, 32, 3, 10] as const
const imageNet = [224, 224, 3, 1000] as const

interface Row {
  images: readonly [height: number, width: number, channels: number, classes: number]
  parameters: number
  training?: number
  statistics?: number
  macs: number
}

/**
 * VGG-16, ResNet-18, NIN and ALL-CNN as their papers and model zoos count them; GoogLeNet is published with both
 * auxiliary heads as 13,378,280. Batch-norms' running statistics (9,600 of ResNet-18) are in `weightBytes` alone.
 */
const table: Record<NetworkPresetName, Row> = {
  'all-cnn-mini': { images: digit, parameters: 27_002, macs: 2_436_672 },
  'all-cnn-a': { images: cifar, parameters: 1_254_250, macs: 191_520_768 },
  'all-cnn-b': { images: cifar, parameters: 1_300_618, macs: 210_395_136 },
  'all-cnn-c': { images: cifar, parameters: 1_369_738, macs: 281_174_016 },
  'mlp-mini': { images: digit, parameters: 269_322, macs: 268_800 },
  'convnet-mini': { images: digit, parameters: 215_370, macs: 3_024_384 },
  'nin-mini': { images: digit, parameters: 13_642, macs: 1_905_904 },
  'nin-mnist': { images: digit, parameters: 251_370, macs: 45_882_816 },
  'nin-cifar': { images: cifar, parameters: 966_986, macs: 222_486_528 },
  'vgg-mini': { images: digit, parameters: 68_346, macs: 5_565_312 },
  'vgg-16': { images: imageNet, parameters: 138_357_544, macs: 15_470_264_320 },
  'resnet-mini': { images: digit, parameters: 56_250, statistics: 576, macs: 8_304_608 },
  'resnet-18': { images: imageNet, parameters: 11_689_512, statistics: 9_600, macs: 1_814_073_344 },
  'googlenet-mini': { images: digit, parameters: 8_246, training: 22_064, macs: 828_464 },
  googlenet: { images: imageNet, parameters: 6_998_552, training: 13_378_280, macs: 1_582_671_872 }
}

function rowOf(preset: NetworkPresetName) {
  const { images: [height, width, channels, classes], ...row } = table[preset]
  return { ...row, network: presetNetwork(preset, [height, width, channels], classes) }
}

describe.each(networkPresetNames)('%s', (preset) => {
  it('costs what its table says, and a training moves its auxiliary heads too', () => {
    const { network, parameters, training, statistics = 0, macs } = rowOf(preset)
    expect(networkCost(network)).toEqual({
      parameters, macs, parametersInTraining: training ?? parameters, weightBytes: 4 * (parameters + statistics)
    })
  })
})

// VGG-16's half a gigabyte of zeros says nothing that the others do not.
describe.each(networkPresetNames.filter((preset) => preset !== 'vgg-16'))('%s', (preset) => {
  it('costs the same whole or as its main head, with weights, and in a file’s metadata', () => {
    const { network, parameters, statistics = 0, macs } = rowOf(preset)
    const weights = filled(network, 0)
    const cost = { parameters, macs, weightBytes: 4 * (parameters + statistics), nonZeroParameters: 0, nonZeroMacs: 0 }
    for (const model of [network, mainHead(network)]) {
      expect(costOf(model, weights)).toEqual(cost)
      expect(metadataOf(exportedModel(model, weights, new Map(), provenance), 'NHWC', '')).toMatchObject({
        parameters, nonZeroParameters: 0
      })
    }
  })
})

describe('the cost of weights', () => {
  it('is a kernel’s values at every output position, counted by hand', () => {
    // 8×6×2 → 3×3×2×5 at 8×6 positions; stride 2, valid: 3×3×5×4 at 3×2; 1×1×4×3 at 3×2. Biases are no MACs.
    const macs = 90 * 48 + 180 * 6 + 12 * 6
    const all = { parameters: 90 + 5 + 180 + 4 + 12 + 3, macs, weightBytes: 4 * 294 }
    expect(costOf(small, filled(small, 1))).toEqual({ ...all, nonZeroParameters: 294, nonZeroMacs: macs })
    const half = filled(small, 1)
    half.get('conv2/kernel')?.fill(0, 0, 90)
    expect(costOf(small, half)).toEqual({ ...all, nonZeroParameters: 204, nonZeroMacs: macs - 90 * 6 })
  })

  it('does not count running statistics as parameters, whatever their values', () => {
    const network = presetNetwork('resnet-mini', [28, 28, 1], 10)
    expect(costOf(network, initialWeights(network, 1)).nonZeroParameters).toBeLessThanOrEqual(56_250)
    expect(costOf(network, filled(network, 1)).nonZeroParameters).toBe(56_250)
  })
})

describe('the main head', () => {
  it('of GoogLeNet is without auxiliary heads and with every node that it needs', () => {
    const whole = presetNetwork('googlenet', [224, 224, 3], 1000)
    const head = mainHead(whole)
    expect(head.nodes.filter(({ type }) => type === 'softmax-loss')).toEqual([answerOf(whole)])
    const names = new Set(head.nodes.map(({ name }) => name))
    expect(head.nodes.every(({ inputs }) => inputs.every((name) => names.has(name)))).toBe(true)
  })

  it('of a network without side branches is the network', () => {
    expect(mainHead(small)).toEqual(small)
  })
})
