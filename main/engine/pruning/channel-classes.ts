/** Which channels of which nodes can only be removed together. */
import type { Network, NetworkNode } from '../../../preload/schema/network'
import { kindOfNode } from '../networks/kinds'
import { inferShapes, repeatedByPosition, type Shape } from '../networks/shapes'

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
      const own = this.#channelsOf(node, shapes, fixed)
      this.#byNode.set(node.name, own)
      if (kindOfNode(node).fixedChannels) fixed.push(...own)
    }
    this.fixed = new Set(fixed.map((own) => this.#root(own)))
    this.all = [...new Set(this.#parents.map((_parent, own) => this.#root(own)))]
  }

  /** The class of each channel of a node. */
  of(node: string): readonly number[] {
    return (this.#byNode.get(node) ?? []).map((own) => this.#root(own))
  }

  /** @param fixed is given those that the node keeps */
  #channelsOf(node: NetworkNode, shapes: ReadonlyMap<string, Shape>, fixed: number[]): readonly number[] {
    const inputs = node.inputs.map((name) => this.#byNode.get(name) ?? [])
    const outputs = shapes.get(node.name)?.at(-1) ?? 0
    const rule = kindOfNode(node).channels(node, shapes.get(node.inputs[0] ?? '') ?? [])
    if (typeof rule !== 'string') return rule.picked.map((pick) => inputs[0][pick])
    switch (rule) {
      case 'fresh': return this.#fresh(outputs)
      case 'grouped': {
        const own = this.#fresh(outputs)
        fixed.push(...own, ...inputs[0])
        return own
      }
      case 'same': return inputs[0]
      case 'joined': return inputs.flat()
      case 'repeated': return repeatedByPosition(shapes.get(node.inputs[0] ?? '') ?? [], inputs[0])
      case 'tied':
        inputs[0].forEach((own, channel) => {
          for (const input of inputs) this.#parents[this.#root(input[channel])] = this.#root(own)
        })
        return inputs[0]
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
