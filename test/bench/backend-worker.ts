/** Does training steps of a mini preset on the backend that its environment names, when it is told to. */
import { preferredBackend } from '../../main/engine/backends/preferred'
import { threadsInTowers, threadsOf } from '../../main/engine/backends/threads'
import { EagerExecutor } from '../../main/engine/executors/eager/executor'
import type { Executor, SupportKind, TrainingSupport } from '../../main/engine/executors/executor'
import { GraphExecutor } from '../../main/engine/executors/graph/executor'
import { isSeparable } from '../../main/engine/executors/separable'
import type { ImageShape } from '../../main/engine/datasets/dataset'
import { initialWeights } from '../../main/engine/networks/parameters'
import { presetNetwork } from '../../main/engine/networks/presets'
import { reluSupport } from '../../main/engine/support/forward'
import { supportLayout } from '../../main/engine/support/layout'
import type { NetworkPresetName } from '../../preload/schema/configuration'
import { answerSteps } from './step-process'
import { synthetic } from './synthetic'

export interface BackendJob { net: NetworkPresetName; executor: 'graph' | 'eager' }
export type BackendStep = 'SGD' | 'consistent'

const digits: ImageShape = [28, 28, 1]
const batchSize = 32
const update = { learningRate: 0, momentum: 0.9, weightDecay: 0, clipNorm: 1 }
const supports: readonly SupportKind[] = [
  { mode: 'relu' }, { mode: 'masks', form: 'affine', gate: 'pure', consistent: true }
]

/** Towers where a training has them: with the graph, unless statistics of the batch are computed. */
async function stepsOf({ net, executor: asked }: BackendJob) {
  const network = presetNetwork(net, digits, 10)
  const inTowers = asked === 'graph' && supports.every((kind) => isSeparable(network, kind))
  const backend = await preferredBackend(inTowers ? threadsInTowers(batchSize) : threadsOf(1))
  const weights = initialWeights(network, 1)
  const executor: Executor = asked === 'graph'
    ? await GraphExecutor.create(backend, network, weights, 1, supports)
    : new EagerExecutor(backend, network, weights, 1)
  const { layers } = supportLayout(network)
  const batch = synthetic(batchSize, digits)
  const packed = Uint8Array.from(await executor.estimateMasks(batch, reluSupport(layers.length)))
  const consistent: TrainingSupport = {
    mode: 'masks', form: 'affine', gate: 'pure', packed, consistency: 0.3, thresholds: new Float32Array(layers.length)
  }
  let iteration = 0
  return async (kind: BackendStep): Promise<void> => {
    await executor.trainStep(batch, kind === 'SGD' ? { mode: 'relu' } : consistent, update, iteration++)
  }
}

void answerSteps(() => stepsOf(JSON.parse(process.argv[2] ?? '') as BackendJob))
