/** Which channels of which nodes can only be removed together. */
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { inferShapes, type Shape } from '../networks/shapes'

/** Channels of every node in classes; a flat value's channels are its elements. */
export class ChannelClasses {
  readonly #byNode = new Map<string, readonly number[]>()
  readonly #parents: number[] = []
  /** Classes of the image and of class scores, which always stay. */
  readonly fixed: ReadonlySet<number>
  readonly all: readonly number[]

  constructor(network: Network) {
    const shapes = inferShapes(network)
    const fixed: number[] = []
    for (const node of network.nodes) {
      const own = this.#channelsOf(node, shapes)
      this.#byNode.set(node.name, own)
      if (node.type === 'input' || node.type === 'softmax-loss') fixed.push(...own)
    }
    this.fixed = new Set(fixed.map((own) => this.#root(own)))
    this.all = [...new Set(this.#parents.map((_parent, own) => this.#root(own)))]
  }

  /** The class of each channel of a node. */
  of(node: string): readonly number[] {
    return (this.#byNode.get(node) ?? []).map((own) => this.#root(own))
  }

  #channelsOf(node: NetworkNode, shapes: ReadonlyMap<string, Shape>): readonly number[] {
    const inputs = node.inputs.map((name) => this.#byNode.get(name) ?? [])
    switch (node.type) {
      case 'input': return this.#fresh(node.shape[2])
      case 'convolution': return this.#fresh(node.filters)
      case 'dense': return this.#fresh(node.units)
      case 'concatenation': return inputs.flat()
      case 'flatten': {
        const shape = shapes.get(node.inputs[0]) ?? []
        return shape.length === 3 ? Array.from({ length: shape[0] * shape[1] }, () => inputs[0]).flat() : inputs[0]
      }
      case 'sum':
        inputs[0].forEach((own, channel) => {
          for (const input of inputs) this.#parents[this.#root(input[channel])] = this.#root(own)
        })
        return inputs[0]
      default: return inputs[0]
    }
  }

  #fresh(count: number): number[] {
    const first = this.#parents.length
    for (let own = first; own < first + count; own++) this.#parents.push(own)
    return Array.from({ length: count }, (_, i) => first + i)
  }

  #root(own: number): number {
    let root = own
    while (this.#parents[root] !== root) root = this.#parents[root]
    return root
  }
}
