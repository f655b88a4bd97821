/** Random small networks of every node kind, for properties that must hold of any. */
import { initialWeights, type Weights } from '../../../../main/engine/networks/parameters'
import { padsOf, pairOf } from '../../../../main/engine/networks/kinds/window'
import { NetworkWriter } from '../../../../main/engine/networks/presets/writer'
import { inferShapes } from '../../../../main/engine/networks/shapes'
import { random, type Random } from '../../../../main/engine/random'
import type { Network } from '../../../../preload/schema/network'

const classes = 3

/**
 * Maps, poolings, residual and inception blocks in random order, then one of three endings, perhaps with an auxiliary
 * head before.
 */
export function randomNetwork(seed: number): Network {
  const stream = random(seed, 'network')
  const whole = (from: number, to: number): number => from + Math.floor(stream.uniform() * (to - from + 1))
  const writer = new NetworkWriter([whole(5, 7), whole(5, 7), whole(1, 2)])
  let channels = convolved(writer, whole)
  for (let blocks = whole(1, 4); blocks > 0; blocks--) channels = addBlock(writer, whole, channels)
  if (stream.uniform() < 0.3) addHead(writer)
  const end = whole(1, 3)
  if (end === 1) {
    writer.convolution(1, classes)
    writer.globalMean()
  } else {
    if (end === 2) writer.flatten()
    else writer.globalMean()
    writer.dense(whole(2, 6))
    writer.support()
    writer.dense(classes)
  }
  writer.loss()
  const sloping = partlySloping(writer.network(), random(seed, 'slopes'))
  const picked = partlyPicked(sloping, random(seed, 'channels'))
  const apart = partlyDilated(picked, random(seed, 'dilations'))
  const bordered = withBorders(apart, random(seed, 'borders'))
  return partlyGrouped(partlyFrozen(bordered, random(seed, 'frozen')), random(seed, 'groups'))
}

/** In a third of the networks every second ReLU but the first is a PReLU. */
function partlySloping({ nodes }: Network, stream: Random): Network {
  if (stream.uniform() > 1 / 3) return { nodes }
  const first = nodes.findIndex(({ type }) => type === 'support')
  return { nodes: nodes.map((node, at) => {
    if (node.type !== 'support' || at === first || stream.uniform() < 0.5) return node
    return { type: 'parametric-relu', name: node.name, inputs: node.inputs }
  }) }
}

/** In a third of the networks every second convolution takes some channels of its input, in an order of their own. */
function partlyPicked(network: Network, stream: Random): Network {
  if (stream.uniform() > 1 / 3) return network
  const shapes = inferShapes(network)
  return { nodes: network.nodes.flatMap((node): Network['nodes'] => {
    if (node.type !== 'convolution' || stream.uniform() < 0.5) return [node]
    const length = shapes.get(node.inputs[0])?.[2] ?? 1
    const drawn = Array.from({ length }, (_, at) => ({ at, by: stream.uniform() }))
    const picks = drawn.filter(({ by }, at) => at === 0 || by < 0.7).sort((one, other) => one.by - other.by)
      .map(({ at }) => at)
    const name = `${node.name}-channels`
    return [{ type: 'channels', name, inputs: node.inputs, picks }, { ...node, inputs: [name] }]
  }) }
}

/** In a third of the networks every second convolution is dilated along rows, columns or both, and keeps its size. */
function partlyDilated(network: Network, stream: Random): Network {
  if (stream.uniform() > 1 / 3) return network
  const dilations = [2, [1, 2], [2, 1]] as const
  return { nodes: network.nodes.map((node) => {
    if (node.type !== 'convolution' || node.padding !== 'same' || stream.uniform() < 0.5) return node
    const dilation = dilations[Math.floor(stream.uniform() * 3)]
    return { ...node, dilation: typeof dilation === 'number' ? dilation : [...dilation] }
  }) }
}

/** In half of the networks every second convolution that can has as many groups as divide its channels and filters. */
function partlyGrouped(network: Network, stream: Random): Network {
  if (stream.uniform() < 0.5) return network
  const shapes = inferShapes(network)
  return { nodes: network.nodes.map((node) => {
    if (node.type !== 'convolution' || stream.uniform() < 0.5) return node
    const channels = shapes.get(node.inputs[0])?.[2] ?? 1
    const groups = greatestDivisor(channels, node.filters)
    return groups === 1 ? node : { ...node, groups }
  }) }
}

const greatestDivisor = (one: number, other: number): number =>
  (other === 0 ? one : greatestDivisor(other, one % other))

/** In a third of the networks with batch-norms these are fixed scales. */
function partlyFrozen({ nodes }: Network, stream: Random): Network {
  if (stream.uniform() > 1 / 3) return { nodes }
  return { nodes: nodes.map((node) => (node.type === 'batch-norm' ? { ...node, frozen: true as const } : node)) }
}

/** In half of the networks the borders of windows are four numbers, other than TensorFlow's but as many in all. */
function withBorders(network: Network, stream: Random): Network {
  if (stream.uniform() < 0.5) return network
  const shapes = inferShapes(network)
  const parted = (count: number): [number, number] => {
    const before = Math.floor(stream.uniform() * (count + 1))
    return [before, count - before]
  }
  return { nodes: network.nodes.map((node) => {
    if (!('stride' in node)) return node
    const window = 'kernel' in node ? node.kernel : pairOf(node.window)
    const [top, left, bottom, right] = padsOf(node, shapes.get(node.inputs[0]) ?? [], window)
    const [[above, below], [before, after]] = [parted(top + bottom), parted(left + right)]
    const counts = node.type === 'average-pool' && stream.uniform() < 0.5
    return { ...node, padding: [above, before, below, after], ...counts && { countsPadding: true as const } }
  }) }
}

type Whole = (from: number, to: number) => number

function convolved(writer: NetworkWriter, whole: Whole, filters = whole(2, 5), from = writer.last): number {
  const normalised = whole(0, 1) === 1
  writer.convolution(whole(1, 3), filters, { from, stride: 1, bias: !normalised, padding: 'same' })
  if (normalised) writer.batchNorm()
  writer.support()
  return filters
}

function addBlock(writer: NetworkWriter, whole: Whole, channels: number): number {
  const from = writer.last
  switch (whole(1, 6)) {
    case 1: return convolved(writer, whole)
    case 2:
      writer.pool('max-pool', 2, whole(1, 2))
      return channels
    case 3:
      writer.pool('average-pool', 3, 1)
      return channels
    case 4: {
      convolved(writer, whole)
      writer.convolution(3, channels, { bias: whole(0, 1) === 1 })
      writer.sum(writer.batchNorm(), from)
      writer.support()
      return channels
    }
    case 5: {
      const one = convolved(writer, whole)
      const branch = writer.last
      const other = convolved(writer, whole, undefined, from)
      // Not rectified, and twice the same input: both are allowed.
      const third = writer.convolution(1, 2, { from })
      writer.concatenation(branch, `support${supports(writer)}`, third, from)
      return one + other + 2 + channels
    }
    default:
      writer.dropout(0.2)
      return channels
  }
}

const supports = (writer: NetworkWriter): number =>
  writer.network().nodes.filter(({ type }) => type === 'support').length

/** A side branch with a loss of its own; the network goes on from where it was. */
function addHead(writer: NetworkWriter): void {
  const from = writer.last
  writer.globalMean()
  writer.dense(classes)
  writer.loss(0.3)
  writer.convolution(1, 3, { from })
  writer.support()
}

/**
 * Weights with channels that nothing comes into, that nothing goes out of, and that are constant; some of each at
 * random.
 */
export function weightsWithDeadChannels(network: Network, seed: number): Weights {
  const stream = random(seed, 'dead channels')
  const weights = new Map(
    [...initialWeights(network, seed)].map(([name, values]) => [
      name,
      name.endsWith('/kernel') ? values : moved(name, values, stream)
    ])
  )
  for (const [name, kernel] of weights) {
    if (!name.endsWith('/kernel')) continue
    const outputs = outputsOf(network, name)
    const rows = kernel.length / outputs
    const inputs = rowsPerPosition(network, name)
    const into = chosen(outputs, stream)
    const outOf = chosen(inputs, stream)
    for (let at = 0; at < kernel.length; at++)
      if (into[at % outputs] || outOf[(Math.floor(at / outputs) % rows) % inputs]) kernel[at] = 0
    const bias = weights.get(name.replace('/kernel', '/bias'))
    bias?.forEach((_value, channel) => {
      if (into[channel] && stream.uniform() < 0.6)
        bias[channel] = -Math.abs(stream.normal()) * Math.round(stream.uniform())
    })
  }
  return weights
}

const chosen = (count: number, stream: Random): boolean[] => Array.from({ length: count }, () => stream.uniform() < 0.4)

function outputsOf(network: Network, kernel: string): number {
  const node = network.nodes.find(({ name }) => `${name}/kernel` === kernel)
  return node?.type === 'convolution' ? node.filters : node?.type === 'dense' ? node.units : NaN
}

/** Channels of a layer's input, so that a channel's rows are chosen at every position alike. */
function rowsPerPosition(network: Network, kernel: string): number {
  const byName = new Map(network.nodes.map((node) => [node.name, node]))
  const channelsOf = (name: string): number => {
    const node = byName.get(name)
    switch (node?.type) {
      case 'input': return node.shape[2]
      case 'convolution': return node.filters
      case 'dense': return node.units
      case 'concatenation': return node.inputs.reduce((sum, input) => sum + channelsOf(input), 0)
      default: return channelsOf(node?.inputs[0] ?? '')
    }
  }
  return channelsOf(byName.get(kernel.replace('/kernel', ''))?.inputs[0] ?? '')
}

function moved(name: string, values: Float32Array, stream: Random): Float32Array {
  if (name.endsWith('/scale')) return values.map(() => (stream.uniform() < 0.2 ? 0 : 0.5 + stream.uniform()))
  if (name.endsWith('/variance')) return values.map(() => 0.5 + stream.uniform())
  return values.map(() => stream.normal() * 0.3)
}
