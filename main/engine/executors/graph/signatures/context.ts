/** What every signature of a network is written with: its parts of a graph, which the signatures share. */
import type { Network } from '../../../../../preload/schema/network'
import type { Backend } from '../../../backends/backend'
import { parametersOf, type Parameter } from '../../../networks/parameters'
import { imageShapeOf, inferShapes } from '../../../networks/shapes'
import { supportLayout } from '../../../support/layout'
import { dropoutSeed } from '../../dropout'
import type { Precision } from '../../executor'
import { float, GraphBuilder, int, type Output, type Port } from '../builder'
import type { Head } from '../network'
import { Pass, type SupportBehaviour } from '../pass'
import type { Towers } from '../towers'

/** `weights` and `velocity` of a parameter are variables of these names. */
export const velocityOf = (parameter: string): string => `${parameter}/velocity`
/** Of kernels: 1 where a connection is left, 0 where it is pruned. */
export const maskOf = (parameter: string): string => `${parameter}/mask`

/** What a head's logits are worth: `cross` and `wrong`, 0 or 1, of each example. */
export interface Judged { cross: Output; wrong: Output; gradient: Output }

/** What a graph is written for. */
export interface GraphRequest {
  network: Network
  seed: number
  precision: Precision
}

/** What is asked of the backend that runs the graph. */
export type GraphCapabilities = Pick<Backend, 'towers' | 'fused'>

export class SignatureContext {
  readonly builder = new GraphBuilder()
  readonly network: Network
  readonly parameters: readonly Parameter[]
  /** Parts of a batch that are computed at once, where its examples do not depend on each other. */
  readonly towers: number
  /** Whether the operations of our own are there. */
  readonly fused: boolean
  readonly #seed: number
  readonly #precision: Precision

  constructor({ network, seed, precision }: GraphRequest, { towers, fused }: GraphCapabilities) {
    this.network = network
    this.towers = towers
    this.fused = fused
    this.#seed = seed
    this.#precision = precision
    this.parameters = parametersOf(network)
  }

  variable(name: string, shape: readonly number[]): Output {
    return this.builder.variable(name, shape)
  }

  images(): Port {
    return this.builder.placeholder('float32', [-1, ...imageShapeOf(this.network)])
  }

  /** @param dropout in training */
  pass(
    support: SupportBehaviour, dropout: Pass['options']['dropout'], observe?: Pass['options']['observe']
  ): Pass {
    const shapes = new Map(this.parameters.map(({ name, shape }) => [name, shape]))
    return new Pass(this.builder, {
      support,
      observe,
      training: dropout !== null,
      precision: dropout === null ? 'float32' : this.#precision,
      dropout,
      layers: supportLayout(this.network).layers,
      shapes: inferShapes(this.network),
      variable: (name) => {
        const shape = shapes.get(name) ?? []
        return { handle: this.variable(name, shape), shape }
      }
    })
  }

  /**
   * What each tower's dropout nodes take their units by: they share the numbers of the whole batch, so that the same
   * units are dropped whatever the number of towers.
   */
  dropout(towers: Towers, iteration: Output): ((tower: number) => (node: string) => Output) {
    const shapes = inferShapes(this.network)
    const parts = new Map<string, Output[]>()
    return (tower) => (node) => {
      const shape = shapes.get(node) ?? []
      const uniform = (): Output => this.#uniform(towers.examples, shape, dropoutSeed(this.#seed, node), iteration)
      const own = parts.get(node) ?? towers.split(uniform(), 1 + shape.length)
      parts.set(node, own)
      return own[tower]
    }
  }

  #uniform(examples: Output, shape: readonly number[], seed: number, iteration: Output): Output {
    const pack = (values: readonly Output[]): Output =>
      this.builder.op('Pack', values, { T: int, N: { int: values.length }, axis: { int: 0 } })
    const constant = (value: number): Output => this.builder.constant(Int32Array.of(value), [])
    return this.builder.op(
      'StatelessRandomUniform', [pack([examples, ...shape.map(constant)]), pack([constant(seed), iteration])],
      { dtype: float, T: int, Tseed: int }
    )
  }

  /** A threshold for every support layer, in the network's order. */
  thresholds(): Port {
    return this.builder.placeholder('float32', [supportLayout(this.network).layers.length])
  }

  thresholdOf(thresholds: Port): (layer: string) => Output {
    const { layers } = supportLayout(this.network)
    return (name) =>
      this.element(
        thresholds.output,
        layers.findIndex((layer) => layer.name === name)
      )
  }

  /** [mean loss, wrong answers] of the network's answer: of its last head in each tower. */
  packed(towers: Towers, losses: readonly (readonly Judged[])[]): Output {
    const answers = losses.map((heads) => heads[heads.length - 1])
    const reduced = (op: 'Mean' | 'Sum', values: readonly Output[]): Output =>
      this.builder.op(op, [towers.join(values), this.builder.ints(0)], {
        T: float, Tidx: int, keep_dims: { bool: false }
      })
    const loss = reduced('Mean', answers.map(({ cross }) => cross))
    const wrong = reduced('Sum', answers.map((answer) => answer.wrong))
    return this.builder.op('Pack', [loss, wrong], { T: float, N: { int: 2 }, axis: { int: 0 } })
  }

  element(vector: Output, index: number): Output {
    const one = this.builder.op('Slice', [vector, this.builder.ints(index), this.builder.ints(1)], {
      T: float,
      Index: { type: 'int32' }
    })
    return this.builder.op('Reshape', [one, this.builder.constant(new Int32Array(0), [0])], {
      T: float,
      Tshape: { type: 'int32' }
    })
  }

  /** Cross-entropy, wrong answers, and ∂(weight · mean loss) / ∂logits = weight (softmax − one-hot) / examples. */
  loss({ node, logits }: Head, labels: Output, examples: Output): Judged {
    const builder = this.builder
    const cross = builder.op('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], { T: float, Tlabels: int })
    const answers = builder.op('ArgMax', [logits, builder.constant(Int32Array.of(1), [])], {
      T: float, Tidx: int, output_type: int
    })
    const differ = builder.op('NotEqual', [answers, labels], { T: int, incompatible_shape_error: { bool: true } })
    const wrong = builder.op('Cast', [differ], { SrcT: { type: 'bool' }, DstT: float })
    const share = builder.op('RealDiv', [builder.scalar(node.weight), examples], { T: float })
    return { cross, wrong, gradient: builder.op('Mul', [`${cross}:1`, share], { T: float }) }
  }
}
