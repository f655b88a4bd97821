/** Carries out a training: loads what it needs, then creates the run's file, so that a failing start leaves nothing behind. */
import { writingFailure } from '../../db/open'
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import { sentenceOf } from '../../preload/schema/failure'
import { describeBackend, loadTensorFlow } from '../engine/backends/native'
import { locateData, openDataSet } from '../engine/datasets'
import { createExecutor } from '../engine/executors'
import type { Executor, SupportKind } from '../engine/executors/executor'
import { initialWeights, parameterCount } from '../engine/networks/parameters'
import { presetNetwork } from '../engine/networks/presets'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import type { Recorder } from '../engine/training/recorder'
import { supportKinds } from '../engine/training/supports'
import { train } from '../engine/training/train'
import { describeEnvironment } from './environment'
import type { Job, TrainerMessage } from './messages'
import { retentionOf } from './retention'

const beatEvery = 1000
const lookForStopEvery = 300

export type Tell = (message: TrainerMessage) => void

export async function carryOutTraining(job: Extract<Job, { kind: 'train' }>, tell: Tell): Promise<void> {
  const { store, recorder, executor, estimator, data, layout } = await prepare(job)
  tell({ kind: 'created', id: job.id })
  let stopping = false
  const timers = [
    setInterval(() => { tryTo(() => recorder.beat()) }, beatEvery),
    setInterval(() => { stopping ||= store.stopRequested(job.id) }, lookForStopEvery)
  ]
  try {
    const status = await train({
      configuration: job.configuration, data, layout, executor, estimator, recorder: told(recorder, tell), stopRequested: () => stopping
    })
    recorder.end(status, null)
    tell({ kind: 'ended', status })
  } catch (error) {
    const failure = writingFailure(error)
    tryTo(() => recorder.end('failed', sentenceOf(failure)))
    throw failure
  } finally {
    timers.forEach(clearInterval)
    store.clearStopRequest(job.id)
  }
}

/** A file that cannot be written says so where it matters; without this the run reads as interrupted. */
function tryTo(write: () => void): void {
  try {
    write()
  } catch {
    // What is being told already is why.
  }
}

async function prepare({ configuration, id, name, store: storePath, dataFolder }: Extract<Job, { kind: 'train' }>) {
  const store = new RunStore(storePath)
  store.prepareForWriting()
  const tensorflow = loadTensorFlow()
  const data = await openDataSet(configuration, locateData(storePath, configuration.dataset, dataFolder), () => tensorflow)
  const network = presetNetwork(configuration.network, data.shape, data.classes)
  const layout = supportLayout(network)
  const newExecutor = (kinds: SupportKind[]): Promise<Executor> =>
    createExecutor(configuration.executor, tensorflow, network, initialWeights(network, configuration.seed), configuration.seed, kinds)
  const executor = await newExecutor(supportKinds(configuration))
  const estimator = configuration.augmentation !== 'none' && configuration.method === 'i-alternation' ? await newExecutor([]) : undefined
  const examples = trainingExamples(configuration, data.train.count)
  const backend = describeBackend(tensorflow)
  const recorder = RunRecorder.create(store.runPath(id), {
    id, name, configuration, topology: network, layers: layout.layers,
    backend: backend.name, environment: describeEnvironment(backend.version),
    parameters: parameterCount(network), trainExamples: examples, testExamples: data.test.count
  }, retentionOf(configuration, examples, layout.bytesPerExample))
  return { store, recorder, executor, estimator, data, layout }
}

/** The recorder, with whoever started the training told of what it records. */
function told(recorder: RunRecorder, tell: Tell): Recorder {
  return {
    checkpoint: (...checkpoint) => recorder.checkpoint(...checkpoint),
    curvePoint: (point) => recorder.curvePoint(point),
    alternationBegan: (start) => recorder.alternationBegan(start),
    masks: (...masks) => recorder.masks(...masks),
    readMasks: (...which) => recorder.readMasks(...which),
    evaluation: (record) => recorder.evaluation(record),
    log: (message) => recorder.log(message),
    progress: (progress) => {
      recorder.progress(progress)
      tell({ kind: 'progress', progress })
    },
    epochEnded: (record) => {
      recorder.epochEnded(record)
      tell({ kind: 'epoch', record })
    },
    alternationEnded: (index, seconds, layers) => tell({ kind: 'alternation', record: recorder.alternationEnded(index, seconds, layers) })
  }
}
