/** Does training steps on native TensorFlow when it is told to. Masks are stored and read as in a training. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunRecorder } from '../../db/recorder'
import type { Backend } from '../../main/engine/backends/backend'
import { nativeBackend } from '../../main/engine/backends/native'
import { multipliesBfloat16 } from '../../main/engine/backends/processor'
import { threadsInTowers, threadsOf } from '../../main/engine/backends/threads'
import { inMemory } from '../../main/engine/datasets/dataset'
import { consecutiveBatches } from '../../main/engine/evaluation/evaluate'
import { EagerExecutor } from '../../main/engine/executors/eager/executor'
import type { Executor, Precision, TrainingSupport } from '../../main/engine/executors/executor'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { random } from '../../main/engine/random'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import { recorderOf } from './recorder'
import { answerSteps } from './step-process'
import { isSgd, type MaskedKind, type StepKind, type StepRace } from './step-race'
import { synthetic } from './synthetic'

const update = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: 1 }
const consistencies: Record<MaskedKind, number | null> = {
  masked: null, consistent: 0.3, 'consistent, from the file,': 0.3, 'consistent, composed,': 0.3
}

/** The order of steps is random, and announced by epochs. */
async function stepsOf({ net, shape, batch, examples, inTowers }: StepRace, folder: string) {
  const network = presetNetwork(net, shape, 10)
  const backend = nativeBackend(inTowers ? threadsInTowers(batch) : threadsOf(1))
  const graphOn = (computing: Backend, precision?: Precision): Promise<GraphExecutor> =>
    GraphExecutor.create(computing, network, initialWeights(network, 1), 1, [
      { mode: 'relu' },
      { mode: 'masks', form: 'affine', gate: 'pure', consistent: false },
      { mode: 'masks', form: 'affine', gate: 'pure', consistent: true }
    ], precision)
  const eager = new EagerExecutor(backend, network, initialWeights(network, 1), 1)
  const [graph, composed] = [await graphOn(backend), await graphOn({ ...backend, fused: false })]
  const inBfloat16 = multipliesBfloat16() ? await graphOn(backend, 'bfloat16') : graph
  const source = inMemory(synthetic(examples, shape))
  const { layers, bytesPerExample } = supportLayout(network)
  const path = join(folder, 'steps.maskrun')
  const recorder = recorderOf(path, network, source.count)
  recorder.snapshotBegan({
    index: 1, kind: 'alternation', alternation: 1, checkpoint: 'alternation-1', examples: source.count, epoch: 0,
    iteration: 0
  })
  for (const { first, batch: images } of consecutiveBatches(source, batch))
    recorder.masks(1, first, await graph.estimateMasks(images, reluSupport(layers.length)))
  recorder.snapshotEnded(1, 0)
  const file = RunRecorder.reopen(path)
  const order = random(1, 'bench').permutation(source.count)
  const packed = new Uint8Array(batch * bytesPerExample)
  const thresholds = new Float32Array(layers.length)
  const executorOf = (kind: StepKind): Executor => {
    switch (kind) {
      case 'eager': return eager
      case 'SGD in bfloat16': return inBfloat16
      case 'consistent, composed,': return composed
      default: return graph
    }
  }
  const places = new Map<StepKind, number>()
  const next = (kind: StepKind): Int32Array => {
    const at = places.get(kind) ?? 0
    if (at === 0 && kind === 'consistent, from the file,') file.expectMasks(1, order)
    places.set(kind, (at + batch) % source.count)
    return order.subarray(at, at + batch)
  }
  const masksOf = (kind: StepKind, indices: Int32Array): Uint8Array =>
    (kind === 'consistent, from the file,' ? file : recorder).readMasks(1, indices, packed)
  const supportOf = (kind: StepKind, indices: Int32Array): TrainingSupport => (isSgd(kind) ? { mode: 'relu' } : {
    mode: 'masks', form: 'affine', gate: 'pure', packed: masksOf(kind, indices),
    consistency: consistencies[kind], thresholds
  })
  return async (kind: StepKind): Promise<void> => {
    const indices = next(kind)
    await executorOf(kind).trainStep(source.read(indices), supportOf(kind, indices), update, 0)
  }
}

function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  return answerSteps(() => stepsOf(JSON.parse(process.argv[2] ?? '') as StepRace, folder))
}

void main()
