/** What a training step, a masked step and an estimation of masks cost, against each other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import { locateData, openDataSet } from '../../main/engine/datasets'
import { consecutive, type DataSet } from '../../main/engine/datasets/dataset'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../../main/engine/evaluation/evaluate'
import { EagerExecutor } from '../../main/engine/executors/eager/executor'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { interleaved, judged, type Measured } from './measure'
import { recorderOf } from './recorder'

const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
const layout = supportLayout(network)
const update = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: Infinity }
const rounds = 60

export async function measureSteps(): Promise<Measured[]> {
  const backend = nativeBackend()
  const weights = initialWeights(network, 1)
  const graph = await GraphExecutor.create(backend, network, weights, 1, [{ mode: 'relu' }])
  const eager = new EagerExecutor(backend, network, weights, 1)
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  try {
    const data = await openDataSet(
      defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'),
      locateData(folder, 'mnist-10k', null),
      () => backend
    )
    return [
      ...(await compareExecutors(graph, eager, data)),
      ...(await compareEstimation(graph, folder, data))
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compareExecutors(
  graph: GraphExecutor,
  eager: EagerExecutor,
  { train }: DataSet
): Promise<Measured[]> {
  const batch = train.read(consecutive(0, 32))
  const [fast, slow] = await interleaved(
    rounds,
    [graph, eager].map((executor) => async () => void (await executor.trainStep(batch, { mode: 'relu' }, update, 0)))
  )
  return [
    judged('training step, graph', fast, 'ms', null), judged('training step, eager', slow, 'ms', null),
    judged('graph against eager, all-cnn-mini, batch 32', slow / fast, '×', { kind: 'at least', value: 2 })
  ]
}

/** One alternation over 2,000 examples, counting churn and writing, against evaluating them. */
async function compareEstimation(graph: GraphExecutor, folder: string, { test }: DataSet): Promise<Measured[]> {
  const relu = reluSupport(layout.layers.length)
  const recorder = recorderOf(join(folder, 'estimation.maskrun'), network, test.count)
  let alternation = 0
  const estimate = async (): Promise<void> => {
    recorder.snapshotBegan({
      index: alternation + 1,
      kind: 'alternation',
      alternation: alternation + 1,
      checkpoint: `alternation-${alternation + 1}`,
      examples: test.count,
      epoch: 0,
      iteration: 0
    })
    for (const { first, batch } of consecutiveBatches(test, forwardBatchSize)) {
      recorder.masks(alternation + 1, first, await graph.estimateMasks(batch, relu))
    }
    alternation++
    recorder.snapshotEnded(alternation, 0)
  }
  const [estimated, evaluated] = await interleaved(24, [
    estimate,
    async () => void (await evaluate(graph, test, relu))
  ])
  return [
    judged('estimating, counting and writing masks against evaluating', estimated / evaluated, '×', {
      kind: 'at most',
      value: 1.5
    })
  ]
}
