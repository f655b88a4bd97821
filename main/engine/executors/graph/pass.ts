/** One walk through the network inside one signature: what nodes need to know to write their operations. */
import type { ConsistencyLoss } from '../../../../preload/schema/settings/masks'
import type { SupportLayer } from '../../../../preload/schema/run'
import type { Shape } from '../../networks/shapes'
import type { BatchRule, Gate, Precision, Surrogate } from '../executor'
import type { MaskForm } from '../../support/forward'
import { float, type GraphBuilder, type Output } from './builder'

/** What support nodes do in this signature. */
export type SupportBehaviour =
  | { kind: 'relu' }
  /** Of a network of hard thresholds; `examples` of the whole batch. */
  | { kind: 'surrogate'; surrogate: Surrogate; examples: Output }
  /** m ⊙ q or m ⊙ Wz with m = [q > t]; `threshold` gives the scalar t of a layer. */
  | { kind: 'threshold'; form: MaskForm; threshold: (layer: string) => Output }
  /** Stored masks, uint8 [examples, bytes]; `consistency` is the scalar λ / examples, or null without the term. */
  | {
      kind: 'masks'
      form: MaskForm
      gate: Gate
      packed: Output
      consistency: Output | null
      loss: ConsistencyLoss
      threshold: (layer: string) => Output
    }
  /** The same, of packed masks as they are stored, int32 [examples, words], and the thresholds of all layers. */
  | {
      kind: 'fused-masks'
      form: MaskForm
      gate: Gate
      words: Output
      consistency: Output | null
      thresholds: Output
    }
  /** One mask for the batch, from its own activations; `beta` is a scalar. */
  | { kind: 'batch'; form: MaskForm; gate: Gate; rule: BatchRule; beta: Output }

export interface PassOptions {
  support: SupportBehaviour
  /** Batch statistics, auxiliary heads and dropout are for training only. */
  training: boolean
  /** Of what convolutions multiply; they add in float32. */
  precision: Precision
  /** Uniform numbers in [0, 1) for what a dropout node is given, [examples, …shape]. */
  dropout: ((node: string) => Output) | null
  layers: readonly SupportLayer[]
  shapes: ReadonlyMap<string, Shape>
  /** Called by every support node with its pre-activations q, float32 [examples, …shape]. */
  observe?: (layer: SupportLayer, q: Output) => void
  variable: (parameter: string) => { handle: Output; shape: Shape }
}

export class Pass {
  readonly builder: GraphBuilder
  readonly options: PassOptions
  /** Running statistics that the training step assigns at its end. */
  readonly followed = new Map<string, Output>()
  /** Of gradients that come with them: their sums over all but channels. */
  readonly channelSums = new Map<Output, Output>()
  readonly #reads = new Map<string, Output>()

  constructor(builder: GraphBuilder, options: PassOptions) {
    this.builder = builder
    this.options = options
  }

  /** The parameter's value when the pass begins: read once, so that the update at its end comes after. */
  read(parameter: string): Output {
    const known = this.#reads.get(parameter)
    if (known) return known
    const value = this.builder.op('ReadVariableOp', [this.options.variable(parameter).handle], { dtype: float })
    this.#reads.set(parameter, value)
    return value
  }

  follow(parameter: string, value: Output): void {
    this.followed.set(parameter, value)
  }

  /** The shape of a value when the graph runs, examples first. */
  dynamicShape(value: Output): Output {
    return this.builder.op('Shape', [value], { T: float, out_type: { type: 'int32' } })
  }

  shapeOf(node: string): Shape {
    const shape = this.options.shapes.get(node)
    if (!shape) throw new Error(`no shape of ${node}`)
    return shape
  }

  layer(name: string): SupportLayer {
    const layer = this.options.layers.find((candidate) => candidate.name === name)
    if (!layer) throw new Error(`no support named ${name}`)
    return layer
  }

  multiply(a: Output, b: Output): Output {
    return this.builder.op('Mul', [a, b], { T: float })
  }

  add(a: Output, b: Output): Output {
    return this.builder.op('AddV2', [a, b], { T: float })
  }

  reshape(value: Output, ...shape: number[]): Output {
    return this.builder.op('Reshape', [value, this.builder.ints(...shape)], { T: float, Tshape: { type: 'int32' } })
  }

  exceeds(q: Output, threshold: Output): Output {
    return this.builder.op('Greater', [q, threshold], { T: float })
  }

  toFloat(on: Output): Output {
    return this.builder.op('Cast', [on], { SrcT: { type: 'bool' }, DstT: float })
  }
}
