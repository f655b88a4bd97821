/** What a training step, a masked step and an estimation of masks cost, against each other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunRecorder } from '../../db/recorder'
import { loadTensorFlow } from '../../main/engine/backends/native'
import { locateData, openDataSet } from '../../main/engine/datasets'
import { consecutive, type DataSet } from '../../main/engine/datasets/dataset'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../../main/engine/evaluation/evaluate'
import { EagerExecutor } from '../../main/engine/executors/eager/executor'
import type { TrainingSupport } from '../../main/engine/executors/executor'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { random } from '../../main/engine/random'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import { SupportStatistics } from '../../main/engine/support/statistics'
import { defaultConfiguration } from '../../main/engine/training/defaults'
import { interleaved, judged, type Measured } from './measure'

const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
const layout = supportLayout(network)
const update = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: Infinity }
const thresholds = new Float32Array(layout.layers.length)
const rounds = 60

const supportFor = (packed: Uint8Array, consistency: number | null): TrainingSupport => ({ mode: 'masks', form: 'affine', gate: 'pure', packed, consistency, thresholds })

export async function measureSteps(): Promise<Measured[]> {
  const tensorflow = loadTensorFlow()
  const weights = initialWeights(network, 1)
  const graph = await GraphExecutor.create(tensorflow, network, weights, 1, [
    { mode: 'relu' }, { mode: 'masks', form: 'affine', gate: 'pure', consistent: false }, { mode: 'masks', form: 'affine', gate: 'pure', consistent: true }
  ])
  const eager = new EagerExecutor(tensorflow, network, weights, 1)
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  try {
    const data = await openDataSet(defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), locateData(folder, 'mnist-10k', null), () => tensorflow)
    return [...compareExecutors(graph, eager, data), ...compareMaskedSteps(graph, folder, data), ...compareEstimation(graph, folder, data)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compareExecutors(graph: GraphExecutor, eager: EagerExecutor, { train }: DataSet): Measured[] {
  const batch = train.read(consecutive(0, 32))
  const [fast, slow] = interleaved(rounds, [graph, eager].map((executor) => () => void executor.trainStep(batch, { mode: 'relu' }, update, 0)))
  return [
    judged('training step, graph', fast, 'ms', null), judged('training step, eager', slow, 'ms', null),
    judged('graph against eager, all-cnn-mini, batch 32', slow / fast, '×', { kind: 'at least', value: 2 })
  ]
}

function recorderOf(path: string, examples: number): RunRecorder {
  const configuration = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
  return RunRecorder.create(path, {
    id: '20260101-000000-aaaa', name: 'bench', backend: 'bench', configuration, topology: network, layers: layout.layers, environment: {},
    parameters: 0, trainExamples: examples, testExamples: 0
  }, { keep: 'all' })
}

/** Each step reads its masks at random from a run file of 8,000 examples, as training does. */
function compareMaskedSteps(graph: GraphExecutor, folder: string, { train }: DataSet): Measured[] {
  const recorder = recorderOf(join(folder, 'steps.maskrun'), train.count)
  for (const { first, batch } of consecutiveBatches(train, forwardBatchSize)) recorder.masks(1, first, graph.estimateMasks(batch, reluSupport(layout.layers.length)))
  const order = random(1, 'bench').permutation(train.count)
  let at = 0
  const next = (): Int32Array => order.subarray((at = (at + 64) % 7936), at + 64)
  const step = (support: (indices: Int32Array) => TrainingSupport) => () => {
    const indices = next()
    graph.trainStep(train.read(indices), support(indices), update, 0)
  }
  const [plain, masked, consistent] = interleaved(rounds, [
    step(() => ({ mode: 'relu' })), step((indices) => supportFor(recorder.readMasks(1, indices), null)), step((indices) => supportFor(recorder.readMasks(1, indices), 0.3))
  ])
  return [
    judged('masked step against SGD step, batch 64', masked / plain, '×', { kind: 'at most', value: 1.1 }),
    judged('masked step with consistency against SGD step', consistent / plain, '×', null)
  ]
}

/** One alternation over 2,000 examples, counting churn and writing, against evaluating them. */
function compareEstimation(graph: GraphExecutor, folder: string, { test }: DataSet): Measured[] {
  const relu = reluSupport(layout.layers.length)
  const recorder = recorderOf(join(folder, 'estimation.maskrun'), test.count)
  let alternation = 0
  const estimate = (): void => {
    const statistics = new SupportStatistics(layout, alternation > 0)
    for (const { first, batch } of consecutiveBatches(test, forwardBatchSize)) {
      const packed = graph.estimateMasks(batch, relu)
      statistics.add(packed, alternation > 0 ? recorder.readMasks(alternation, consecutive(first, batch.count)) : null, batch.count)
      recorder.masks(alternation + 1, first, packed)
    }
    alternation++
  }
  const [estimated, evaluated] = interleaved(8, [estimate, () => void evaluate(graph, test, relu)])
  return [judged('estimating, counting and writing masks against evaluating', estimated / evaluated, '×', { kind: 'at most', value: 1.5 })]
}
