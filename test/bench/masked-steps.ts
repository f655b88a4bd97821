/**
 * What masks read from the run file add to a training step: on the network where a step is short, and on the paper's.
 */
import { join } from 'node:path'
import { nativeBackend } from '../../main/engine/backends/native'
import { inMemory, type ExampleSource } from '../../main/engine/datasets/dataset'
import { consecutiveBatches } from '../../main/engine/evaluation/evaluate'
import type { TrainingSupport } from '../../main/engine/executors/executor'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { random } from '../../main/engine/random'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import type { NetworkPresetName } from '../../preload/schema/configuration'
import type { Network } from '../../preload/schema/network'
import { interleaved, judged, type Measured } from './measure'
import { recorderOf } from './recorder'
import { synthetic } from './synthetic'

const batchSize = 64
const update = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: Infinity }

export async function compareMaskedSteps(folder: string): Promise<Measured[]> {
  return [
    ...await compare('all-cnn-mini', [28, 28, 1], 7488, { rounds: 24, together: 39 }, folder),
    ...await compare('all-cnn-c', [32, 32, 3], 256, { rounds: 6, together: 2 }, folder)
  ]
}

async function compare(
  name: NetworkPresetName,
  shape: [number, number, number],
  examples: number,
  { rounds, together }: { rounds: number; together: number },
  folder: string
): Promise<Measured[]> {
  const network = presetNetwork(name, shape, 10)
  const graph = await GraphExecutor.create(nativeBackend(), network, initialWeights(network, 1), 1, [
    { mode: 'relu' },
    { mode: 'masks', form: 'affine', gate: 'pure', consistent: false },
    { mode: 'masks', form: 'affine', gate: 'pure', consistent: true }
  ])
  const [plain, masked, consistent] = await interleaved(
    rounds,
    await stepsOf(graph, network, inMemory(synthetic(examples, shape)), join(folder, `${name}.maskrun`), together)
  )
  graph.dispose()
  return [
    judged(`masked step against SGD step, ${name}, batch ${batchSize}`, masked / plain, '×', {
      kind: 'at most',
      value: 1.1
    }),
    judged(`the same with consistency, ${name}`, consistent / plain, '×', null)
  ]
}

/**
 * Steps of each kind, one after the other as in training, and as many as masks are read for at once (8 MiB: 39 batches
 * of the small network, two of the large one), so that each round reads what it uses. Their order is random and
 * announced by epochs, which are whole multiples of that.
 */
async function stepsOf(
  graph: GraphExecutor,
  network: Network,
  source: ExampleSource,
  path: string,
  together: number
): Promise<(() => Promise<void>)[]> {
  const { layers, bytesPerExample } = supportLayout(network)
  const recorder = recorderOf(path, network, source.count)
  recorder.alternationBegan({ index: 1, examples: source.count, epoch: 0, iteration: 0 })
  for (const { first, batch } of consecutiveBatches(source, batchSize))
    recorder.masks(1, first, await graph.estimateMasks(batch, reluSupport(layers.length)))
  recorder.alternationEnded(1, 0)
  const order = random(1, 'bench').permutation(source.count)
  const packed = new Uint8Array(batchSize * bytesPerExample)
  const thresholds = new Float32Array(layers.length)
  /** Each kind of step goes its own way through the examples. */
  const batches = (epochBegan: () => void): (() => Int32Array) => {
    let at = 0
    return () => {
      if (at === 0) epochBegan()
      const indices = order.subarray(at, at + batchSize)
      at = (at + batchSize) % source.count
      return indices
    }
  }
  const nextPlain = batches(() => undefined)
  const nextMasked = batches(() => {
    recorder.expectMasks(1, order)
  })
  const plain = async (): Promise<void> =>
    void (await graph.trainStep(source.read(nextPlain()), { mode: 'relu' }, update, 0))
  const masked = (consistency: number | null) => async (): Promise<void> => {
    const indices = nextMasked()
    const support: TrainingSupport = {
      mode: 'masks',
      form: 'affine',
      gate: 'pure',
      packed: recorder.readMasks(1, indices, packed),
      consistency,
      thresholds
    }
    await graph.trainStep(source.read(indices), support, update, 0)
  }
  return [plain, masked(null), masked(0.3)].map((step) => async () => {
    for (let i = 0; i < together; i++) await step()
  })
}
