/** A network that is only run: its answers, what its supports do, and what they would share. */
import { classifiersOf } from '../../../networks/classifiers'
import { inferShapes, sizeOf } from '../../../networks/shapes'
import { supportLayout } from '../../../support/layout'
import { bytesToWords, packMask } from '../bits'
import { float, type GraphBuilder, type Output, type Port } from '../builder'
import { writeNetwork, type WrittenNetwork } from '../network'
import { placeOf } from '../nodes/fused-support'
import { sharedMask } from '../nodes/support'
import type { Pass, SupportBehaviour } from '../pass'
import { writePredictions } from '../predictions'
import { imageRank, Towers } from '../towers'
import type { SignatureContext } from './context'
import { sharedSignature, type ForwardSignature, type SharedKind } from './names'

/** What a tower is run with, and what it gives. */
type Tower = Pick<WrittenNetwork, 'heads' | 'signals'>

interface Run {
  towers: Towers
  /** Of the layers; null where all are zero. */
  thresholds: Output | null
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
  const written = towers.split(images.output, imageRank).map((part, tower) =>
    writeNetwork(context.pass(behaviour, null, observe?.(tower)), context.network, part))
  return name === 'relu'
    ? { towers, written, threshold, thresholds: null, feeds: { images } }
    : { towers, written, threshold, thresholds: thresholds.output, feeds: { images, thresholds } }
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
  const own = run.towers.split(labels.output, 1, 'int32')
  context.builder.signature(`evaluate-${name}`, { ...run.feeds, labels }, { result: result(context, run, own) })
}

/**
 * What decides whether units are on, float32 [examples, …shape] of every support layer, in each tower. ReLU's support
 * is read from what it passes on, max(q, 0) > 0, so that it stays fused with its convolution.
 */
function forwardWithDeciding(context: SignatureContext, name: ForwardSignature): Run & { deciding: Output[][] } {
  const seen: Map<string, Output>[] = Array.from({ length: context.towers }, () => new Map<string, Output>())
  const run = forward(
    context, name, name === 'relu' ? undefined : (tower) => (layer, q) => seen[tower].set(layer.name, q)
  )
  const deciding = run.written.map(({ signals }, tower) => supportLayout(context.network).layers.map((layer) =>
    seen[tower].get(layer.name) ?? signals.get(layer.name)?.value ?? ''))
  return { ...run, deciding }
}

/** Which units of every support layer are on, bool [examples, …shape], of one tower. */
const unitsOn = (context: SignatureContext, { threshold }: Run, deciding: readonly Output[]): Output[] =>
  supportLayout(context.network).layers.map((layer, i) =>
    context.builder.op('Greater', [deciding[i], threshold(layer.name)], { T: float }))

/** The same packed, uint8 [examples, bytes] of every layer. */
function packedMasks(context: SignatureContext, run: Run, deciding: readonly Output[]): Output[] {
  const { builder } = context
  const { layers } = supportLayout(context.network)
  if (!context.fused)
    return unitsOn(context, run, deciding).map((on, i) => packMask(builder, on, sizeOf(layers[i].shape)))
  const thresholds = run.thresholds ?? builder.constant(new Float32Array(layers.length), [layers.length])
  return deciding.map((values, i) =>
    builder.op('MaskscopePack', [values, thresholds], placeOf(layers, layers[i])))
}

export function writePrediction(context: SignatureContext, name: ForwardSignature): void {
  const builder = context.builder
  const labels = labelled(context)
  const { deciding, ...run } = forwardWithDeciding(context, name)
  const on = deciding.map((own) => unitsOn(context, run, own))
  const own = run.towers.split(labels.output, 1, 'int32')
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
  const { bytesPerExample } = supportLayout(context.network)
  const { deciding, ...run } = forwardWithDeciding(context, name)
  const words = deciding.map((own) =>
    bytesToWords(builder, layersJoined(builder, packedMasks(context, run, own)), bytesPerExample))
  builder.signature(`estimate-${name}`, run.feeds, {
    words: { output: run.towers.join(words, 'int32'), type: 'int32', shape: [-1, Math.ceil(bytesPerExample / 4)] }
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

/** What comes into each head's classifier, of a network that has such: means over positions, or all values in a row. */
export function writeFeatures(context: SignatureContext, name: ForwardSignature): void {
  const { builder } = context
  const classifiers = classifiersOf(context.network)
  if (classifiers === null) return
  const { towers, written, feeds } = forward(context, name)
  const outputs = classifiers.map(({ layer, averaged, width }): [string, Port] => {
    const parts = written.map(({ signals }) => signals.get(layer.inputs[0])?.value ?? '')
    const rows = averaged
      ? parts.map((part) => builder.op('Mean', [part, builder.ints(1, 2)], {
        T: float, Tidx: { type: 'int32' }, keep_dims: { bool: false }
      }))
      : parts.map((part) => builder.op('Reshape', [part, builder.ints(-1, width)], {
        T: float, Tshape: { type: 'int32' }
      }))
    const output = builder.op('Identity', [towers.join(rows)], { T: float })
    return [layer.name, { output, type: 'float32', shape: [-1, width] }]
  })
  builder.signature(`features-${name}`, feeds, Object.fromEntries(outputs))
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
