/** The compact model gives the outputs of the whole one, whatever the network; and what must go goes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../../../main/engine/backends/native'
import { EagerExecutor } from '../../../../main/engine/executors/eager/executor'
import type { Executor } from '../../../../main/engine/executors/executor'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { inMemory } from '../../../../main/engine/datasets/dataset'
import { multiplications } from '../../../../main/engine/networks/multiplications'
import { parametersOf, type Weights } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { sizeOf } from '../../../../main/engine/networks/shapes'
import { compactModel, type CompactModel } from '../../../../main/engine/pruning/compact'
import { verdictOn } from '../../../../main/engine/pruning/measure'
import { channelsNeverOn } from '../../../../main/engine/pruning/never-on'
import { masktSupport, reluSupport, type ForwardSupport } from '../../../../main/engine/support/forward'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'
import type { ModelFigures } from '../../../../preload/schema/pruning'
import { randomNetwork, weightsWithDeadChannels } from '../helpers/random-networks'
import { everyKind, randomBatch, randomWeights } from '../helpers/examples'

const tensorflow = loadTensorFlow()

/** −log of every class' probability for every example: the outputs, up to a constant that softmax does not see. */
function outputsOf(executor: Executor, network: Network, support: (layers: number) => ForwardSupport): number[] {
  const { images, count } = randomBatch(network, 4, 9)
  const size = images.length / count
  const layers = supportLayout(network).layers.length
  return Array.from({ length: count * 3 }, (_, i) => {
    const example = Math.floor(i / 3)
    return executor.evaluate(
      { count: 1, images: images.subarray(example * size, (example + 1) * size), labels: Int32Array.of(i % 3) },
      support(layers)
    ).loss
  })
}

function expectSame(whole: number[], compact: number[]): void {
  // 1e-5 of the outputs' size: fewer terms are added, in another order.
  const scale = Math.max(1, ...whole.map(Math.abs))
  whole.forEach((value, i) => expect(Math.abs(value - compact[i])).toBeLessThan(1e-5 * scale))
}

const parameters = ({ network, weights }: CompactModel): void => {
  for (const { name, shape } of parametersOf(network)) expect(weights.get(name)?.length, name).toBe(sizeOf(shape))
  expect(weights.size).toBe(parametersOf(network).length)
}

function eagerOutputs(network: Network, weights: Weights, support: (layers: number) => ForwardSupport): number[] {
  const executor = new EagerExecutor(tensorflow, network, weights, 1)
  const outputs = outputsOf(executor, network, support)
  executor.dispose()
  return outputs
}

/** A network in which a channel of a residual sum is constant: zero with ReLU, and not zero in the linear form. */
const outputsDifferInTheLinearFormOnly = 999_994

describe('the compact model', () => {
  it('of random networks with random dead channels has the same outputs, with ReLU and with masks only', () => {
    let removed = 0
    fc.assert(fc.property(fc.nat(1_000_000), (seed) => {
      const network = randomNetwork(seed)
      const weights = weightsWithDeadChannels(network, seed)
      const compact = compactModel(network, weights)
      parameters(compact)
      removed += [...compact.removed.values()].reduce((sum, count) => sum + count, 0)
      for (const support of [reluSupport, masktSupport])
        expectSame(eagerOutputs(network, weights, support), eagerOutputs(compact.network, compact.weights, support))
    }), { numRuns: 60, examples: [[outputsDifferInTheLinearFormOnly]] })
    expect(removed).toBeGreaterThan(60)
  })

  it.each([1, 2, 3])('has them in the graph executor too: random network %d', async (seed) => {
    const network = randomNetwork(seed)
    const weights = weightsWithDeadChannels(network, seed)
    const compact = compactModel(network, weights)
    expect(compact.removed.size).toBeGreaterThan(0)
    const [whole, small] = await Promise.all([
      GraphExecutor.create(tensorflow, network, weights, 1, []),
      GraphExecutor.create(tensorflow, compact.network, compact.weights, 1, [])
    ])
    expectSame(outputsOf(whole, network, reluSupport), outputsOf(small, compact.network, reluSupport))
    whole.dispose()
    small.dispose()
  })

  it('of a network without dead channels is the network itself', () => {
    const weights = randomWeights(everyKind, 1)
    const compact = compactModel(everyKind, weights)
    expect(compact.network).toEqual(everyKind)
    expect(compact.weights).toEqual(weights)
    expect(compact.removed.size).toBe(0)
  })

  it('of a compact model is itself', () => {
    for (let seed = 0; seed < 20; seed++) {
      const network = randomNetwork(seed)
      const once = compactModel(network, weightsWithDeadChannels(network, seed))
      expect(compactModel(once.network, once.weights).network).toEqual(once.network)
    }
  })
})

/** Weights of a preset in which these filters of these layers have no weights and a bias that is not positive. */
function withoutFilters(network: Network, filters: Record<string, number[]>): Weights {
  const weights = new Map(randomWeights(network, 4))
  for (const [node, channels] of Object.entries(filters)) {
    const kernel = weights.get(`${node}/kernel`) ?? new Float32Array()
    const layer = network.nodes.find(({ name }) => name === node)
    const outputs = layer?.type === 'convolution' ? layer.filters : layer?.type === 'dense' ? layer.units : NaN
    for (let at = 0; at < kernel.length; at++) if (channels.includes(at % outputs)) kernel[at] = 0
    for (const channel of channels) weights.get(`${node}/bias`)?.fill(-0.1, channel, channel + 1)
  }
  return weights
}

const filtersOf = (network: Network): Record<string, number> => Object.fromEntries(network.nodes.flatMap((node) =>
  (node.type === 'convolution' ? [[node.name, node.filters]] : node.type === 'dense' ? [[node.name, node.units]] : [])))

describe('what goes', () => {
  it('is a dead filter, and with it what it alone was fed by', () => {
    const network = presetNetwork('vgg-mini', [28, 28, 1], 10)
    const weights = new Map(withoutFilters(network, { conv2: [0, 5], conv6: [3] }))
    const compact = compactModel(network, weights)
    expect(Object.fromEntries(compact.removed)).toEqual({ conv2: 2, conv6: 1 })
    expect(filtersOf(compact.network)).toMatchObject({ conv2: 14, conv6: 31 })
    // Through flattening: 3 × 3 … 4 × 4 positions of the channel that went.
    expect(weights.get('dense1/kernel')!.length - compact.weights.get('dense1/kernel')!.length).toBe(4 * 4 * 64)
    // Nothing but conv2's filters 0 and 5 take from conv1 once all other weights are gone.
    const chain = new Map(weights)
    chain.set(
      'conv2/kernel',
      weights.get('conv2/kernel')!.map((value, at) => (Math.floor(at / 16) % 16 === 7 ? 0 : value))
    )
    expect(compactModel(network, chain).removed.get('conv1')).toBe(1)
  })

  it('is a channel of a residual sum only when it is dead in every summand', () => {
    const network = presetNetwork('resnet-mini', [8, 8, 1], 3)
    const sum = network.nodes.find(({ type, inputs }) => type === 'sum' && inputs.includes('support1'))
    expect(sum?.inputs).toEqual(['norm3', 'support1'])
    const dead = (...nodes: string[]): CompactModel => {
      const weights = new Map(randomWeights(network, 4))
      for (const node of nodes) {
        const kernel = weights.get(node.replace('norm', 'conv') + '/kernel')!
        for (let at = 2; at < kernel.length; at += 16) kernel[at] = 0
        weights.get(`${node}/mean`)!.fill(0, 2, 3)
        weights.get(`${node}/shift`)!.fill(0, 2, 3)
      }
      const compact = compactModel(network, weights)
      expectSame(
        eagerOutputs(network, weights, reluSupport),
        eagerOutputs(compact.network, compact.weights, reluSupport)
      )
      return compact
    }
    expect(dead('norm1').removed.size).toBe(0)
    expect(dead('norm3').removed.size).toBe(0)
    expect(Object.fromEntries(dead('norm1', 'norm3').removed)).toEqual({ conv1: 1, conv3: 1 })
  })

  it('is not a channel of a constant that is not zero, nor a class score, nor the last filter of a layer', () => {
    const network = presetNetwork('all-cnn-mini', [8, 8, 1], 3)
    const all = Object.fromEntries(
      Object.entries(filtersOf(network)).map(([node, count]) => [node, Array.from({ length: count }, (_, i) => i)])
    )
    const constant = new Map(withoutFilters(network, { conv2: [4] }))
    constant.get('conv2/bias')!.fill(0.2, 4, 5)
    expect(compactModel(network, constant).removed.size).toBe(0)
    const nothing = compactModel(network, withoutFilters(network, all))
    expect(filtersOf(nothing.network)).toEqual({ conv1: 1, conv2: 1, conv3: 1, conv4: 1, conv5: 1, conv6: 1, conv7: 3 })
  })

  it('is, when asked, what no training example has on, which may change outputs', () => {
    const network = presetNetwork('all-cnn-mini', [8, 8, 1], 3)
    const weights = randomWeights(network, 4)
    const compact = compactModel(
      network,
      weights,
      new Map([['support3', Uint8Array.from({ length: 32 }, (_, channel) => Number(channel < 3))]])
    )
    expect(Object.fromEntries(compact.removed)).toEqual({ conv3: 3 })
    parameters(compact)
  })
})

describe('the verdict', () => {
  const figures = (parameters: number, millisecondsPerImage: number): ModelFigures => ({
    parameters,
    multiplications: 1,
    bytes: 4 * parameters,
    millisecondsPerImage,
    error: 0,
    loss: 0
  })

  it('says what got faster only when it did, again and again', () => {
    expect(verdictOn(figures(1000, 0.2), figures(600, 0.1), 9)).toBe(
      '400 of 1000 parameters went, and an image takes less time: 0.100 ms per image against 0.200, 2.00 times as fast.'
    )
    expect(verdictOn(figures(1000, 0.2), figures(600, 0.1), 6)).toBe(
      '400 of 1000 parameters went, but nothing got measurably faster: 0.100 ms per image against 0.200, ahead in 6 ' +
      'of 9 rounds.'
    )
    expect(verdictOn(figures(1000, 0.2), figures(600, 0.199), 9)).toMatch(/nothing got measurably faster/)
    expect(verdictOn(figures(1000, 0.2), figures(1000, 0.1), 9)).toBe(
      'Nothing was removed, so nothing got faster or smaller: no channel is dead.'
    )
  })
})

it('counts multiplications of what the answer needs: every kernel at every position, auxiliary heads not', () => {
  expect(multiplications(presetNetwork('all-cnn-mini', [28, 28, 1], 10))).toBe(
    28 * 28 * 144 + 14 * 14 * 2304 + 14 * 14 * 4608 + 7 * 7 * 9216 + 7 * 7 * 9216 + 7 * 7 * 1024 + 7 * 7 * 320)
  const withHead = multiplications(everyKind)
  const { nodes } = everyKind
  expect(multiplications({ nodes: nodes.filter(({ name }) => name !== 'side' && name !== 'side-loss') })).toBe(withHead)
})

it('finds the channels that no example has on', () => {
  const network = presetNetwork('all-cnn-mini', [8, 8, 1], 3)
  const weights = new Map(randomWeights(network, 4))
  weights.get('conv3/bias')!.fill(-1000, 5, 7)
  const executor = new EagerExecutor(tensorflow, network, weights, 1)
  const never = channelsNeverOn(executor, inMemory(randomBatch(network, 6, 2)), supportLayout(network))
  expect([...never.get('support3') ?? []].flatMap((off, channel) => (off ? [channel] : []))).toEqual([5, 6])
  executor.dispose()
})
