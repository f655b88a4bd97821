/**
 * Brings a model of another program into the store: reads and checks everything first, so that a failing import leaves
 * nothing behind.
 */
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import type { ImportedConfiguration } from '../../preload/schema/configuration'
import { locateData, openDataSet } from '../engine/datasets'
import { imageMeans } from '../engine/datasets/sample'
import type { DataSet } from '../engine/datasets/dataset'
import { analyse } from '../engine/training/analyse'
import { createExecutor, executorOn } from '../engine/executors'
import { parametersInTraining } from '../engine/networks/cost'
import { parametersOf } from '../engine/networks/parameters'
import { presetNetwork } from '../engine/networks/presets'
import { imageShapeOf } from '../engine/networks/shapes'
import { interfaceOf, misfit } from '../engine/networks/trainable'
import { supportLayout } from '../engine/support/layout'
import { defaultPreprocessing } from '../../preload/schema/configuration'
import { importCheck } from '../../preload/schema/run-environment'
import { openModel, type ImportedModel, type OpenedModel } from '../import'
import { shown, type Fault } from '../import/fault'
import { runningBackend } from './backend'
import { describeEnvironment } from './environment'
import { checkImport } from './import-check'
import type { Job } from './jobs'
import type { Message, TellBefore } from './messages'
import { asOwner, newFile, owning } from './owner'

type ImportJob = Job<'import'>

export async function carryOutImport(job: ImportJob, tell: TellBefore): Promise<Message<'ended'>> {
  const { model, data, configuration, fault } = await read(job, tell)
  const { network, weights } = model
  const store = new RunStore(job.store)
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await runningBackend()
  const layout = supportLayout(network)
  const executor = await createExecutor(
    executorOn(configuration.executor, backend), backend, network, weights, configuration.seed, []
  )
  tell({ kind: 'step', step: 'checking the model against its own runtime' })
  const checked = await checkImport(model, data, backend, executor, fault)
  const file = await owning(store, job.id, (lock) => newFile(store, lock, job, (path) => RunRecorder.create(path, {
    id: job.id, name: job.name ?? configuration.source.file, configuration, topology: network, layers: layout.layers,
    computing: {
      backend: backend.name,
      environment: { ...describeEnvironment(backend, configuration), [importCheck]: checked }
    },
    parameters: parametersInTraining(network), tensors: parametersOf(network),
    trainExamples: data.train.count, labels: data.train.labels, testExamples: data.test.count,
    imageMeans: imageMeans(data)
  }, { keep: job.masks ? 'all' : 'none' })))
  return asOwner({ store, id: job.id, file, layout, tell }, (told, stopRequested) =>
    analyse({ data, layout, executor, recorder: told, masks: job.masks, stopRequested })
  )
}

/** Weights that need a preset are read when the data's shape is known, everything else before the data are touched. */
async function read(
  job: ImportJob, tell: TellBefore
): Promise<{ model: ImportedModel; data: DataSet; configuration: ImportedConfiguration; fault: Fault }> {
  tell({ kind: 'step', step: 'reading the model' })
  const opened = openModel(job.path)
  if (job.preset !== null && opened.format !== 'safetensors')
    throw opened.fault('it has a network of its own; --net belongs to weights in safetensors')
  const complete = job.preset === null ? await opened.read(null) : null
  const configuration = configurationOf(job, opened, complete)
  tell({ kind: 'step', step: 'reading the data' })
  const data = await openDataSet(configuration, locateData(job.store, job.dataset, job.dataFolder), runningBackend)
  tell({ kind: 'step', step: 'reading the model' })
  const model =
    complete ?? (await opened.read(job.preset === null ? null : presetNetwork(job.preset, data.shape, data.classes)))
  demandFit(model, data, opened, job.dataset)
  return { model, data, configuration, fault: opened.fault }
}

function configurationOf(
  { dataset, preprocessing }: ImportJob,
  { name, format, fault }: OpenedModel,
  model: ImportedModel | null
): ImportedConfiguration {
  const told = model?.preprocessing ?? null
  if (told?.needed === true && preprocessing !== null && preprocessing !== told.name) {
    throw fault(
      `it prepares its images itself as the preprocessing ${told.name} does, so ${preprocessing} cannot be done too; ` +
        'leave the preprocessing to it'
    )
  }
  return {
    method: 'imported',
    dataset,
    preprocessing: preprocessing ?? told?.name ?? defaultPreprocessing(dataset),
    imageSize: model ? imageShapeOf(model.network)[0] : 224,
    source: { format, file: shown(name) },
    seed: 1,
    executor: 'graph'
  }
}

function demandFit({ network }: ImportedModel, data: DataSet, { fault }: OpenedModel, dataset: string): void {
  const problem = misfit(interfaceOf(network), dataset, data)
  if (problem !== null) throw fault(problem)
}
