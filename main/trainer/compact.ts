/** Makes the compact model of a checkpoint and measures it beside the whole one; nothing is stored. */
import { readCheckpoint } from '../../db/checkpoints'
import { readingRun } from '../../db/open'
import { runFilesAt } from '../../db/opened-file'
import { readRunRow } from '../../db/runs'
import type { CompactReport } from '../../preload/schema/pruning'
import { preferredBackend } from '../engine/backends/preferred'
import { locateData, openDataSet } from '../engine/datasets'
import { firstOf } from '../engine/datasets/dataset'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'
import { hasKernel, kernelKind } from '../engine/networks/kinds'
import { mainHead } from '../engine/networks/main-head'
import type { Weights } from '../engine/networks/parameters'
import { compactModel } from '../engine/pruning/compact'
import { measureSideBySide } from '../engine/pruning/measure'
import { channelsNeverOn } from '../engine/pruning/never-on'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import type { Network } from '../../preload/schema/network'
import type { Job, Telling } from './jobs'

export async function carryOutCompacting(job: Job<'compact'>, tell: Telling<'compact'>): Promise<CompactReport> {
  tell({ kind: 'step', step: 'reading the run' })
  const { configuration, network, weights } = readModel(runFilesAt(job.place).runPath(job.id), job.at)
  tell({ kind: 'step', step: 'reading the data' })
  const data = await openDataSet(
    configuration,
    locateData(job.place.folder, configuration.dataset, job.dataFolder),
    preferredBackend
  )
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await preferredBackend()
  tell({ kind: 'step', step: 'working' })
  const kind = executorOn(configuration.executor, backend)
  const executorOf = (model: Network, values: Weights): Promise<Executor> =>
    createExecutor(kind, backend, model, values, configuration.seed, [])
  const whole = await executorOf(network, weights)
  const train =
    configuration.method === 'imported'
      ? data.train
      : firstOf(data.train, trainingExamples(configuration, data.train.count))
  const model = compactModel(
    network,
    weights,
    job.neverOn ? await channelsNeverOn(whole, train, supportLayout(network)) : undefined
  )
  const compact = await executorOf(model.network, model.weights)
  const measured = await measureSideBySide(
    { network, weights, executor: whole },
    { ...model, executor: compact },
    data.test
  )
  whole.dispose()
  compact.dispose()
  const layers = network.nodes
    .filter(hasKernel)
    .map((node) => ({ name: node.name, channels: kernelKind(node).outputs(node) }))
  return {
    at: job.at,
    neverOn: job.neverOn,
    layers: layers.map((layer) => ({ ...layer, removed: model.removed.get(layer.name) ?? 0 })),
    ...measured
  }
}

/** The network as an export writes it: auxiliary heads answer nothing. */
function readModel(path: string, at: string) {
  return readingRun(path, (database) => {
    const { configuration, topology } = readRunRow(database)
    return { configuration, network: mainHead(topology), weights: readCheckpoint(database, at).weights }
  })
}
