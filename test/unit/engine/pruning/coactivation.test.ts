/** Counts of co-activation against loops over positions, and the routes that masks take against plain reasoning. */
import { beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import { inferShapes } from '../../../../main/engine/networks/shapes'
import { CoactivationTotals, supportsAfter } from '../../../../main/engine/pruning/coactivation'
import { MaskFlow } from '../../../../main/engine/pruning/mask-flow'
import { kernelsOf } from '../../../../main/engine/networks/weight-masks'
import { unpackBits } from '../../../../main/engine/bits/bits'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network, NetworkNode, Padding, Sides } from '../../../../preload/schema/network'
import { borders, everyKind, randomMasks, scaled, shuffled, small, stepped } from '../helpers/examples'

const backend = nativeBackend()

type Mask = (y: number, x: number, channel: number) => number
interface Maps { height: number; width: number; channels: number; on: Mask }

const along = (sides: Sides, axis: 0 | 1): number => (typeof sides === 'number' ? sides : sides[axis])

/** What lies before the first row (side 0) or column (1): with 'same' as TensorFlow has it. */
function before(length: number, window: number, stride: number, padding: Padding, side: 0 | 1): number {
  if (typeof padding !== 'string') return padding[side]
  if (padding === 'valid') return 0
  return Math.floor(Math.max(0, (Math.ceil(length / stride) - 1) * stride + window - length) / 2)
}

/** One example's masks by plain loops: an independent route from supports to the inputs of layers. */
class Reference {
  readonly #network: Network
  readonly #supports = new Map<string, Maps>()
  readonly #shapes

  constructor(network: Network, packed: Uint8Array) {
    this.#network = network
    this.#shapes = inferShapes(network)
    for (const { name, shape, units, byteOffset } of supportLayout(network).layers) {
      const values = new Float32Array(units)
      unpackBits(packed, byteOffset, units, values, 0)
      const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]]
      this.#supports.set(name, { height, width, channels, on: (y, x, c) => values[(y * width + x) * channels + c] })
    }
  }

  #maps(name: string, on: Mask): Maps {
    const shape = this.#shapes.get(name) ?? []
    const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]]
    return { height, width, channels, on }
  }

  /** The mask of a node's output. */
  of(name: string): Maps {
    const node = this.#network.nodes.find((candidate) => candidate.name === name) as NetworkNode
    const [first] = node.inputs.map((input) => this.of(input))
    switch (node.type) {
      case 'support': return this.#supports.get(name) as Maps
      case 'dropout': return first
      case 'max-pool': case 'average-pool': return this.#maps(name, (y, x, c) => {
        const top = y * along(node.stride, 0) -
          before(first.height, along(node.window, 0), along(node.stride, 0), node.padding, 0)
        const left = x * along(node.stride, 1) -
          before(first.width, along(node.window, 1), along(node.stride, 1), node.padding, 1)
        for (let dy = 0; dy < along(node.window, 0); dy++) for (let dx = 0; dx < along(node.window, 1); dx++) {
          const [row, column] = [top + dy, left + dx]
          if (row >= 0 && column >= 0 && row < first.height && column < first.width && first.on(row, column, c))
            return 1
        }
        return 0
      })
      case 'sum': return this.#maps(name, (y, x, c) =>
        Math.max(...node.inputs.map((each) => this.of(each).on(y, x, c))))
      case 'concatenation': return this.#maps(name, (y, x, c) => {
        let channel = c
        for (const input of node.inputs.map((each) => this.of(each))) {
          if (channel < input.channels) return input.on(y, x, channel)
          channel -= input.channels
        }
        throw new Error('no such channel')
      })
      case 'channels': return this.#maps(name, (y, x, c) => first.on(y, x, node.picks[c]))
      case 'global-mean': return this.#maps(name, (_y, _x, c) => {
        for (let y = 0; y < first.height; y++) for (let x = 0; x < first.width; x++) if (first.on(y, x, c)) return 1
        return 0
      })
      case 'flatten': return this.#maps(name, (_y, _x, i) =>
        first.on(
          Math.floor(i / first.channels / first.width),
          Math.floor(i / first.channels) % first.width,
          i % first.channels
        )
      )
      default: return this.#maps(name, () => 1)
    }
  }

  count(node: string, [height, width, inputs, filters]: readonly number[], decides: string | null): Float64Array {
    const layer = this.#network.nodes.find((candidate) => candidate.name === node) as Extract<
      NetworkNode,
      { type: 'convolution' }
    >
    const input = this.of(layer.inputs[0])
    const output = decides === null ? this.#maps(node, () => 1) : this.of(decides)
    const counts = new Float64Array(height * width * inputs * filters)
    const [down, across] = [along(layer.stride, 0), along(layer.stride, 1)]
    const [below, right] = [along(layer.dilation ?? 1, 0), along(layer.dilation ?? 1, 1)]
    const top = before(input.height, (height - 1) * below + 1, down, layer.padding, 0)
    const left = before(input.width, (width - 1) * right + 1, across, layer.padding, 1)
    const [inGroup, outGroup] = [inputs, filters / (layer.groups ?? 1)]
    for (let dy = 0; dy < height; dy++)
      for (let dx = 0; dx < width; dx++)
        for (let ci = 0; ci < inputs; ci++)
          for (let co = 0; co < filters; co++) {
            let count = 0
            for (let y = 0; y < output.height; y++)
              for (let x = 0; x < output.width; x++) {
                const [row, column] = [y * down - top + dy * below, x * across - left + dx * right]
                if (row < 0 || column < 0 || row >= input.height || column >= input.width) continue
                count += input.on(row, column, Math.floor(co / outGroup) * inGroup + ci) * output.on(y, x, co)
              }
            counts[((dy * width + dx) * inputs + ci) * filters + co] = count
          }
    return counts
  }

  countDense(node: string, decides: string | null): Float64Array {
    const layer = this.#network.nodes.find((candidate) => candidate.name === node) as Extract<
      NetworkNode,
      { type: 'dense' }
    >
    const input = this.of(layer.inputs[0])
    const counts = new Float64Array(input.channels * layer.units)
    for (let i = 0; i < input.channels; i++)
      for (let o = 0; o < layer.units; o++)
        counts[i * layer.units + o] = input.on(0, 0, i) * (decides === null ? 1 : this.of(decides).on(0, 0, o))
    return counts
  }
}

/** Which support decides over each layer of the networks below; written down by hand. */
const decided: Record<string, string | null> = {
  conv1: 'support1',
  conv2: 'support2',
  conv3: 'support3',
  dense1: 'support4',
  side: null,
  dense2: null
}

const cases: [string, Network, Record<string, string | null>][] = [
  ['small', small, { ...decided, conv3: null }],
  ['every node kind', everyKind, decided],
  ['borders of four numbers', borders, { ...decided, dense1: null }],
  ['fixed scales', scaled, { ...decided, side: 'support4' }],
  ['unequal strides and dilations', stepped, { ...decided, conv4: 'support4', conv5: 'support5', dense1: null }],
  ['channels in another order', shuffled, { ...decided, conv3: null, dense1: null }]
]

describe.each(cases)('co-activation in %s', (_name, network, deciding) => {
  const examples = 3
  const packed = randomMasks(network, examples, 7)
  const { bytesPerExample } = supportLayout(network)
  const totals = new CoactivationTotals(network)
  const counted = new Map(
    kernelsOf(network).map(({ name, shape }) => [name, new Float64Array(shape.reduce((a, b) => a * b, 1))])
  )
  beforeAll(async () => {
    for await (const { counts, examples: some } of new MaskFlow(backend, network).count(packed, examples)) {
      totals.add(counts, some)
      for (const [name, values] of counts)
        values.forEach((value, i) => {
          ;(counted.get(name) as Float64Array)[i] += value
        })
    }
  })

  it('is what loops over examples and positions count', () => {
    for (const { name, node, shape } of kernelsOf(network)) {
      const expected = new Float64Array(counted.get(name)?.length ?? 0)
      for (let example = 0; example < examples; example++) {
        const reference = new Reference(
          network,
          packed.subarray(example * bytesPerExample, (example + 1) * bytesPerExample)
        )
        const own =
          shape.length === 4 ? reference.count(node, shape, deciding[node]) : reference.countDense(node, deciding[node])
        own.forEach((value, i) => { expected[i] += value })
      }
      expect(counted.get(name), name).toEqual(expected)
    }
  })

  it('prunes what was never on together, keeps exempt layers whole, and prunes no less with a higher floor', () => {
    const never = totals.masks(0, new Set())
    for (const [name, mask] of never) {
      expect([...mask]).toEqual(Array.from(counted.get(name) ?? [], (count) => Number(count > 0)))
      expect(totals.summary(name).never).toBe(mask.filter((kept) => kept === 0).length)
    }
    const more = totals.masks(0.3, new Set(['conv1']))
    for (const [name, mask] of more) {
      if (name === 'conv1/kernel') expect(mask.every((kept) => kept === 1)).toBe(true)
      else
        mask.forEach((kept, i) =>
          expect(kept).toBe(Number((counted.get(name)?.[i] ?? 0) > 0.3 * totals.opportunities(name)))
        )
    }
    expect([...more.values()].flatMap((mask) => [...mask])).toContain(0)
  })

  it('is summed up by its mean and a histogram of every connection', () => {
    for (const { name } of kernelsOf(network)) {
      const { opportunities, mean, histogram } = totals.summary(name)
      const values = [...counted.get(name) ?? []]
      expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length / opportunities, 12)
      expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(values.length)
      expect(histogram[0]).toBe(values.filter((value) => value / opportunities < 1 / 20).length)
    }
  })
})

it('finds the supports after a layer through batch-norm and sums, and takes any other way for always on', () => {
  expect(Object.fromEntries(supportsAfter(everyKind))).toEqual({
    conv1: ['support1'],
    norm1: ['support1'],
    conv2: ['support2'],
    norm2: ['support2'],
    conv3: ['support3'],
    side: null,
    dense1: ['support4'],
    norm3: ['support4'],
    dense2: null
  })
  const residual = supportsAfter(presetNetwork('resnet-mini', [9, 7, 2], 3))
  expect([...residual.values()].filter((supports) => supports === null)).toHaveLength(1)
})

it('adds up beyond what float32 counts exactly', () => {
  const totals = new CoactivationTotals(small)
  const many = new Map([['conv3/kernel', new Float32Array(12).fill(2 ** 24)]])
  for (let i = 0; i < 3; i++) totals.add(many, 1)
  totals.add(new Map([['conv3/kernel', new Float32Array(12).fill(1)]]), 1)
  // 3 · 2²⁴ + 1 is no float32; of 4 masks × 6 positions.
  expect(totals.summary('conv3/kernel').mean * totals.opportunities('conv3/kernel')).toBeCloseTo(3 * 2 ** 24 + 1, 6)
})

it('leaves no tensors behind', async () => {
  const flow = new MaskFlow(backend, everyKind)
  const tensors = backend.tf.memory().numTensors
  let chunks = 0
  for await (const { counts } of flow.count(randomMasks(everyKind, 4, 1), 4)) chunks += Number(counts.size > 0)
  expect(chunks).toBeGreaterThan(0)
  expect(backend.tf.memory().numTensors).toBe(tensors)
})
