/**
 * Brings a model of another program into the store. First it is inspected: read, its preprocessing measured, and held
 * against its own runtime. Whoever asked is told what was found, and the run is made once it was confirmed; until then
 * there is nothing in the store.
 */
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import {
  channelProblem, type DataSetName, type ImportedConfiguration, type Preprocessing
} from '../../preload/schema/configuration'
import {
  functionsOf, type ImportInspection, type ImportWishes, type PreprocessingSayer
} from '../../preload/schema/import-inspection'
import { describeDataSet, locateData, openImages, type DataLocation, type OpenedImages } from '../engine/datasets'
import { imageMeans } from '../engine/datasets/sample'
import type { DataSet } from '../engine/datasets/dataset'
import { candidatesFor, guessPreprocessing, mostMeasured } from '../engine/evaluation/preprocessing'
import { analyse } from '../engine/training/analyse'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'
import { parametersInTraining } from '../engine/networks/cost'
import { modelOf } from '../engine/networks/model'
import { parametersOf } from '../engine/networks/parameters'
import { presetNetwork } from '../engine/networks/presets'
import { imageShapeOf } from '../engine/networks/shapes'
import { interfaceOf, misfit } from '../engine/networks/trainable'
import { supportLayout, type SupportLayout } from '../engine/support/layout'
import { importCheck, importMapping, importNotes } from '../../preload/schema/run-environment'
import type { Sides } from '../import/any-size'
import { openModel, type ImportedModel, type OpenedModel } from '../import'
import { shown, type Fault } from '../import/fault'
import { runningBackend } from './backend'
import { mappingText } from '../../preload/schema/weight-mapping'
import { confirmed } from './confirmation'
import { describeEnvironment } from './environment'
import { checkImport } from './import-check'
import { presetImageSize } from './import-preset'
import type { Job } from './jobs'
import type { Message, TellImport } from './messages'
import { asOwner, newFile, owning } from './owner'

type ImportJob = Job<'import'>

export async function carryOutImport(job: ImportJob, tell: TellImport): Promise<Message<'ended'>> {
  const inspected = await inspect(job, tell)
  const wanted = confirmed()
  tell({ kind: 'inspected', inspection: inspectionOf(inspected) })
  return makeRun(job, inspected, await wanted, tell)
}

interface Inspected extends ReadImport {
  backend: Awaited<ReturnType<typeof runningBackend>>
  executor: Executor
  layout: SupportLayout
  configuration: ImportedConfiguration
  data: DataSet
  checked: string
}

async function inspect(job: ImportJob, tell: TellImport): Promise<Inspected> {
  const read = await readAll(job, tell)
  const { network, weights } = read.model
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await runningBackend()
  const layout = supportLayout(network)
  const executor = await createExecutor(
    executorOn(read.source.executor, backend), backend, network, weights, read.source.seed, []
  )
  const configuration = await withPreprocessing(read, executor, layout.layers.length, tell)
  const looked = { ...read, backend, executor, layout, configuration }
  return { ...looked, ...await preparedAndChecked(looked, configuration.preprocessing, tell) }
}

/** Images as the network is to see them, and what came of running the file itself on some of them. */
async function preparedAndChecked(
  { images, model, backend, executor, fault }: Pick<Inspected, 'images' | 'model' | 'backend' | 'executor' | 'fault'>,
  preprocessing: Preprocessing,
  tell: TellImport
): Promise<Pick<Inspected, 'data' | 'checked'>> {
  const data = await images.prepared(preprocessing, runningBackend)
  tell({ kind: 'step', step: 'checking the model against its own runtime' })
  return { data, checked: await checkImport(model, data, backend, executor, fault) }
}

function inspectionOf({ model, images, data, configuration, saidBy, checked }: Inspected): ImportInspection {
  const { without } = functionsOf(model.network)
  const { dataset, source, preprocessing, guess } = configuration
  return {
    source,
    data: {
      dataset, shape: images.shape, classes: images.classes,
      trainExamples: data.train.count, testExamples: data.test.count
    },
    topology: model.network, model: modelOf(model.network), folded: [...model.folded],
    matched: model.matched ? [...model.matched] : null,
    notes: [
      ...model.notes,
      ...without.length === 0 ? [] : [`no masks are kept of ${without.join(', ')}, which are no ReLU`]
    ],
    preprocessing, saidBy, guess: guess ?? null, check: checked
  }
}

/** With another preprocessing than the one that was found, the images are others, on which the check is made again. */
async function asWished(
  inspected: Inspected, { preprocessing }: ImportWishes, tell: TellImport
): Promise<Inspected> {
  const { configuration, source, model, opened, images } = inspected
  if (preprocessing === null || preprocessing === configuration.preprocessing) return inspected
  demandNoOther(preprocessing, model, opened)
  demandChannels(preprocessing, images, opened)
  return {
    ...inspected, configuration: { ...source, preprocessing },
    ...await preparedAndChecked(inspected, preprocessing, tell)
  }
}

async function makeRun(
  job: ImportJob, inspected: Inspected, wishes: ImportWishes, tell: TellImport
): Promise<Message<'ended'>> {
  const { configuration, data, checked, ...wished } = await asWished(inspected, wishes, tell)
  const { model: { network, matched, notes }, backend, executor, layout } = wished
  const store = new RunStore(job.store)
  const file = await owning(store, job.id, (lock) => newFile(store, lock, job, (path) => RunRecorder.create(path, {
    id: job.id, name: wishes.name ?? configuration.source.file, configuration, topology: network,
    layers: layout.layers,
    computing: {
      backend: backend.name,
      environment: {
        ...describeEnvironment(backend, configuration), [importCheck]: checked,
        ...matched && { [importMapping]: mappingText(matched) },
        ...notes.length > 0 && { [importNotes]: notes.join('; ') }
      }
    },
    parameters: parametersInTraining(network), tensors: parametersOf(network),
    trainExamples: data.train.count, labels: data.train.labels, testExamples: data.test.count,
    imageMeans: imageMeans(data)
  }, { keep: wishes.masks ? 'all' : 'none' })))
  return asOwner({ store, id: job.id, file, layout, tell }, (told, stopRequested) =>
    analyse({ data, layout, executor, recorder: told, masks: wishes.masks, stopRequested })
  )
}

type WithoutPreprocessing = Omit<ImportedConfiguration, 'preprocessing' | 'guess'>
interface ReadImport {
  model: ImportedModel
  images: OpenedImages
  source: WithoutPreprocessing
  /** What a person or the file says; null where neither does. */
  told: Preprocessing | null
  saidBy: PreprocessingSayer
  opened: OpenedModel
  fault: Fault
}

/** Weights that need a preset are read when the data's shape is known, everything else before the data are touched. */
async function readAll(job: ImportJob, tell: TellImport): Promise<ReadImport> {
  tell({ kind: 'step', step: 'reading the model' })
  const opened = openModel(job.path)
  if (job.preset !== null && opened.format !== 'safetensors')
    throw opened.fault('it has a network of its own; --net belongs to weights in safetensors')
  const location = locateData(job.store, job.dataset, job.dataFolder)
  const complete = job.preset === null ? await opened.read(null, await sidesOf(job.dataset, location)) : null
  if (complete) demandNoOther(job.preprocessing, complete, opened)
  const source = sourceOf(job, opened, complete)
  tell({ kind: 'step', step: 'reading the data' })
  const images = await openImages(source, location)
  tell({ kind: 'step', step: 'reading the model' })
  const preset = job.preset === null ? null : presetNetwork(job.preset, images.shape, images.classes)
  const model = complete ?? await opened.read(preset, null, job.mapping)
  demandFit(model, images, opened, job.dataset)
  const told = job.preprocessing ?? model.preprocessing?.name ?? null
  if (told !== null) demandChannels(told, images, opened)
  return { model, images, source, told, saidBy: sayerOf(job, model), opened, fault: opened.fault }
}

function sayerOf({ preprocessing }: ImportJob, { preprocessing: own }: ImportedModel): PreprocessingSayer {
  if (preprocessing !== null) return 'person'
  if (own === null) return 'measured'
  return own.needed ? 'model' : 'metadata'
}

function demandChannels(preprocessing: Preprocessing, { shape }: OpenedImages, { fault }: OpenedModel): void {
  const problem = channelProblem(preprocessing, shape[2])
  if (problem !== null) throw fault(`${problem}; name another by --preprocessing`)
}

/** Of a folder of images the model says it, not the data. */
async function sidesOf(dataset: DataSetName, location: DataLocation): Promise<Sides | null> {
  if (dataset === 'image-folder') return null
  const { shape: [height, width] } = await describeDataSet({ dataset, imageSize: presetImageSize }, location)
  return [height, width]
}

/** What the model does to its images itself cannot be done otherwise. */
function demandNoOther(
  preprocessing: Preprocessing | null, { preprocessing: own }: ImportedModel, { fault }: OpenedModel
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
  tell: TellImport
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
