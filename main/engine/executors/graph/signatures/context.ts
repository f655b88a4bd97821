/** What every signature of a network is written with: its parts of a graph, which the signatures share. */
import type { Network } from '../../../../../preload/schema/network'
import { parametersOf, type Parameter } from '../../../networks/parameters'
import { imageShapeOf, inferShapes } from '../../../networks/shapes'
import { supportLayout } from '../../../support/layout'
import { dropoutSeed } from '../../dropout'
import { float, GraphBuilder, type Output, type Port } from '../builder'
import type { Head } from '../network'
import { Pass, type SupportBehaviour } from '../pass'

/** `weights` and `velocity` of a parameter are variables of these names. */
export const velocityOf = (parameter: string): string => `${parameter}/velocity`
/** Of kernels: 1 where a connection is left, 0 where it is pruned. */
export const maskOf = (parameter: string): string => `${parameter}/mask`

export class SignatureContext {
  readonly builder = new GraphBuilder()
  readonly network: Network
  readonly parameters: readonly Parameter[]
  readonly #seed: number

  constructor(network: Network, seed: number) {
    this.network = network
    this.#seed = seed
    this.parameters = parametersOf(network)
  }

  variable(name: string, shape: readonly number[]): Output {
    return this.builder.variable(name, shape)
  }

  images(): Port {
    return this.builder.placeholder('float32', [-1, ...imageShapeOf(this.network)])
  }

  pass(support: SupportBehaviour, iteration: Output | null, observe?: Pass['options']['observe']): Pass {
    const shapes = new Map(this.parameters.map(({ name, shape }) => [name, shape]))
    return new Pass(this.builder, {
      support,
      observe,
      training: iteration !== null,
      dropout: iteration === null ? null : { iteration, seedOf: (node) => dropoutSeed(this.#seed, node) },
      layers: supportLayout(this.network).layers,
      shapes: inferShapes(this.network),
      variable: (name) => {
        const shape = shapes.get(name) ?? []
        return { handle: this.variable(name, shape), shape }
      }
    })
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

  /** [mean loss, wrong answers] of the network's answer. */
  packed(losses: readonly { loss: Output; wrong: Output }[]): Output {
    const { loss, wrong } = losses[losses.length - 1]
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

  /** Mean cross-entropy, wrong answers, and ∂(weight · loss) / ∂logits = weight (softmax − one-hot) / examples. */
  loss({ node, logits }: Head, labels: Output, examples: Output): { loss: Output; wrong: Output; gradient: Output } {
    const builder = this.builder
    const cross = builder.op('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {
      T: float,
      Tlabels: { type: 'int32' }
    })
    const loss = builder.op('Mean', [cross, builder.ints(0)], {
      T: float,
      Tidx: { type: 'int32' },
      keep_dims: { bool: false }
    })
    const answers = builder.op('ArgMax', [logits, builder.constant(Int32Array.of(1), [])], {
      T: float,
      Tidx: { type: 'int32' },
      output_type: { type: 'int32' }
    })
    const differ = builder.op('NotEqual', [answers, labels], {
      T: { type: 'int32' },
      incompatible_shape_error: { bool: true }
    })
    const wrong = builder.op(
      'Sum',
      [builder.op('Cast', [differ], { SrcT: { type: 'bool' }, DstT: float }), builder.ints(0)],
      { T: float, Tidx: { type: 'int32' }, keep_dims: { bool: false } }
    )
    const share = builder.op('RealDiv', [builder.scalar(node.weight), examples], { T: float })
    return { loss, wrong, gradient: builder.op('Mul', [`${cross}:1`, share], { T: float }) }
  }
}
