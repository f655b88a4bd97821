/** Everything the graph executor can be asked, each a signature of one SavedModel that share variables. */
import type { Network } from '../../../../preload/schema/network'
import { isTrained, parametersOf, type Parameter } from '../../networks/parameters'
import { imageShapeOf, inferShapes, sizeOf } from '../../networks/shapes'
import { supportLayout } from '../../support/layout'
import { dropoutSeed } from '../dropout'
import type { SupportKind } from '../executor'
import { bytesToWords, packMask, wordsToBytes } from './bits'
import { float, GraphBuilder, type Output, type Port } from './builder'
import { writeNetwork, type Head, type WrittenNetwork } from './network'
import { sharedMask } from './nodes/support'
import { Pass, type SupportBehaviour } from './pass'
import { writePredictions } from './predictions'
import { writeAssignment, writeReading, writeZeroing } from './variables'

/** `weights` and `velocity` of a parameter are variables of these names. */
const velocityOf = (parameter: string): string => `${parameter}/velocity`
/** Of kernels: 1 where a connection is left, 0 where it is pruned. */
const maskOf = (parameter: string): string => `${parameter}/mask`

export type ForwardSignature = 'relu' | 'affine' | 'linear'
export type SignatureName =
  | `train-${string}`
  | `shared-${string}`
  | 'assign-masks'
  | `evaluate-${ForwardSignature}`
  | `predict-${ForwardSignature}`
  | `estimate-${ForwardSignature}`
  | 'logits'
  | 'preactivations'
  | 'assign'
  | 'read'
  | 'reset'
  | 'assign-velocities'
  | 'read-velocities'

/** The signature that trains with a kind of support. */
export function trainingSignature(kind: SupportKind): SignatureName {
  const pruned = kind.pruned ? '-pruned' : ''
  switch (kind.mode) {
    case 'relu': return `train-relu${pruned}`
    case 'masks': return `train-${kind.form}-${kind.gate}${kind.consistent ? '-consistent' : ''}${pruned}`
    case 'batch': return `train-${kind.rule}-${kind.form}-${kind.gate}${pruned}`
  }
}

type SharedKind = Extract<SupportKind, { mode: 'batch' }>

/** The signature that gives the masks which a batch shares. */
export const sharedSignature = ({ rule, form, gate }: Pick<SharedKind, 'rule' | 'form' | 'gate'>): SignatureName =>
  `shared-${rule}-${form}-${gate}`

/** Only where connections are pruned are shared masks asked for. */
const sharedKinds = (kinds: readonly SupportKind[]): SharedKind[] =>
  kinds.filter((kind) => kind.mode === 'batch' && kind.pruned === true) as SharedKind[]

const forwardSignatures: readonly ForwardSignature[] = ['relu', 'affine', 'linear']

/** Every signature of a network that is trained with these kinds of support. */
export function signatureNames(kinds: readonly SupportKind[]): SignatureName[] {
  return [
    'assign',
    'read',
    'reset',
    'assign-velocities',
    'read-velocities',
    'logits',
    'preactivations',
    ...kinds.map(trainingSignature),
    ...(kinds.some(({ pruned }) => pruned) ? ['assign-masks' as const] : []),
    ...sharedKinds(kinds).map(sharedSignature),
    ...forwardSignatures.flatMap((name): SignatureName[] => [`evaluate-${name}`, `predict-${name}`, `estimate-${name}`])
  ]
}

/** The SavedModel of a network, with those signatures. */
export function writeSignatures(network: Network, seed: number, kinds: readonly SupportKind[]): Uint8Array {
  return new SignatureWriter(network, seed).write(kinds)
}

class SignatureWriter {
  readonly #builder = new GraphBuilder()
  readonly #network: Network
  readonly #seed: number
  readonly #parameters: readonly Parameter[]

  constructor(network: Network, seed: number) {
    this.#network = network
    this.#seed = seed
    this.#parameters = parametersOf(network)
  }

  write(kinds: readonly SupportKind[]): Uint8Array {
    this.#writeState()
    if (kinds.some(({ pruned }) => pruned)) this.#writeMaskState()
    for (const kind of kinds) this.#writeTraining(kind)
    for (const kind of sharedKinds(kinds)) this.#writeShared(kind)
    for (const name of forwardSignatures) {
      this.#writeEvaluation(name)
      this.#writePrediction(name)
      this.#writeEstimation(name)
    }
    this.#writeLogits()
    this.#writePreactivations()
    return this.#builder.serialize()
  }

  #variable(name: string, shape: readonly number[]): Output {
    return this.#builder.variable(name, shape)
  }

  #writeState(): void {
    const builder = this.#builder
    const weights = this.#parameters.map(({ name, shape }) => ({ name, shape, handle: this.#variable(name, shape) }))
    writeAssignment(builder, 'assign', weights)
    writeReading(builder, 'read', weights)
    const velocities = this.#parameters
      .filter(({ trained }) => trained)
      .map(({ name, shape }) => ({ name, shape, handle: this.#variable(velocityOf(name), shape) }))
    writeAssignment(builder, 'assign-velocities', velocities)
    writeReading(builder, 'read-velocities', velocities)
    writeZeroing(builder, 'reset', velocities)
  }

  #writeMaskState(): void {
    const kernels = this.#parameters.filter(({ role }) => role === 'kernel')
    const masks = kernels.map(({ name, shape }) => ({ name, shape, handle: this.#variable(maskOf(name), shape) }))
    writeAssignment(this.#builder, 'assign-masks', masks)
  }

  #images(): Port {
    return this.#builder.placeholder('float32', [-1, ...imageShapeOf(this.#network)])
  }

  #pass(support: SupportBehaviour, iteration: Output | null, observe?: Pass['options']['observe']): Pass {
    const shapes = new Map(this.#parameters.map(({ name, shape }) => [name, shape]))
    return new Pass(this.#builder, {
      support,
      observe,
      training: iteration !== null,
      dropout: iteration === null ? null : { iteration, seedOf: (node) => dropoutSeed(this.#seed, node) },
      layers: supportLayout(this.#network).layers,
      shapes: inferShapes(this.#network),
      variable: (name) => {
        const shape = shapes.get(name) ?? []
        return { handle: this.#variable(name, shape), shape }
      }
    })
  }

  /**
   * Feeds: images, labels, iteration, `rule` [learning rate, momentum, weight decay, clip norm, λ or β]; with stored
   * masks also the packed masks and the layers' thresholds.
   */
  #writeTraining(kind: SupportKind): void {
    const builder = this.#builder
    const images = this.#images()
    const labels = builder.placeholder('int32', [-1])
    const iteration = builder.placeholder('int32', [])
    const rule = builder.placeholder('float32', [5])
    const words = builder.placeholder('int32', [-1, Math.ceil(supportLayout(this.#network).bytesPerExample / 4)])
    const thresholds = this.#thresholds()
    const [learningRate, momentum, weightDecay, clipNorm, constant] = [0, 1, 2, 3, 4].map((i) =>
      this.#element(rule.output, i)
    )
    const examples = builder.op(
      'Cast',
      [builder.op('Size', [labels.output], { T: { type: 'int32' }, out_type: { type: 'int32' } })],
      { SrcT: { type: 'int32' }, DstT: float }
    )
    const pass = this.#pass(this.#trainingBehaviour(kind, { words, thresholds, constant, examples }), iteration.output)
    const { heads, gradients: gradientsOf } = writeNetwork(pass, this.#network, images.output)
    const losses = heads.map((head) => this.#loss(head, labels.output, examples))
    const all = gradientsOf(losses.map(({ gradient }) => gradient))
    const gradients = kind.pruned ? this.#maskedGradients(pass, all) : all
    const trained = this.#parameters.filter((parameter) =>
      isTrained(parameter, kind.mode === 'relu' ? 'affine' : kind.form)
    )
    const scale = this.#clipScale(
      trained.map(({ name }) => gradientOf(gradients, name)),
      clipNorm
    )
    const updated = trained.map((parameter) =>
      this.#update(pass, parameter, pass.multiply(gradientOf(gradients, parameter.name), scale), {
        learningRate,
        momentum,
        weightDecay
      })
    )
    const followed = [...pass.followed].map(([name, value]) =>
      builder.op('AssignVariableOp', [pass.options.variable(name).handle, value], { dtype: float })
    )
    const output = builder.op(
      'Identity',
      [this.#packed(losses), ...[...updated, ...followed].map((name) => `^${name}`)],
      { T: float }
    )
    const feeds = {
      images,
      labels,
      iteration,
      rule,
      ...(kind.mode === 'masks' && { words }),
      ...(kind.mode === 'masks' && kind.consistent && { thresholds })
    }
    builder.signature(trainingSignature(kind), feeds, { result: { output, type: 'float32', shape: [2] } })
  }

  /** Gradients, zero for weights that are pruned: with them their momentum stays zero too. */
  #maskedGradients(pass: Pass, gradients: ReadonlyMap<string, Output>): ReadonlyMap<string, Output> {
    const kernels = new Map(
      this.#parameters.filter(({ role }) => role === 'kernel').map(({ name, shape }) => [name, shape])
    )
    return new Map(
      [...gradients].map(([name, gradient]) => {
        const shape = kernels.get(name)
        if (!shape) return [name, gradient]
        return [
          name,
          pass.multiply(
            gradient,
            this.#builder.op('ReadVariableOp', [this.#variable(maskOf(name), shape)], { dtype: float })
          )
        ]
      })
    )
  }

  #trainingBehaviour(
    kind: SupportKind,
    feeds: { words: Port; thresholds: Port; constant: Output; examples: Output }
  ): SupportBehaviour {
    switch (kind.mode) {
      case 'relu':
        return { kind: 'relu' }
      case 'batch':
        return { kind: 'batch', form: kind.form, gate: kind.gate, rule: kind.rule, beta: feeds.constant }
      case 'masks':
        return {
          kind: 'masks',
          form: kind.form,
          gate: kind.gate,
          packed: wordsToBytes(this.#builder, feeds.words.output, feeds.words.shape[1]),
          consistency: kind.consistent
            ? this.#builder.op('RealDiv', [feeds.constant, feeds.examples], { T: float })
            : null,
          threshold: this.#thresholdOf(feeds.thresholds)
        }
    }
  }

  /** A threshold for every support layer, in the network's order. */
  #thresholds(): Port {
    return this.#builder.placeholder('float32', [supportLayout(this.#network).layers.length])
  }

  #thresholdOf(thresholds: Port): (layer: string) => Output {
    const { layers } = supportLayout(this.#network)
    return (name) =>
      this.#element(
        thresholds.output,
        layers.findIndex((layer) => layer.name === name)
      )
  }

  /** [mean loss, wrong answers] of the network's answer. */
  #packed(losses: readonly { loss: Output; wrong: Output }[]): Output {
    const { loss, wrong } = losses[losses.length - 1]
    return this.#builder.op('Pack', [loss, wrong], { T: float, N: { int: 2 }, axis: { int: 0 } })
  }

  #element(vector: Output, index: number): Output {
    const one = this.#builder.op('Slice', [vector, this.#builder.ints(index), this.#builder.ints(1)], {
      T: float,
      Index: { type: 'int32' }
    })
    return this.#builder.op('Reshape', [one, this.#builder.constant(new Int32Array(0), [0])], {
      T: float,
      Tshape: { type: 'int32' }
    })
  }

  /** Mean cross-entropy, wrong answers, and ∂(weight · loss) / ∂logits = weight (softmax − one-hot) / examples. */
  #loss({ node, logits }: Head, labels: Output, examples: Output): { loss: Output; wrong: Output; gradient: Output } {
    const builder = this.#builder
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

  /** min(1, clipNorm / ‖g‖) with the norm over all gradients; L2Loss is half the sum of squares. */
  #clipScale(gradients: readonly Output[], clipNorm: Output): Output {
    const builder = this.#builder
    const halves = gradients.map((gradient) => builder.op('L2Loss', [gradient], { T: float }))
    const half = builder.op('AddN', halves, { T: float, N: { int: halves.length } })
    const norm = builder.op('Sqrt', [builder.op('Mul', [half, builder.scalar(2)], { T: float })], { T: float })
    return builder.op('Minimum', [builder.scalar(1), builder.op('RealDiv', [clipNorm, norm], { T: float })], {
      T: float
    })
  }

  /** v ← momentum · v + g, w ← w − learningRate · v; kernels decay. */
  #update(
    pass: Pass,
    { name, role, shape }: Parameter,
    gradient: Output,
    rule: Record<'learningRate' | 'momentum' | 'weightDecay', Output>
  ): Output {
    const decayed = role === 'kernel' ? pass.add(gradient, pass.multiply(pass.read(name), rule.weightDecay)) : gradient
    return this.#builder.op(
      'ResourceApplyMomentum',
      [this.#variable(name, shape), this.#variable(velocityOf(name), shape), rule.learningRate, decayed, rule.momentum],
      { T: float, use_locking: { bool: false }, use_nesterov: { bool: false } }
    )
  }

  /**
   * Plain ReLU has a signature of its own, which TensorFlow fuses with the convolution; any other support takes
   * thresholds.
   */
  #forward(
    name: ForwardSignature,
    images: Port,
    observe?: Pass['options']['observe']
  ): Pick<WrittenNetwork, 'heads' | 'signals'> & { feeds: Record<string, Port>; threshold: (layer: string) => Output } {
    const thresholds = this.#thresholds()
    const threshold = name === 'relu' ? () => this.#builder.scalar(0) : this.#thresholdOf(thresholds)
    const behaviour: SupportBehaviour =
      name === 'relu' ? { kind: 'relu' } : { kind: 'threshold', form: name, threshold }
    const { heads, signals } = writeNetwork(this.#pass(behaviour, null, observe), this.#network, images.output)
    return { heads, signals, threshold, feeds: name === 'relu' ? { images } : { images, thresholds } }
  }

  #writeEvaluation(name: ForwardSignature): void {
    const labels = this.#builder.placeholder('int32', [-1])
    const { heads, feeds } = this.#forward(name, this.#images())
    const losses = heads.map((head) => this.#loss(head, labels.output, this.#builder.scalar(1)))
    this.#builder.signature(
      `evaluate-${name}`,
      { ...feeds, labels },
      { result: { output: this.#packed(losses), type: 'float32', shape: [2] } }
    )
  }

  /**
   * Which units of every support layer are on, bool [examples, …shape]. ReLU's support is read from what it passes on,
   * max(q, 0) > 0, so that it stays fused with its convolution.
   */
  #forwardWithMasks(
    name: ForwardSignature
  ): Pick<WrittenNetwork, 'heads'> & { feeds: Record<string, Port>; on: readonly Output[] } {
    const seen = new Map<string, Output>()
    const { heads, signals, feeds, threshold } = this.#forward(
      name,
      this.#images(),
      name === 'relu' ? undefined : (layer, q) => seen.set(layer.name, q)
    )
    const on = supportLayout(this.#network).layers.map((layer) =>
      this.#builder.op(
        'Greater',
        [seen.get(layer.name) ?? signals.get(layer.name)?.value ?? '', threshold(layer.name)],
        { T: float }
      )
    )
    return { heads, feeds, on }
  }

  #writePrediction(name: ForwardSignature): void {
    const builder = this.#builder
    const labels = builder.placeholder('int32', [-1])
    const { heads, feeds, on } = this.#forwardWithMasks(name)
    const losses = heads.map((head) => this.#loss(head, labels.output, builder.scalar(1)))
    const examples = writePredictions(builder, heads[heads.length - 1].logits, labels.output, on)
    builder.signature(
      `predict-${name}`,
      { ...feeds, labels },
      {
        result: { output: this.#packed(losses), type: 'float32', shape: [2] },
        examples: { output: examples, type: 'float32', shape: [-1, 3 + on.length] }
      }
    )
  }

  #writeEstimation(name: ForwardSignature): void {
    const builder = this.#builder
    const { layers, bytesPerExample } = supportLayout(this.#network)
    const { feeds, on } = this.#forwardWithMasks(name)
    const rows = layers.map((layer, i) => packMask(builder, on[i], sizeOf(layer.shape)))
    const bytes =
      rows.length === 1
        ? rows[0]
        : builder.op('ConcatV2', [...rows, builder.constant(Int32Array.of(1), [])], {
            T: { type: 'uint8' },
            N: { int: rows.length },
            Tidx: { type: 'int32' }
          })
    const output = bytesToWords(builder, bytes, bytesPerExample)
    builder.signature(`estimate-${name}`, feeds, {
      words: { output, type: 'int32', shape: [-1, Math.ceil(bytesPerExample / 4)] }
    })
  }

  /** The ReLU network's answer. */
  #writeLogits(): void {
    const images = this.#images()
    const { heads } = this.#forward('relu', images)
    const { node, logits } = heads[heads.length - 1]
    const output = this.#builder.op('Identity', [logits], { T: float })
    this.#builder.signature(
      'logits',
      { images },
      { logits: { output, type: 'float32', shape: [-1, ...(inferShapes(this.#network).get(node.name) ?? [])] } }
    )
  }

  /** The masks that a batch shares, when the network is run with them. */
  #writeShared(kind: SharedKind): void {
    const builder = this.#builder
    const images = this.#images()
    const beta = builder.placeholder('float32', [])
    const rows: Output[] = []
    const pass = this.#pass(
      { kind: 'batch', form: kind.form, gate: kind.gate, rule: kind.rule, beta: beta.output },
      null,
      (layer, q) => {
        rows.push(packMask(builder, sharedMask(pass, q, kind.rule, beta.output), sizeOf(layer.shape)))
      }
    )
    writeNetwork(pass, this.#network, images.output)
    const { bytesPerExample } = supportLayout(this.#network)
    const bytes =
      rows.length === 1
        ? rows[0]
        : builder.op('ConcatV2', [...rows, builder.constant(Int32Array.of(1), [])], {
            T: { type: 'uint8' },
            N: { int: rows.length },
            Tidx: { type: 'int32' }
          })
    const output = bytesToWords(builder, bytes, bytesPerExample)
    builder.signature(
      sharedSignature(kind),
      { images, beta },
      { words: { output, type: 'int32', shape: [1, Math.ceil(bytesPerExample / 4)] } }
    )
  }

  /** Pre-activations of every support of the ReLU network, by layer. */
  #writePreactivations(): void {
    const images = this.#images()
    const outputs: Record<string, Port> = {}
    this.#forward('relu', images, (layer, q) => {
      outputs[layer.name] = {
        output: this.#builder.op('Identity', [q], { T: float }),
        type: 'float32',
        shape: [-1, ...layer.shape]
      }
    })
    this.#builder.signature('preactivations', { images }, outputs)
  }
}

function gradientOf(gradients: ReadonlyMap<string, Output>, parameter: string): Output {
  const gradient = gradients.get(parameter)
  if (!gradient) throw new Error(`no gradient of ${parameter}`)
  return gradient
}
