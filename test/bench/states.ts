/**
 * What it costs that a training can go on from any moment: the time in which it saves its state, of the whole time of
 * a training, in one process. The usual case: a small network, whose epochs are short, saved after each and once a
 * minute; of longer epochs the share is smaller.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import { inMemory, type DataSet } from '../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { supportLayout } from '../../main/engine/support/layout'
import { trainingMethodOf } from '../../main/engine/training/methods'
import type { Recorder } from '../../main/engine/training/recorder'
import { train } from '../../main/engine/training/train'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { judged, median, type Measured } from './measure'
import type { Progress } from './progress'
import { recorderOf } from './recorder'
import { synthetic } from './synthetic'

/** As many as the bundled digits have; the first epoch, in which graphs are compiled, does not count. */
const examples = 8000
const tests = 1000
const epochs = 6

export async function measureStates(progress: Progress): Promise<Measured[]> {
  progress.say(`training ${epochs} epochs of ${examples} examples`)
  const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
  const configuration = { ...defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), epochs, learningRate: 0.001 }
  const executor = await GraphExecutor.create(
    nativeBackend(), network, initialWeights(network, 1), 1, trainingMethodOf('sgd').supports(configuration)
  )
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-states-'))
  const recorder = recorderOf(join(folder, 'states.maskrun'), network, examples, { keep: 'none' })
  const clock = timed(recorder)
  const state = executor.state.bind(executor)
  executor.state = () => clock.whileSaving(state)
  try {
    await train({
      configuration, data: dataOf(), layout: supportLayout(network), executor, recorder, stopRequested: () => false
    })
  } finally {
    recorder.end()
    rmSync(folder, { recursive: true, force: true })
  }
  const counted = clock.epochs.slice(1)
  const shares = counted.map(({ saving, whole }) => whole / (whole - saving))
  const milliseconds = median(counted.map(({ saving }) => saving))
  return [
    judged('an epoch with its state saved, against one without', median(shares), '×', { kind: 'at most', value: 1.01 }),
    judged('time to save the state after an epoch', milliseconds, 'ms', null)
  ]
}

function dataOf(): DataSet {
  const [trained, tested] = [synthetic(examples, [28, 28, 1]), synthetic(tests, [28, 28, 1])]
  return {
    name: 'mnist-10k', title: 'synthetic', explanation: '', shape: [28, 28, 1], classes: 10,
    trainExamples: examples, testExamples: tests, train: inMemory(trained), test: inMemory(tested)
  }
}

/** Takes the time of every epoch, and of what is done in it to save the state. */
function timed(recorder: Recorder) {
  const epochs: { saving: number; whole: number }[] = []
  let [began, saving] = [performance.now(), 0]
  const epochEnded = recorder.epochEnded.bind(recorder)
  recorder.epochEnded = (end) => {
    const started = performance.now()
    epochEnded(end)
    const now = performance.now()
    epochs.push({ saving: saving + now - started, whole: now - began })
    ;[began, saving] = [now, 0]
  }
  const whileSaving = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    saving += performance.now() - started
    return result
  }
  return { epochs, whileSaving }
}
