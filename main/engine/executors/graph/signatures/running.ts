/** A network that is only run: its answers, what its supports do, and what they would share. */
import { inferShapes, sizeOf } from '../../../networks/shapes'
import { supportLayout } from '../../../support/layout'
import { bytesToWords, packMask } from '../bits'
import { float, type GraphBuilder, type Output, type Port } from '../builder'
import { writeNetwork, type WrittenNetwork } from '../network'
import { sharedMask } from '../nodes/support'
import type { Pass, SupportBehaviour } from '../pass'
import { writePredictions } from '../predictions'
import type { SignatureContext } from './context'
import { sharedSignature, type ForwardSignature, type SharedKind } from './names'

/**
 * Plain ReLU has a signature of its own, which TensorFlow fuses with the convolution; any other support takes
 * thresholds.
 */
function forward(
  context: SignatureContext,
  name: ForwardSignature,
  images: Port,
  observe?: Pass['options']['observe']
): Pick<WrittenNetwork, 'heads' | 'signals'> & { feeds: Record<string, Port>; threshold: (layer: string) => Output } {
  const thresholds = context.thresholds()
  const threshold = name === 'relu' ? () => context.builder.scalar(0) : context.thresholdOf(thresholds)
  const behaviour: SupportBehaviour =
    name === 'relu' ? { kind: 'relu' } : { kind: 'threshold', form: name, threshold }
  const { heads, signals } = writeNetwork(context.pass(behaviour, null, observe), context.network, images.output)
  return { heads, signals, threshold, feeds: name === 'relu' ? { images } : { images, thresholds } }
}

export function writeEvaluation(context: SignatureContext, name: ForwardSignature): void {
  const labels = context.builder.placeholder('int32', [-1])
  const { heads, feeds } = forward(context, name, context.images())
  const losses = heads.map((head) => context.loss(head, labels.output, context.builder.scalar(1)))
  context.builder.signature(
    `evaluate-${name}`,
    { ...feeds, labels },
    { result: { output: context.packed(losses), type: 'float32', shape: [2] } }
  )
}

/**
 * Which units of every support layer are on, bool [examples, …shape]. ReLU's support is read from what it passes on,
 * max(q, 0) > 0, so that it stays fused with its convolution.
 */
function forwardWithMasks(
  context: SignatureContext,
  name: ForwardSignature
): Pick<WrittenNetwork, 'heads'> & { feeds: Record<string, Port>; on: readonly Output[] } {
  const seen = new Map<string, Output>()
  const observe: Pass['options']['observe'] =
    name === 'relu' ? undefined : (layer, q) => seen.set(layer.name, q)
  const { heads, signals, feeds, threshold } = forward(context, name, context.images(), observe)
  const on = supportLayout(context.network).layers.map((layer) =>
    context.builder.op(
      'Greater',
      [seen.get(layer.name) ?? signals.get(layer.name)?.value ?? '', threshold(layer.name)],
      { T: float }
    )
  )
  return { heads, feeds, on }
}

export function writePrediction(context: SignatureContext, name: ForwardSignature): void {
  const builder = context.builder
  const labels = builder.placeholder('int32', [-1])
  const { heads, feeds, on } = forwardWithMasks(context, name)
  const losses = heads.map((head) => context.loss(head, labels.output, builder.scalar(1)))
  const examples = writePredictions(builder, heads[heads.length - 1].logits, labels.output, on)
  builder.signature(
    `predict-${name}`,
    { ...feeds, labels },
    {
      result: { output: context.packed(losses), type: 'float32', shape: [2] },
      examples: { output: examples, type: 'float32', shape: [-1, 3 + on.length] }
    }
  )
}

export function writeEstimation(context: SignatureContext, name: ForwardSignature): void {
  const builder = context.builder
  const { layers, bytesPerExample } = supportLayout(context.network)
  const { feeds, on } = forwardWithMasks(context, name)
  const rows = layers.map((layer, i) => packMask(builder, on[i], sizeOf(layer.shape)))
  const output = bytesToWords(builder, layersJoined(builder, rows), bytesPerExample)
  builder.signature(`estimate-${name}`, feeds, {
    words: { output, type: 'int32', shape: [-1, Math.ceil(bytesPerExample / 4)] }
  })
}

/** The packed masks of all layers, one after the other. */
function layersJoined(builder: GraphBuilder, rows: readonly Output[]): Output {
  if (rows.length === 1) return rows[0]
  return builder.op('ConcatV2', [...rows, builder.constant(Int32Array.of(1), [])], {
    T: { type: 'uint8' },
    N: { int: rows.length },
    Tidx: { type: 'int32' }
  })
}

/** The ReLU network's answer. */
export function writeLogits(context: SignatureContext): void {
  const images = context.images()
  const { heads } = forward(context, 'relu', images)
  const { node, logits } = heads[heads.length - 1]
  const output = context.builder.op('Identity', [logits], { T: float })
  context.builder.signature(
    'logits',
    { images },
    { logits: { output, type: 'float32', shape: [-1, ...(inferShapes(context.network).get(node.name) ?? [])] } }
  )
}

/** The masks that a batch shares, when the network is run with them. */
export function writeShared(context: SignatureContext, kind: SharedKind): void {
  const builder = context.builder
  const images = context.images()
  const beta = builder.placeholder('float32', [])
  const rows: Output[] = []
  const pass = context.pass(
    { kind: 'batch', form: kind.form, gate: kind.gate, rule: kind.rule, beta: beta.output },
    null,
    (layer, q) => {
      rows.push(packMask(builder, sharedMask(pass, q, kind.rule, beta.output), sizeOf(layer.shape)))
    }
  )
  writeNetwork(pass, context.network, images.output)
  const { bytesPerExample } = supportLayout(context.network)
  const output = bytesToWords(builder, layersJoined(builder, rows), bytesPerExample)
  builder.signature(
    sharedSignature(kind),
    { images, beta },
    { words: { output, type: 'int32', shape: [1, Math.ceil(bytesPerExample / 4)] } }
  )
}

/** Pre-activations of every support of the ReLU network, by layer. */
export function writePreactivations(context: SignatureContext): void {
  const images = context.images()
  const outputs: Record<string, Port> = {}
  forward(context, 'relu', images, (layer, q) => {
    outputs[layer.name] = {
      output: context.builder.op('Identity', [q], { T: float }),
      type: 'float32',
      shape: [-1, ...layer.shape]
    }
  })
  context.builder.signature('preactivations', { images }, outputs)
}
