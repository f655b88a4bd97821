/** What a job computes on: how it uses the cores is decided before TensorFlow is loaded. */
import { backendChoiceVariable, type BackendChoice } from '../../preload/schema/backend-choice'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import type { Backend, BackendName } from '../engine/backends/backend'
import { preferredBackend, type PreferredBackend } from '../engine/backends/preferred'
import { multipliesBfloat16 } from '../engine/backends/processor'
import { threadsAsked, threadsInTowers, type Threads } from '../engine/backends/threads'
import { forwardBatchSize } from '../engine/evaluation/evaluate'
import { whyWhole } from '../engine/executors/separable'
import { trainingMethodOf } from '../engine/training/methods'

/** Towers where the graph executor may split every batch of the run, as many as it asks for. */
export const trainingThreads = (configuration: TrainingConfiguration, network: Network, cores?: number): Threads =>
  threadsAsked(whyOne(configuration, network) === null ? configuration : { ...configuration, towers: 1 }, cores)

export const trainingBackend = (configuration: TrainingConfiguration, network: Network): Promise<PreferredBackend> =>
  preferredBackend(trainingThreads(configuration, network))

/**
 * Has this process, before it loads a backend, compute on what a run was computed on before. What a person asked for by
 * name stays, and where it cannot be had the run says what differs.
 */
export function computeAsBefore(backend: string): void {
  const asked = process.env[backendChoiceVariable]
  if (asked !== undefined && asked !== '' && asked !== ('auto' satisfies BackendChoice)) return
  if (backend === 'wasm' || backend === 'webgpu') process.env[backendChoiceVariable] = backend satisfies BackendChoice
  // A GPU that has come to the machine since stays out of it.
  if (backend === 'tensorflow-cpu') process.env.CUDA_VISIBLE_DEVICES = '-1'
}

/** @throws Failure where the precision that a run asks for would only be slower here */
export function demandPrecision(
  { precision }: Pick<TrainingConfiguration, 'precision'>, isThere?: boolean
): void {
  if (precision === 'float32' || (isThere ?? multipliesBfloat16())) return
  throw new Failure(
    'The precision bfloat16 wants a processor that multiplies it (AVX512-BF16 or AMX), and this one is not known to; ' +
      'train with --precision float32, or on another machine.'
  )
}

/** For networks that are only run, in large batches. */
export const runningBackend = (): Promise<PreferredBackend> => preferredBackend(threadsInTowers(forwardBatchSize))

/** What the run itself cannot be parted for, as a sentence begins. */
function whyOne(configuration: TrainingConfiguration, network: Network): string | null {
  if (configuration.executor === 'eager') return 'the eager executor computes a batch as one'
  const kinds = trainingMethodOf(configuration.method).supports(configuration)
  return kinds.map((kind) => whyWhole(network, kind)).find((why) => why !== null) ?? null
}

/** One sentence where more towers were asked for than computed: the figures are those of one. */
export function whyNoTowers(
  configuration: TrainingConfiguration, network: Network, { name, towers }: Pick<Backend, 'name' | 'towers'>
): string | null {
  const asked = configuration.towers ?? 1
  if (asked === 1 || towers > 1) return null
  const why = wholeOn[name] ?? whyOne(configuration, network)
  return why === null ? null : `${asked} towers were asked for, but ${why}, so there was one.`
}

/** Why a backend computes every batch as one, as a sentence begins; null where it does not. */
const wholeOn: Readonly<Record<BackendName, string | null>> = {
  'tensorflow-cpu': null,
  'tensorflow-gpu': 'a GPU computes a batch as one',
  webgpu: 'a GPU computes a batch as one',
  wasm: 'WebAssembly computes a batch as one',
  cpu: 'JavaScript computes a batch as one'
}
