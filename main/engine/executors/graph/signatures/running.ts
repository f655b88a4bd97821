/** A network that is only run: its answers, what its supports do, and what they would share. */
import { inferShapes, sizeOf } from '../../../networks/shapes'
import { supportLayout } from '../../../support/layout'
import { bytesToWords, packMask } from '../bits'
import { float, type GraphBuilder, type Output, type Port } from '../builder'
import { writeNetwork, type WrittenNetwork } from '../network'
import { sharedMask } from '../nodes/support'
import type { Pass, SupportBehaviour } from '../pass'
import { writePredictions } from '../predictions'
import { Towers } from '../towers'
import type { SignatureContext } from './context'
import { sharedSignature, type ForwardSignature, type SharedKind } from './names'

/** What a tower is run with, and what it gives. */
type Tower = Pick<WrittenNetwork, 'heads' | 'signals'>

interface Run {
  towers: Towers
  written: Tower[]
  feeds: Record<string, Port>
  threshold: (layer: string) => Output
}

/**
 * Plain ReLU has a signature of its own, which TensorFlow fuses with the convolution; any other support takes
 * thresholds.
 * @param observe of each tower
 */
function forward(
  context: SignatureContext,
  name: ForwardSignature,
  observe?: (tower: number) => Pass['options']['observe'],
  count = context.towers
): Run {
  const images = context.images()
  const thresholds = context.thresholds()
  const threshold = name === 'relu' ? () => context.builder.scalar(0) : context.thresholdOf(thresholds)
  const behaviour: SupportBehaviour =
    name === 'relu' ? { kind: 'relu' } : { kind: 'threshold', form: name, threshold }
  const towers = new Towers(context.builder, count, images.output)
  const written = towers.split(images.output).map((part, tower) =>
    writeNetwork(context.pass(behaviour, null, observe?.(tower)), context.network, part))
  return { towers, written, threshold, feeds: name === 'relu' ? { images } : { images, thresholds } }
}

const labelled = (context: SignatureContext): Port => context.builder.placeholder('int32', [-1])

/** [mean loss, wrong answers] */
function result(context: SignatureContext, { towers, written }: Run, labels: readonly Output[]): Port {
  const judged = written.map(({ heads }, tower) =>
    heads.map((head) => context.loss(head, labels[tower], context.builder.scalar(1))))
  return { output: context.packed(towers, judged), type: 'float32', shape: [2] }
}

export function writeEvaluation(context: SignatureContext, name: ForwardSignature): void {
  const labels = labelled(context)
  const run = forward(context, name)
  const own = run.towers.split(labels.output, 'int32')
  context.builder.signature(`evaluate-${name}`, { ...run.feeds, labels }, { result: result(context, run, own) })
}

/**
 * Which units of every support layer are on, bool [examples, …shape], in each tower. ReLU's support is read from what
 * it passes on, max(q, 0) > 0, so that it stays fused with its convolution.
 */
function forwardWithMasks(context: SignatureContext, name: ForwardSignature): Run & { on: Output[][] } {
  const seen: Map<string, Output>[] = Array.from({ length: context.towers }, () => new Map<string, Output>())
  const run = forward(
    context, name, name === 'relu' ? undefined : (tower) => (layer, q) => seen[tower].set(layer.name, q)
  )
  const on = run.written.map(({ signals }, tower) => supportLayout(context.network).layers.map((layer) =>
    context.builder.op(
      'Greater',
      [seen[tower].get(layer.name) ?? signals.get(layer.name)?.value ?? '', run.threshold(layer.name)],
      { T: float }
    )))
  return { ...run, on }
}

export function writePrediction(context: SignatureContext, name: ForwardSignature): void {
  const builder = context.builder
  const labels = labelled(context)
  const { on, ...run } = forwardWithMasks(context, name)
  const own = run.towers.split(labels.output, 'int32')
  const examples = run.towers.join(run.written.map(({ heads }, tower) =>
    writePredictions(builder, heads[heads.length - 1].logits, own[tower], on[tower])))
  builder.signature(
    `predict-${name}`,
    { ...run.feeds, labels },
    {
      result: result(context, run, own),
      examples: { output: examples, type: 'float32', shape: [-1, 3 + on[0].length] }
    }
  )
}

export function writeEstimation(context: SignatureContext, name: ForwardSignature): void {
  const builder = context.builder
  const { layers, bytesPerExample } = supportLayout(context.network)
  const { feeds, towers, on } = forwardWithMasks(context, name)
  const words = on.map((own) => {
    const rows = layers.map((layer, i) => packMask(builder, own[i], sizeOf(layer.shape)))
    return bytesToWords(builder, layersJoined(builder, rows), bytesPerExample)
  })
  builder.signature(`estimate-${name}`, feeds, {
    words: { output: towers.join(words, 'int32'), type: 'int32', shape: [-1, Math.ceil(bytesPerExample / 4)] }
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
  const { written: [{ heads }], feeds } = forward(context, 'relu', undefined, 1)
  const { node, logits } = heads[heads.length - 1]
  const output = context.builder.op('Identity', [logits], { T: float })
  context.builder.signature(
    'logits',
    feeds,
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
  const outputs: Record<string, Port> = {}
  const observe: Pass['options']['observe'] = (layer, q) => {
    outputs[layer.name] = {
      output: context.builder.op('Identity', [q], { T: float }),
      type: 'float32',
      shape: [-1, ...layer.shape]
    }
  }
  const { feeds } = forward(context, 'relu', () => observe, 1)
  context.builder.signature('preactivations', feeds, outputs)
}
