/**
 * Builds a network of ours from foreign layers, one after the other: gives each a name of our own, infers its shape,
 * and takes its weights. What it makes is as valid as a network that we wrote ourselves.
 */
import { networkNodeSchema, type Network, type NetworkNode } from '../../preload/schema/network'
import { hasKernel } from '../engine/networks/kinds'
import { neverNegative } from '../engine/networks/never-negative'
import { mainHead } from '../engine/networks/main-head'
import { parametersOf, type ParameterRole, type Weights } from '../engine/networks/parameters'
import { shapeOf, sizeOf, type Shape } from '../engine/networks/shapes'
import type { FixedScale } from '../interchange/fixed-scale'
import type { NewNode, Tensor } from '../interchange/model'
import { shown, withFault, type Fault } from './fault'
import { mostNodes, mostValuesPerExample } from './limits'

export type { NewNode, Tensor } from '../interchange/model'

export interface BuiltNetwork {
  network: Network
  weights: Weights
  /** What of the file is no node of its own here, and where it went: sentences for a person that begin small. */
  folded: readonly string[]
}

const longestName = 60

export class NetworkBuilder {
  readonly #fault: Fault
  readonly #nodes: NetworkNode[] = []
  readonly #shapes = new Map<string, Shape>()
  readonly #weights = new Map<string, Tensor>()
  readonly #folded: string[] = []
  #values = 0

  constructor(fault: Fault) {
    this.#fault = fault
  }

  /** @param foreign what the file calls it. @returns its name here */
  add(foreign: string, node: NewNode): string {
    const parsed = networkNodeSchema.safeParse({ ...node, name: this.#free(foreign) })
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]
      throw this.#fault(
        `layer "${shown(foreign)}" is no ${node.type} that Maskscope has (${path.join('.')}: ${message.toLowerCase()})`
      )
    }
    if (this.#nodes.length === mostNodes) throw this.#fault(`it has more than ${mostNodes} nodes`)
    const shape = withFault(this.#fault, () =>
      shapeOf(
        parsed.data,
        parsed.data.inputs.map((name) => this.shapeOf(name))
      )
    )
    this.#values += sizeOf(shape)
    if (this.#values > mostValuesPerExample)
      throw this.#fault(`layer "${shown(foreign)}" brings it to more than ${mostValuesPerExample} values per image`)
    this.#nodes.push(parsed.data)
    this.#shapes.set(parsed.data.name, shape)
    return parsed.data.name
  }

  /** @param sentence of what becomes no node, with the file's name for it */
  tellFolded(sentence: string): void {
    this.#folded.push(sentence)
  }

  /** No value of it is below zero. */
  isNeverNegative(name: string): boolean {
    return neverNegative(this.#nodes).has(name)
  }

  /** @throws Error for a name that `add` did not return */
  shapeOf(name: string): Shape {
    const shape = this.#shapes.get(name)
    if (!shape) throw new Error(`there is no node ${name}`)
    return shape
  }

  nodeOf(name: string): NetworkNode {
    const node = this.#nodes.find((candidate) => candidate.name === name)
    if (!node) throw new Error(`there is no node ${name}`)
    return node
  }

  /**
   * Makes factor · value + offset of what a node gives, by its own weights.
   * @param factor of each channel, or one for all, as is the offset
   * @returns false where the node has no such weights
   */
  fold(name: string, { factor, offset }: FixedScale): boolean {
    const node = this.nodeOf(name)
    const isNorm = node.type === 'batch-norm'
    if (!isNorm && !hasKernel(node)) return false
    const channels = this.shapeOf(name).at(-1) ?? 0
    const [linear, added] = isNorm ? ['scale', 'shift'] as const : ['kernel', 'bias'] as const
    if (!isNorm && !node.bias && Array.from(offset).some((value) => value !== 0)) {
      node.bias = true
      this.setWeights(name, 'bias', { shape: [channels], values: new Float32Array(channels) })
    }
    const of = (values: ArrayLike<number>, i: number): number => values[values.length === 1 ? 0 : i % channels]
    this.#change(`${name}/${linear}`, (value, i) => value * of(factor, i))
    this.#change(`${name}/${added}`, (value, i) => value * of(factor, i) + of(offset, i))
    return true
  }

  /** A copy: two layers may have been given the same array. */
  #change(name: string, change: (value: number, index: number) => number): void {
    const tensor = this.#weights.get(name)
    if (tensor) this.#weights.set(name, { ...tensor, values: tensor.values.map(change) })
  }

  setWeights(name: string, role: ParameterRole, tensor: Tensor): void {
    this.#weights.set(`${name}/${role}`, tensor)
  }

  /** @param answer the node whose values, one per class, are the network's answer before the softmax */
  finish(answer: string): BuiltNetwork {
    const shape = this.shapeOf(answer)
    if (shape.length !== 1)
      throw this.#fault(`it ends in values of shape ${shape.join('×')}, not in one value per class`)
    this.add('loss', { type: 'softmax-loss', inputs: [answer], weight: 1 })
    const network = mainHead({ nodes: this.#nodes })
    if (!network.nodes.some(({ type }) => type === 'support'))
      throw this.#fault('it has no ReLU, so there are no masks to analyse')
    const kept = new Set(network.nodes.map(({ name }) => name))
    const unused = this.#nodes.filter(({ name }) => !kept.has(name)).map(({ name }) => name)
    if (unused.length > 0) this.tellFolded(`the answer does not need ${unused.join(', ')}, which is left out`)
    return { network, weights: checkedWeights(network, this.#weights, this.#fault), folded: this.#folded }
  }

  /** In kebab case, as our names are, and not yet given. */
  #free(foreign: string): string {
    const plain = foreign
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, longestName)
      .replace(/-+$/, '')
    const name = /^[a-z]/.test(plain) ? plain : `node-${plain}`.replace(/-$/, '').slice(0, longestName)
    if (!this.#shapes.has(name)) return name
    // Four digits are enough for every node that there may be.
    for (let number = 2; ; number++)
      if (!this.#shapes.has(`${name.slice(0, longestName - 5)}-${number}`))
        return `${name.slice(0, longestName - 5)}-${number}`
  }
}

/** A network's parameters from what a file gave: all there, of the right shape, and numbers. */
export function checkedWeights(network: Network, given: ReadonlyMap<string, Tensor>, fault: Fault): Weights {
  return new Map(withFault(fault, () => parametersOf(network)).map(({ name, shape }) => {
    const tensor = given.get(name)
    if (!tensor) throw fault(`the weights "${name}" are not there`)
    if (tensor.shape.join('×') !== shape.join('×'))
      throw fault(
        `the weights "${name}" have the shape ${tensor.shape.join('×')} where the network needs ${shape.join('×')}`
      )
    if (!tensor.values.every(Number.isFinite))
      throw fault(`the weights "${name}" hold values that are no finite numbers`)
    return [name, tensor.values]
  }))
}
