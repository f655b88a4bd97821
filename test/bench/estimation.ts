/** What an estimation of masks costs beside an evaluation, in towers as usual. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import { threadsInTowers } from '../../main/engine/backends/threads'
import { locateData, openDataSet } from '../../main/engine/datasets'
import type { DataSet } from '../../main/engine/datasets/dataset'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../../main/engine/evaluation/evaluate'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { interleaved, judged, type Measured } from './measure'
import type { Progress } from './progress'
import { recorderOf } from './recorder'

const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
const layout = supportLayout(network)
const rounds = 24

export async function measureEstimation(progress: Progress): Promise<Measured[]> {
  progress.say('compiling the graph')
  const backend = nativeBackend(threadsInTowers(forwardBatchSize))
  const graph = await GraphExecutor.create(backend, network, initialWeights(network, 1), 1, [{ mode: 'relu' }])
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  try {
    const data = await openDataSet(
      defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'),
      locateData(folder, 'mnist-10k', null),
      () => backend
    )
    return await compareEstimation(progress, graph, folder, data)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One alternation over 2,000 examples, counting churn and writing, against evaluating them. */
async function compareEstimation(
  progress: Progress, graph: GraphExecutor, folder: string, { test }: DataSet
): Promise<Measured[]> {
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
  const [estimated, evaluated] = await interleaved(rounds, [
    estimate,
    async () => void (await evaluate(graph, test, relu))
  ], progress.rounds('estimating and evaluating in turn', rounds + 2))
  return [
    judged('estimating, counting and writing masks against evaluating', estimated / evaluated, '×', {
      kind: 'at most',
      value: 1.1
    })
  ]
}
