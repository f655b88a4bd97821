/**
 * How much of each layer with connections the masks of many examples use: how often every unit of its input is on, and
 * how often both ends of a connection are. The routes are those of mask-flow.ts, on packed bits.
 */
import type { Network } from '../../../preload/schema/network'
import { BitCounts, rowsAsWords } from '../bits/bit-counts'
import { countOn, countOnFrom } from '../bits/bits'
import { hasKernel, kernelKind, kindOfNode, type KernelNode } from '../networks/kinds'
import type { MaskCounts } from '../networks/kinds/kind'
import { dilationOf, placesInside, windowStarts } from '../networks/kinds/window'
import { parametersOf } from '../networks/parameters'
import { inferShapes, positionsOf, sizeOf, type Shape } from '../networks/shapes'
import { supportLayout } from '../support/layout'
import { supportsAfter } from './coactivation'
import { PackedRoutes, wholeMask, widthOf, type PackedMask } from './packed-routes'

export interface LayerActivity {
  /** In which share of the examples each unit of the input is on; null for what counts as on everywhere. */
  inputRate: Float64Array | null
  /** Mean over connections, positions and examples of whether both ends are on, as coactivation.ts counts it. */
  coactivation: number
}

export class LayerActivities {
  readonly #network: Network
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #layout: ReturnType<typeof supportLayout>
  readonly #after: ReturnType<typeof supportsAfter>
  readonly #inputs = new Map<string, BitCounts>()
  readonly #together = new Map<string, number>()
  #examples = 0

  constructor(network: Network) {
    this.#network = network
    this.#shapes = inferShapes(network)
    this.#layout = supportLayout(network)
    this.#after = supportsAfter(network)
  }

  /** @param packed multi-layer masks, one after the other */
  add(packed: Uint8Array, examples: number): void {
    this.#examples += examples
    const routes = new PackedRoutes(this.#layout, this.#shapes, packed, examples)
    const masks = new Map<string, PackedMask | null>()
    for (const node of this.#network.nodes) {
      const inputs = node.inputs.map((name) => masks.get(name) ?? null)
      masks.set(node.name, kindOfNode(node).masks(node, inputs, routes))
      if (!hasKernel(node)) continue
      const [before = null] = inputs
      if (before !== null) this.#inputOf(node, before).add(rowsAsWords(before.bytes, examples, bytesOf(before)))
      const whole = (mask: PackedMask | null, name: string): PackedMask =>
        mask ?? wholeMask(examples, this.#shapeOf(name))
      const after = routes.anyOf((this.#after.get(node.name) ?? []).map((name) => routes.stored(name)))
      this.#count(node, whole(before, node.inputs[0]), whole(after, node.name))
    }
  }

  result(): ReadonlyMap<string, LayerActivity> {
    const kernels = new Map(parametersOf(this.#network).filter(({ role }) => role === 'kernel')
      .map(({ node, shape }) => [node, sizeOf(shape)]))
    return new Map(this.#network.nodes.filter(hasKernel).map((node) => {
      const counts = this.#inputs.get(node.name)
      const opportunities = this.#examples * kernelKind(node).uses(this.#shapeOf(node.name))
      const together = this.#together.get(node.name) ?? 0
      return [node.name, {
        inputRate: counts ? ratesOf(counts.totals(), this.#shapeOf(node.inputs[0]), this.#examples) : null,
        coactivation: together / opportunities / (kernels.get(node.name) ?? 1)
      }]
    }))
  }

  #shapeOf(name: string): Shape {
    return this.#shapes.get(name) ?? []
  }

  #inputOf({ name }: KernelNode, mask: PackedMask): BitCounts {
    const counts = this.#inputs.get(name) ?? new BitCounts(Math.ceil(bytesOf(mask) / 4))
    this.#inputs.set(name, counts)
    return counts
  }

  /** The sum over all connections needs only how many channels of each group are on at each position of both ends. */
  #count(node: KernelNode, before: PackedMask, after: PackedMask): void {
    const groups = kernelKind(node).groups(node)
    const both = kernelKind(node).coactivation(node, onByPosition(before, groups), onByPosition(after, groups), sums)
    this.#together.set(node.name, (this.#together.get(node.name) ?? 0) + both.on[0])
  }
}

/** Of one example. */
const bytesOf = ({ shape }: PackedMask): number => positionsOf(shape) * widthOf(shape)

/** By unit: without the bits that fill up positions. */
function ratesOf(counts: Uint32Array, shape: Shape, examples: number): Float64Array {
  const channels = shape[shape.length - 1]
  const step = widthOf(shape) * 8
  return Float64Array.from({ length: sizeOf(shape) }, (_, unit) =>
    counts[Math.floor(unit / channels) * step + unit % channels] / examples)
}

/** How many channels of each group are on at each position of each example: [examples, height, width, groups]. */
interface ChannelsOn { examples: number; height: number; width: number; on: Float64Array }

function onByPosition({ examples, shape, bytes }: PackedMask, groups: number): ChannelsOn {
  const [height, width] = shape.length === 3 ? shape : [1, 1]
  const [size, channels] = [widthOf(shape), shape[shape.length - 1] / groups]
  const on = new Float64Array(examples * height * width * groups)
  for (let at = 0; at < on.length; at++) {
    const [position, group] = [Math.floor(at / groups), at % groups]
    on[at] = groups === 1
      ? countOn(bytes, position * size, size)
      : countOnFrom(bytes, position * size * 8 + group * channels, channels)
  }
  return { examples, height, width, on }
}

const sumOf = (sum: number): ChannelsOn => ({ examples: 1, height: 1, width: 1, on: Float64Array.of(sum) })

/** Counts summed over all connections of a layer. */
const sums: MaskCounts<ChannelsOn> = {
  windowCounts(before, after, [rows, columns], sliding, groups) {
    const { tops, lefts } = windowStarts(sliding, [before.height, before.width], [rows, columns])
    const [down, across] = dilationOf(sliding)
    const columnsOf = lefts.map((left) => placesInside(left, columns, across, before.width))
    const rowsOf = tops.map((top) => placesInside(top, rows, down, before.height))
    let sum = 0
    let at = 0
    for (let example = 0; example < before.examples; example++) {
      for (const seenRows of rowsOf) {
        for (const seenColumns of columnsOf) {
          for (let group = 0; group < groups; group++) {
            let inputs = 0
            for (const { at: row } of seenRows) {
              const start = (example * before.height + row) * before.width
              for (const { at: column } of seenColumns) inputs += before.on[(start + column) * groups + group]
            }
            sum += inputs * after.on[at++]
          }
        }
      }
    }
    return sumOf(sum)
  },
  pairCounts(before, after) {
    let sum = 0
    const positions = before.height * before.width
    for (let example = 0; example < after.on.length; example++) {
      let inputs = 0
      for (let at = 0; at < positions; at++) inputs += before.on[example * positions + at]
      sum += inputs * after.on[example]
    }
    return sumOf(sum)
  }
}
