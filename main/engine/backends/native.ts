/**
 * Native TensorFlow through tfjs-node-gpu (the same addon runs on CPU or CUDA, whichever library set-up linked it to).
 */
import { createRequire } from 'node:module'
import type * as tensorflow from '@tensorflow/tfjs-node-gpu'
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../preload/schema/failure'
import { activate } from './activate'
import { loadFusedOperations } from './fused-operations'
import type { Backend, LoadedGraph, NativeOperations, ReadType } from './backend'
import { threadsOf, type Threads } from './threads'

type TensorFlow = typeof tensorflow

/** The native library is not there, or cannot be loaded. */
export class NativeUnavailable extends Failure {
  /** Without a stop at its end. */
  readonly reason: string

  constructor(reason: string) {
    super(
      `Native TensorFlow could not be loaded (${reason}); ` +
        'run "npm start" once to set it up, or "npm run doctor" to see what is missing.'
    )
    this.reason = reason
  }
}

interface RemovedFromNode { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }

/** tfjs-node 4.22 still calls two helpers of `node:util`, one removed by Node 23 and one that warns of being old. */
function restoreRemovedUtilities(require: NodeJS.Require): void {
  const utilities = require('node:util') as RemovedFromNode
  utilities.isNullOrUndefined ??= (value) => value === null || value === undefined
  utilities.isArray = Array.isArray
}

/** Those of this process: TensorFlow reads them once, when it is loaded. */
let threadsHere: Threads | null = null

function loadTensorFlow({ towers, perOperation }: Threads): TensorFlow {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_NUM_INTRAOP_THREADS ??= String(perOperation)
  // Of a batch that is computed as one, TensorFlow chooses how many operations go side by side: no sum depends on it.
  if (towers > 1) process.env.TF_NUM_INTEROP_THREADS ??= String(towers)
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  const require = createRequire(import.meta.url)
  restoreRemovedUtilities(require)
  try {
    const loaded = require('@tensorflow/tfjs-node-gpu') as TensorFlow
    loaded.enableProdMode()
    return loaded
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new NativeUnavailable(reason.replace(/[.\s]+$/, ''))
  }
}

/** What tfjs-node's backend is beyond tfjs' own interface. */
type NativeKernels = Pick<NativeOperations, 'executeSingleOutput' | 'executeMultipleOutputs'> & {
  isUsingGpuDevice?: boolean
  loadSavedModelMetaGraph(folder: string, tags: string): number
  runSavedModel(graph: number, inputs: Tensor[], names: { name: string }[], outputs: string[]): Tensor[]
  deleteSavedModel(graph: number): void
  binding: NativeOperations['binding'] & { TF_Version?: string }
}

function loadGraph(kernels: NativeKernels, folder: string): LoadedGraph {
  const graph = kernels.loadSavedModelMetaGraph(folder, 'serve')
  return {
    run: (feeds, fetches) =>
      kernels.runSavedModel(graph, [...feeds.values()], Array.from(feeds.keys(), (name) => ({ name })), [...fetches]),
    dispose: () => kernels.deleteSavedModel(graph)
  }
}

/**
 * `tensorflow-cpu` or `tensorflow-gpu`. On a GPU sums of gradients are added in the order in which threads finish.
 * @param threads what the first call in a process asks for
 * @throws NativeUnavailable when the native library is not there or cannot be loaded
 */
export function nativeBackend(threads = threadsOf(1)): Backend & { native: NativeOperations } {
  threadsHere ??= threads
  const tf = loadTensorFlow(threadsHere)
  const kernels = tf.engine().findBackend('tensorflow') as unknown as NativeKernels
  const gpu = kernels.isUsingGpuDevice === true
  return {
    name: gpu ? 'tensorflow-gpu' : 'tensorflow-cpu',
    version: kernels.binding.TF_Version ?? 'unknown',
    tf,
    towers: gpu ? 1 : threadsHere.towers,
    // As TensorFlow has read it, whoever set it.
    threads: gpu ? null : Number(process.env.TF_NUM_INTRAOP_THREADS),
    fused: !gpu && loadFusedOperations(),
    can: { graph: true, reading: 'sync', deterministic: !gpu, memory: gpu ? 'device' : 'native' },
    native: {
      loadGraph: (folder) => loadGraph(kernels, folder),
      binding: kernels.binding,
      executeSingleOutput: (...call) => kernels.executeSingleOutput(...call),
      executeMultipleOutputs: (...call) => kernels.executeMultipleOutputs(...call)
    },
    activate: () => activate(tf, 'tensorflow'),
    // Values are in memory when an operation returns, so that waiting for them costs no more than reading them.
    read: <T extends ReadType>(tensor: Tensor) => Promise.resolve(tensor.dataSync<T>())
  }
}
