/**
 * A training that is stopped at any moment, built anew from its stored state and gone on with comes to the numbers of
 * the one that was never interrupted: every one of them, compared with ===.
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { inMemory, type DataSet } from '../../../../main/engine/datasets/dataset'
import { createExecutor } from '../../../../main/engine/executors'
import { bytesPerExample, MaskedLayers, type MaskedBatch } from '../../../../main/engine/executors/eager/masked-layers'
import type { Executor, SupportKind } from '../../../../main/engine/executors/executor'
import { trainedLayers } from '../../../../main/engine/layerwise/steady-network'
import { layerNetworkFor } from '../../../../main/engine/training/layer-means'
import { withHardThresholds } from '../../../../main/engine/networks/hard-thresholds'
import { initialWeights, type Weights } from '../../../../main/engine/networks/parameters'
import { MaskFlow } from '../../../../main/engine/pruning/mask-flow'
import { random } from '../../../../main/engine/random'
import { supportLayout } from '../../../../main/engine/support/layout'
import { trainingMethodOf } from '../../../../main/engine/training/methods'
import type { EpochEnd, Recorder, SnapshotStart } from '../../../../main/engine/training/recorder'
import type { LastGood, TrainingState } from '../../../../main/engine/training/state'
import { refitterFor } from '../../../../main/engine/training/refit'
import { train } from '../../../../main/engine/training/train'
import {
  defaultConfiguration,
  defaultPruning,
  methodOf,
  type PruningChoice,
  type RefitClassifier,
  type TrainingConfiguration
} from '../../../../preload/schema/configuration'
import type { Network } from '../../../../preload/schema/network'

const backend = nativeBackend()

/** Everything that could remember something between steps: momentum, running statistics, dropout, biases. */
const network: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [6, 6, 1] },
    convolution('conv1', 'input', 4, 1),
    { type: 'batch-norm', name: 'norm1', inputs: ['conv1'], epsilon: 1e-5, decay: 0.9 },
    { type: 'support', name: 'support1', inputs: ['norm1'] },
    { type: 'dropout', name: 'dropout1', inputs: ['support1'], rate: 0.2 },
    convolution('conv2', 'dropout1', 6, 2),
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    { type: 'dense', name: 'dense1', inputs: ['support2'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense1'], weight: 1 }
  ]
}
const layout = supportLayout(network)

function convolution(name: string, input: string, filters: number, stride: number): Network['nodes'][number] {
  return { type: 'convolution', name, inputs: [input], filters, kernel: [3, 3], stride, padding: 'same', bias: true }
}

function examples(count: number, seed: number) {
  const stream = random(seed, 'examples')
  const labels = Int32Array.from({ length: count }, () => Math.floor(stream.uniform() * 3))
  const images = Float32Array.from(
    { length: count * 36 },
    (_, i) => stream.normal() + (labels[Math.floor(i / 36)] ?? 0)
  )
  return inMemory({ count, images, labels })
}

const data: DataSet = {
  name: 'mnist-10k',
  title: 'blobs',
  explanation: '',
  shape: [6, 6, 1],
  classes: 3,
  trainExamples: 40,
  testExamples: 12,
  train: examples(40, 1),
  test: examples(12, 2)
}

/** Keeps everything that a training tells by where it belongs, so that what is told twice has to be told alike. */
class KeptRecorder implements Recorder {
  readonly told = new Map<string, unknown>()
  readonly masksBySnapshot = new Map<number, Uint8Array>()
  saved: TrainingState | null = null
  lastGood: LastGood | null = null

  progress(): void {}
  curvePoint(point: { iteration: number }): void { this.told.set(`curve ${point.iteration}`, point) }
  testPoint(point: { iteration: number }): void { this.told.set(`test ${point.iteration}`, point) }
  evaluation(record: { at: string }): void { this.told.set(`evaluation ${record.at}`, record) }
  refitted({ seconds: _seconds, ...record }: Parameters<Recorder['refitted']>[0]): void {
    this.told.set(`refit ${record.iteration}`, record)
  }
  sensitivity(point: { layer: string; degree: number }): void {
    this.told.set(`sensitivity ${point.layer} ${point.degree}`, point)
  }
  pruned({ seconds: _seconds, ...pruning }: Parameters<Recorder['pruned']>[0]): void {
    this.told.set(`pruning ${pruning.index}`, pruning)
  }
  checkpoint(name: string, moment: object, weights: Weights): void {
    this.told.set(`checkpoint ${name}`, { moment, weights })
  }
  epochEnded({ record: { seconds: _seconds, ...record }, moment, state }: EpochEnd): void {
    this.told.set(`epoch ${record.epoch}`, { record, moment })
    this.lastGood = { weights: state.network.weights, test: { loss: record.testLoss, error: record.testError } }
    this.saved = state
  }
  saveState(state: TrainingState): void { this.saved = state }
  snapshotBegan(start: SnapshotStart): void {
    this.told.set(`snapshot ${start.index}`, start)
    this.masksBySnapshot.set(start.index, new Uint8Array(start.examples * layout.bytesPerExample))
  }
  masks(snapshot: number, first: number, packed: Uint8Array): void {
    this.masksBySnapshot.get(snapshot)?.set(packed, first * layout.bytesPerExample)
  }
  snapshotEnded(): void {}
  expectMasks(): void {}
  readMasks(snapshot: number, wanted: Int32Array): Uint8Array {
    const size = layout.bytesPerExample
    const stored = this.masksBySnapshot.get(snapshot) ?? new Uint8Array()
    return Uint8Array.from([...wanted].flatMap((example) => [...stored.subarray(example * size, (example + 1) * size)]))
  }
}

const small = { epochs: 4, batchSize: 8, evaluateEvery: 3, imageSize: 8 } as const
const snapshots = { every: 2, start: true, end: true, of: 'all' } as const

function plain(method: 'sgd' | 'i-alternation' | 'b-alternation' | 'majority'): TrainingConfiguration {
  const defaults = { ...defaultConfiguration(method, 'mnist-10k', 'all-cnn-mini'), ...small }
  if (defaults.method === 'sgd') return { ...defaults, weightDecay: 0.01, snapshots }
  if (defaults.method === 'b-alternation')
    return { ...defaults, batchAlternation: { ...defaults.batchAlternation, warmup: 1 } }
  if (defaults.method === 'majority') return { ...defaults, majority: { ...defaults.majority, warmup: 1 } }
  const beta = { kind: 'quantile', fraction: 0.3 } as const
  return { ...defaults, alternation: { ...defaults.alternation, warmup: 1, warmupError: 0.9, beta } }
}

function pruned(kind: Exclude<PruningChoice['kind'], 'loaded'>): TrainingConfiguration {
  const defaults = { ...defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini'), ...small, epochs: 5 }
  const stages = { sparse: { epochs: 2, learningRate: 0.05 }, final: { epochs: 2, learningRate: 0.05 } }
  return { ...defaults, pruning: { ...defaultPruning(defaults, kind), ...stages, sensitivity: kind === 'magnitude' } }
}

const hard = (method: 'ste' | 'saturated-ste' | 'ftprop'): TrainingConfiguration =>
  ({ ...defaultConfiguration(method, 'mnist-10k', 'all-cnn-mini'), ...small, snapshots })

const refitted = (method: 'sgd' | 'i-alternation', refitClassifier: RefitClassifier): TrainingConfiguration =>
  ({ ...plain(method), refitClassifier } as TrainingConfiguration)

function hinged(): TrainingConfiguration {
  const base = plain('i-alternation')
  return base.method === 'i-alternation'
    ? { ...base, alternation: { ...base.alternation, consistencyLoss: 'hinge' } } : base
}

const averaged = (base: TrainingConfiguration): TrainingConfiguration =>
  ({ ...base, averageWeights: 60 } as TrainingConfiguration)

/** On fewer examples than there are. */
function layerwise(masks: 'epoch' | 'layer', changed: Partial<TrainingConfiguration> = {}): TrainingConfiguration {
  const base = { ...defaultConfiguration('layerwise', 'mnist-10k', 'all-cnn-mini'), ...small, snapshots }
  const steps = { damping: 0.01, cgSteps: 3, examples: 30, masks }
  const settings = { ...base.layerwise, warmup: 1, warmupError: 0.9, steps }
  return { ...base, ...changed, layerwise: settings } as TrainingConfiguration
}

const augmentedMasks = (): TrainingConfiguration => ({ ...plain('i-alternation'), augmentation: 'shift-flip' })

async function parts(configuration: TrainingConfiguration) {
  const method = trainingMethodOf(configuration.method)
  const own = methodOf(configuration.method).hardThresholds ? withHardThresholds(network) : network
  const make = (kinds: readonly SupportKind[]): Promise<Executor> =>
    createExecutor(configuration.executor, backend, own, initialWeights(own, 1), 1, kinds)
  const layerNetwork = layerNetworkFor(configuration, network, data.train.count, bytesPerExample)
  const augmented = configuration.augmentation !== 'none' && method.storedMasks(configuration) !== null
  return {
    configuration,
    data,
    layout,
    executor: await make(method.supports(configuration)),
    estimator: augmented ? await make([]) : undefined,
    layerMeans: layerNetwork === null ? undefined : {
      layers: trainedLayers(layerNetwork).toReversed(),
      layersOf: (weights: Weights, batches: readonly MaskedBatch[]) =>
        new MaskedLayers(backend, layerNetwork, weights, batches)
    },
    refitter: refitterFor(configuration, network, data.train.count),
    pruning: { network, flow: new MaskFlow(backend, network), loaded: null }
  }
}

/** @param until how often it may be asked whether to stop before it has to */
async function begun(configuration: TrainingConfiguration, until = Infinity) {
  const recorder = new KeptRecorder()
  let asked = 0
  const stopRequested = (): boolean => asked++ >= until
  const outcome = await train({ ...(await parts(configuration)), recorder, stopRequested })
  return { recorder, outcome, asked }
}

async function interrupted(configuration: TrainingConfiguration, until: number): Promise<KeptRecorder> {
  const { recorder, outcome } = await begun(configuration, until)
  if (outcome === 'finished') return recorder
  if (!recorder.saved) throw new Error('a training that is stopped saves its state')
  const state = structuredClone(recorder.saved)
  const resumption = { state, lastGood: recorder.lastGood }
  await train({ ...(await parts(configuration)), recorder, stopRequested: () => false }, resumption)
  return recorder
}

/** Bytes as their digest: where two differ, the name of the array tells more than its thousands of values. */
const digested = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value)
    ? createHash('sha256').update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).digest('hex')
    : value instanceof Map ? Object.fromEntries(value) : value

function outcomeOf({ told, masksBySnapshot }: KeptRecorder): Record<string, string> {
  const all = [...told, ...[...masksBySnapshot].map(([snapshot, masks]) => [`masks ${snapshot}`, masks] as const)]
  return Object.fromEntries(
    all.sort(([one], [other]) => (one < other ? -1 : 1)).map(([what, value]) => [what, JSON.stringify(value, digested)])
  )
}

const trainings: [string, TrainingConfiguration][] = [
  ['SGD with snapshots', plain('sgd')],
  ['I-alternation', plain('i-alternation')],
  ['SGD with its classifier refitted every 3 iterations', refitted('sgd', { kind: 'iterations', every: 3 })],
  ['I-alternation with its classifier refitted after each epoch', refitted('i-alternation', { kind: 'epochs' })],
  ['I-alternation held by hinges', hinged()],
  ['I-alternation on augmented images', augmentedMasks()],
  ['SGD judged by averaged weights', averaged(refitted('sgd', { kind: 'iterations', every: 3 }))],
  ['I-alternation judged by averaged weights', averaged(augmentedMasks())],
  ['B-alternation', plain('b-alternation')],
  ['majority vote', plain('majority')],
  ['layer-wise Newton', layerwise('epoch')],
  ['layer-wise Newton with masks anew before each layer', layerwise('layer', { refitClassifier: { kind: 'epochs' } })],
  ['layer-wise Newton on augmented images', layerwise('epoch', { augmentation: 'shift-flip' })],
  ['the straight-through estimator', hard('ste')],
  ['the saturated straight-through estimator', hard('saturated-ste')],
  ['target propagation', hard('ftprop')],
  ['DSD by magnitude, with a scan of sensitivity', pruned('magnitude')],
  ['DSD(I)', pruned('i-alternation')],
  ['DSD(B)', pruned('b-alternation')]
]

/** Moments spread over a training: between any two steps, inside alternations, snapshots, scans and choices. */
const spread = (asked: number, count: number): number[] =>
  [...new Set(Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * asked) / count)))]

/**
 * A graph takes half a second to be built, so less often than eager execution is it stopped and built anew, and not by
 * trainings whose steps and state are those of another one here.
 */
const stops = { graph: 2, eager: 5 }
const notByGraph = new Set([
  'SGD with its classifier refitted every 3 iterations', 'I-alternation held by hinges', 'majority vote',
  'layer-wise Newton with masks anew before each layer', 'layer-wise Newton on augmented images',
  'the saturated straight-through estimator', 'DSD(B)'
])
const of = {
  graph: trainings.filter(([title]) => !notByGraph.has(title)),
  eager: trainings
}

describe.each(['graph', 'eager'] as const)('by the %s executor', (executor) => {
  it.each(of[executor])('%s goes on from any moment as if nothing had happened', async (_title, base) => {
    const configuration = { ...base, executor } as TrainingConfiguration
    const whole = await begun(configuration)
    expect(whole.outcome).toBe('finished')
    for (const until of spread(whole.asked, stops[executor])) {
      expect(outcomeOf(await interrupted(configuration, until)), `stopped at ${until} of ${whole.asked}`).toEqual(
        outcomeOf(whole.recorder)
      )
    }
  })
})

it('goes on from every single moment of I-alternation', async () => {
  // One epoch of warm-up and two of masks: the moments, and the work after each, are three quarters of four epochs'.
  const configuration: TrainingConfiguration = { ...plain('i-alternation'), executor: 'eager', epochs: 3 }
  const whole = await begun(configuration)
  const expected = outcomeOf(whole.recorder)
  for (let until = 0; until < whole.asked; until++) {
    expect(outcomeOf(await interrupted(configuration, until)), `stopped at ${until}`).toEqual(expected)
  }
})

it('keeps a state that survives JSON, but for weights and momentum', async () => {
  const { recorder } = await begun(plain('i-alternation'), 25)
  const { position, method } = recorder.saved ?? { position: null, method: null }
  expect(JSON.parse(JSON.stringify({ position, method }))).toEqual({ position, method })
})
