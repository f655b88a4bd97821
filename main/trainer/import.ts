/**
 * Brings a model of another program into the store: reads and checks everything first, so that a failing import leaves
 * nothing behind.
 */
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import {
  channelProblem, type DataSetName, type ImportedConfiguration, type Preprocessing
} from '../../preload/schema/configuration'
import { describeDataSet, locateData, openImages, type DataLocation, type OpenedImages } from '../engine/datasets'
import { imageMeans } from '../engine/datasets/sample'
import { candidatesFor, guessPreprocessing, mostMeasured } from '../engine/evaluation/preprocessing'
import { analyse } from '../engine/training/analyse'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'
import { parametersInTraining } from '../engine/networks/cost'
import { parametersOf } from '../engine/networks/parameters'
import { presetNetwork } from '../engine/networks/presets'
import { imageShapeOf } from '../engine/networks/shapes'
import { interfaceOf, misfit } from '../engine/networks/trainable'
import { supportLayout } from '../engine/support/layout'
import { importCheck, importMapping, importNotes } from '../../preload/schema/run-environment'
import type { Sides } from '../import/any-size'
import { openModel, type ImportedModel, type OpenedModel } from '../import'
import { shown, type Fault } from '../import/fault'
import { runningBackend } from './backend'
import { mappingText } from '../../preload/schema/weight-mapping'
import { describeEnvironment } from './environment'
import { checkImport } from './import-check'
import { presetImageSize } from './import-preset'
import type { Job } from './jobs'
import type { Message, TellBefore } from './messages'
import { asOwner, newFile, owning } from './owner'

type ImportJob = Job<'import'>

export async function carryOutImport(job: ImportJob, tell: TellBefore): Promise<Message<'ended'>> {
  const read = await readAll(job, tell)
  const { network, weights } = read.model
  const store = new RunStore(job.store)
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await runningBackend()
  const layout = supportLayout(network)
  const executor = await createExecutor(
    executorOn(read.source.executor, backend), backend, network, weights, read.source.seed, []
  )
  const configuration = await withPreprocessing(read, executor, layout.layers.length, tell)
  const data = await read.images.prepared(configuration.preprocessing, runningBackend)
  tell({ kind: 'step', step: 'checking the model against its own runtime' })
  const checked = await checkImport(read.model, data, backend, executor, read.fault)
  const file = await owning(store, job.id, (lock) => newFile(store, lock, job, (path) => RunRecorder.create(path, {
    id: job.id, name: job.name ?? configuration.source.file, configuration, topology: network, layers: layout.layers,
    computing: {
      backend: backend.name,
      environment: {
        ...describeEnvironment(backend, configuration), [importCheck]: checked,
        ...read.model.matched && { [importMapping]: mappingText(read.model.matched) },
        ...read.model.notes.length > 0 && { [importNotes]: read.model.notes.join('; ') }
      }
    },
    parameters: parametersInTraining(network), tensors: parametersOf(network),
    trainExamples: data.train.count, labels: data.train.labels, testExamples: data.test.count,
    imageMeans: imageMeans(data)
  }, { keep: job.masks ? 'all' : 'none' })))
  return asOwner({ store, id: job.id, file, layout, tell }, (told, stopRequested) =>
    analyse({ data, layout, executor, recorder: told, masks: job.masks, stopRequested })
  )
}

type WithoutPreprocessing = Omit<ImportedConfiguration, 'preprocessing' | 'guess'>
interface ReadImport {
  model: ImportedModel
  images: OpenedImages
  source: WithoutPreprocessing
  /** What a person or the file says; null where neither does. */
  told: Preprocessing | null
  fault: Fault
}

/** Weights that need a preset are read when the data's shape is known, everything else before the data are touched. */
async function readAll(job: ImportJob, tell: TellBefore): Promise<ReadImport> {
  tell({ kind: 'step', step: 'reading the model' })
  const opened = openModel(job.path)
  if (job.preset !== null && opened.format !== 'safetensors')
    throw opened.fault('it has a network of its own; --net belongs to weights in safetensors')
  const location = locateData(job.store, job.dataset, job.dataFolder)
  const complete = job.preset === null ? await opened.read(null, await sidesOf(job.dataset, location)) : null
  if (complete) demandNoOther(job, complete, opened)
  const source = sourceOf(job, opened, complete)
  tell({ kind: 'step', step: 'reading the data' })
  const images = await openImages(source, location)
  tell({ kind: 'step', step: 'reading the model' })
  const preset = job.preset === null ? null : presetNetwork(job.preset, images.shape, images.classes)
  const model = complete ?? await opened.read(preset, null, job.mapping)
  demandFit(model, images, opened, job.dataset)
  const told = job.preprocessing ?? model.preprocessing?.name ?? null
  const problem = told === null ? null : channelProblem(told, images.shape[2])
  if (problem !== null) throw opened.fault(`${problem}; name another by --preprocessing`)
  return { model, images, source, told, fault: opened.fault }
}

/** Of a folder of images the model says it, not the data. */
async function sidesOf(dataset: DataSetName, location: DataLocation): Promise<Sides | null> {
  if (dataset === 'image-folder') return null
  const { shape: [height, width] } = await describeDataSet({ dataset, imageSize: presetImageSize }, location)
  return [height, width]
}

/** What the model does to its images itself cannot be done otherwise. */
function demandNoOther(
  { preprocessing }: ImportJob, { preprocessing: own }: ImportedModel, { fault }: OpenedModel
): void {
  if (own?.needed !== true || preprocessing === null || preprocessing === own.name) return
  throw fault(
    `it prepares its images itself as the preprocessing ${own.name} does, so ${preprocessing} cannot be done too; ` +
      'leave the preprocessing to it'
  )
}

const sourceOf = (
  { dataset }: ImportJob,
  { name, format }: OpenedModel,
  model: ImportedModel | null
): WithoutPreprocessing => ({
  method: 'imported',
  dataset,
  imageSize: model ? imageShapeOf(model.network)[0] : presetImageSize,
  source: { format, file: shown(name) },
  seed: 1,
  executor: 'graph'
})

/** Where nobody says it, the preprocessing with which the network answers training images best; it is a guess. */
async function withPreprocessing(
  { images, source, told }: ReadImport,
  executor: Executor,
  layers: number,
  tell: TellBefore
): Promise<ImportedConfiguration> {
  if (told !== null) return { ...source, preprocessing: told }
  tell({ kind: 'step', step: 'measuring the preprocessing' })
  const candidates = images.trainUnder(candidatesFor(source.dataset, images.shape[2]), mostMeasured)
  const { preprocessing, guess } = await guessPreprocessing(executor, candidates, { layers, classes: images.classes })
  return { ...source, preprocessing, guess }
}

function demandFit(
  { network }: ImportedModel, images: OpenedImages, { fault }: OpenedModel, dataset: string
): void {
  const problem = misfit(interfaceOf(network), dataset, images)
  if (problem !== null) throw fault(problem)
}
