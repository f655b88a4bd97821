/**
 * A training of its own process, of a given number of synthetic examples, that tells its resident memory: `memory.ts`
 * starts it. Arguments: examples, epochs. Prints [iteration, bytes] pairs as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import type { DataSet, ExampleSource } from '../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { random } from '../../main/engine/random'
import { supportLayout } from '../../main/engine/support/layout'
import { defaultConfiguration } from '../../main/engine/training/defaults'
import { supportKinds } from '../../main/engine/training/supports'
import { train } from '../../main/engine/training/train'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { recorderOf } from './recorder'

const size = 28 * 28
const tellEvery = 50

/** Ten patterns with noise that only their index decides, made when they are read: none is kept. */
function generated(count: number): ExampleSource {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 10)
  const pattern = Float32Array.from({ length: 10 * size }, ((stream) => () => stream.normal())(random(1, 'patterns')))
  const noise = Float32Array.from({ length: 16 * size }, ((stream) => () => stream.normal())(random(1, 'noise')))
  return {
    count, labels,
    read(indices) {
      const images = new Float32Array(indices.length * size)
      indices.forEach((index, i) => {
        const [from, grain] = [labels[index] * size, (index * 7919) % (15 * size)]
        for (let pixel = 0; pixel < size; pixel++)
          images[i * size + pixel] = pattern[from + pixel] + noise[grain + pixel]
      })
      return { count: indices.length, images, labels: indices.map((index) => labels[index]) }
    }
  }
}

async function main(): Promise<void> {
  const [examples, epochs] = process.argv.slice(2).map(Number)
  const base = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
  const configuration: TrainingConfiguration = { ...base, epochs, learningRate: 0.01 }
  const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
  const layout = supportLayout(network)
  const executor = await GraphExecutor.create(
    nativeBackend(),
    network,
    initialWeights(network, 1),
    1,
    supportKinds(configuration)
  )
  const data: DataSet = {
    name: 'mnist-10k',
    title: 'synthetic',
    shape: [28, 28, 1],
    classes: 10,
    trainExamples: examples,
    testExamples: 500,
    explanation: '',
    train: generated(examples),
    test: generated(500)
  }
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-memory-'))
  const recorder = recorderOf(join(folder, 'memory.maskrun'), network, examples, { keep: 'ends', probeExamples: 256 })
  const told: [iteration: number, bytes: number][] = []
  let next = 0
  recorder.progress = ({ iteration }) => {
    if (iteration < next) return
    next = iteration + tellEvery
    told.push([iteration, process.memoryUsage.rss()])
  }
  await train({ configuration, data, layout, executor, recorder, stopRequested: () => false })
  recorder.end()
  rmSync(folder, { recursive: true, force: true })
  process.stdout.write(JSON.stringify(told))
}

void main()
