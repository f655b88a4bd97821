/**
 * Writes a network node by node; each method appends after the last node, or after the one it is given, and names what
 * it made.
 */
import type { Network, NetworkNode } from '../../../../preload/schema/network'

export type ImageShape = [number, number, number]

interface ConvolutionOptions { stride?: number; padding?: 'same' | 'valid'; bias?: boolean; from?: string }

export class NetworkWriter {
  readonly #nodes: NetworkNode[]
  readonly #counts = new Map<string, number>()

  constructor(shape: ImageShape) {
    this.#nodes = [{ type: 'input', name: 'input', inputs: [], shape }]
  }

  get last(): string {
    return this.#nodes[this.#nodes.length - 1].name
  }

  network(): Network {
    return { nodes: this.#nodes }
  }

  convolution(
    kernel: number,
    filters: number,
    { stride = 1, padding = 'same', bias = true, from = this.last }: ConvolutionOptions = {}
  ): string {
    return this.#add({
      type: 'convolution',
      name: this.#next('conv'),
      inputs: [from],
      filters,
      kernel: [kernel, kernel],
      stride,
      padding,
      bias
    })
  }

  /** A support is numbered as the convolution or dense layer before it. */
  support(): string {
    return this.#add({ type: 'support', name: this.#next('support'), inputs: [this.last] })
  }

  batchNorm(): string {
    return this.#add({ type: 'batch-norm', name: this.#next('norm'), inputs: [this.last], epsilon: 1e-5, decay: 0.9 })
  }

  dense(units: number, from = this.last): string {
    return this.#add({ type: 'dense', name: this.#next('dense'), inputs: [from], units, bias: true })
  }

  pool(
    type: 'max-pool' | 'average-pool',
    window: number,
    stride: number,
    from = this.last,
    padding: 'same' | 'valid' = 'same'
  ): string {
    return this.#add({ type, name: this.#next('pool'), inputs: [from], window, stride, padding })
  }

  dropout(rate: number): string {
    return this.#add({ type: 'dropout', name: this.#next('dropout'), inputs: [this.last], rate })
  }

  sum(...inputs: string[]): string {
    return this.#add({ type: 'sum', name: this.#next('sum'), inputs })
  }

  concatenation(...inputs: string[]): string {
    return this.#add({ type: 'concatenation', name: this.#next('concatenation'), inputs })
  }

  flatten(): string {
    return this.#add({ type: 'flatten', name: this.#next('flatten'), inputs: [this.last] })
  }

  globalMean(): string {
    return this.#add({ type: 'global-mean', name: this.#next('mean'), inputs: [this.last] })
  }

  loss(weight = 1): string {
    return this.#add({ type: 'softmax-loss', name: this.#next('loss'), inputs: [this.last], weight })
  }

  #add(node: NetworkNode): string {
    this.#nodes.push(node)
    return node.name
  }

  #next(kind: string): string {
    const number = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, number)
    return `${kind}${number}`
  }
}
