/**
 * The compact model: the same network without channels that do nothing, with the same outputs. A channel is a class of
 * (node, channel) pairs that can only go together: batch-norm, supports, poolings and the like keep channels apart, a
 * sum ties a channel of all its summands together, a concatenation places them one after the other. A class goes when
 * no layer misses it: wherever one of its channels feeds a convolution or a dense layer, the channel is zero for every
 * image, or every weight from it to a channel that stays is zero. What feeds class scores, and the image, never goes.
 *
 * A channel is known to be zero when all weights into it are zero (or come from such channels) and its constant, after
 * bias, batch-norm and ReLU, is zero, and is it in the linear form too. A constant that is not zero stays: folding it
 * into the next bias would be wrong at the borders of a padded convolution.
 */
import type { Network } from '../../../preload/schema/network'
import { hasKernel, kernelKind, kindOfNode, type KernelNode } from '../networks/kinds'
import { parametersOf, valuesOf, type Weights } from '../networks/parameters'
import { inferShapes, repeatedByPosition, type Shape } from '../networks/shapes'
import { ChannelClasses } from './channel-classes'
import { constantChannels } from './constant-channels'

export interface CompactModel {
  network: Network
  weights: Weights
  /** Filters or units that went, by node, of those that have any. */
  removed: ReadonlyMap<string, number>
}

/**
 * @param neverOn channels of supports, a byte each, that are to be taken for zero although nothing says that they are
 * for every image (units that no training example has on): with it outputs may change
 */
export function compactModel(
  network: Network,
  weights: Weights,
  neverOn: ReadonlyMap<string, Uint8Array> = new Map()
): CompactModel {
  const removal = new Removal(network, weights, neverOn)
  const gone = removal.find()
  return {
    network: withoutChannels(network, gone),
    weights: removal.weightsWithout(gone),
    removed: removedOf(network, gone)
  }
}

/** The channels that go, a byte each, by node. */
type Gone = ReadonlyMap<string, Uint8Array>

class Removal {
  readonly #network: Network
  readonly #weights: Weights
  readonly #classes: ChannelClasses
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #zero: ReadonlyMap<string, readonly boolean[]>

  constructor(network: Network, weights: Weights, neverOn: ReadonlyMap<string, Uint8Array>) {
    this.#network = network
    this.#weights = weights
    this.#classes = new ChannelClasses(network)
    this.#shapes = inferShapes(network)
    this.#zero = zeroChannels(network, weights, neverOn)
  }

  /**
   * Every class that can go, but at least one channel of every layer and of every choice of channels stays: one without
   * any is none.
   */
  find(): Gone {
    const kept = new Set<number>(this.#classes.fixed)
    for (;;) {
      const gone = this.#goneWithout(kept)
      const empty = this.#network.nodes.find(
        (node) => (hasKernel(node) || kindOfNode(node).withoutInputs) &&
          this.#classes.of(node.name).every((own) => gone.has(own))
      )
      if (!empty)
        return new Map(
          this.#network.nodes.map(({ name }) => [
            name,
            Uint8Array.from(this.#classes.of(name), (own) => Number(gone.has(own)))
          ])
        )
      kept.add(this.#classes.of(empty.name)[0])
    }
  }

  /** Grows until nothing more can go: a layer's channel that has gone needs its inputs no longer. */
  #goneWithout(kept: ReadonlySet<number>): ReadonlySet<number> {
    let gone: ReadonlySet<number> = new Set()
    for (;;) {
      const needed = new Set(kept)
      for (const node of this.#network.nodes) if (hasKernel(node)) this.#addNeeded(node, gone, needed)
      const next = new Set(this.#classes.all.filter((own) => !needed.has(own)))
      if (next.size === gone.size) return gone
      gone = next
    }
  }

  /**
   * The classes from which a weight that counts leads to a channel that stays. With groups a layer's channels are those
   * of its input, or all stay.
   */
  #addNeeded(node: KernelNode, gone: ReadonlySet<number>, needed: Set<number>): void {
    if (kernelKind(node).groups(node) > 1) return
    const outputs = this.#classes.of(node.name)
    const inputs = this.#rows(node, this.#classes.of(node.inputs[0]))
    const zero = this.#rows(node, this.#zero.get(node.inputs[0]) ?? [])
    const kernel = valuesOf(this.#weights, `${node.name}/kernel`)
    for (let at = 0; at < kernel.length; at++) {
      const row = Math.floor(at / outputs.length) % inputs.length
      if (kernel[at] !== 0 && !zero[row] && !gone.has(outputs[at % outputs.length])) needed.add(inputs[row])
    }
  }

  /** What holds of each channel of a layer's input, by row of its kernel. */
  #rows<T>(node: KernelNode, channels: readonly T[]): readonly T[] {
    if (kernelKind(node).rows === 'channels') return channels
    return repeatedByPosition(this.#shapes.get(node.inputs[0]) ?? [], channels)
  }

  /** A kernel loses rows (with groups none) and columns, any other array the entries of its node's channels. */
  weightsWithout(gone: Gone): Weights {
    const layers = new Map(this.#network.nodes.filter(hasKernel).map((node) => [node.name, node]))
    return new Map(parametersOf(this.#network).map(({ name, node, role, shape }) => {
      const outputs = shape[shape.length - 1]
      const columns = gone.get(node) ?? new Uint8Array(outputs)
      const layer = role === 'kernel' ? layers.get(node) : undefined
      const isWhole = layer !== undefined && kernelKind(layer).groups(layer) === 1
      const rows = isWhole ? this.#rows(layer, [...gone.get(layer.inputs[0]) ?? []]) : [0]
      return [name, valuesOf(this.#weights, name).filter(
        (_value, at) => columns[at % outputs] !== 1 && rows[Math.floor(at / outputs) % rows.length] !== 1
      )]
    }))
  }
}

/**
 * The channels that are zero for every image whichever form the supports have: a compact model is run with ReLU and
 * with masks.
 */
function zeroChannels(
  network: Network,
  weights: Weights,
  neverOn: ReadonlyMap<string, Uint8Array>
): ReadonlyMap<string, readonly boolean[]> {
  const [affine, linear] = (['affine', 'linear'] as const).map((form) =>
    constantChannels(network, weights, neverOn, form)
  )
  return new Map(
    [...affine].map(([name, values]) => [
      name,
      values.map((value, channel) => value === 0 && linear.get(name)?.[channel] === 0)
    ])
  )
}

const countOf = (channels: Uint8Array | undefined): number => channels?.reduce((sum, gone) => sum + gone, 0) ?? 0

function withoutChannels(network: Network, gone: Gone): Network {
  return {
    nodes: network.nodes.map((node) => {
      const [input] = node.inputs
      if (!hasKernel(node))
        return kindOfNode(node).withoutInputs?.(node, gone.get(input) ?? new Uint8Array()) ?? node
      const kind = kernelKind(node)
      return kind.withOutputs(node, kind.outputs(node) - countOf(gone.get(node.name)))
    })
  }
}

const removedOf = (network: Network, gone: Gone): ReadonlyMap<string, number> =>
  new Map(
    network.nodes
      .filter(hasKernel)
      .map(({ name }): [string, number] => [name, countOf(gone.get(name))])
      .filter(([, count]) => count > 0)
  )
