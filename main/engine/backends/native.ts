/**
 * Native TensorFlow through tfjs-node-gpu (the same addon runs on CPU or CUDA, whichever library set-up linked it to).
 */
import { createRequire } from 'node:module'
import type * as tensorflow from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../preload/schema/failure'

export type TensorFlow = typeof tensorflow

interface RemovedFromNode { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }

/** tfjs-node 4.22 still calls two helpers that Node 23 removed from `node:util`. */
function restoreRemovedUtilities(require: NodeJS.Require): void {
  const utilities = require('node:util') as RemovedFromNode
  utilities.isNullOrUndefined ??= (value) => value === null || value === undefined
  utilities.isArray ??= Array.isArray
}

/** @throws Failure when the native library is not there or cannot be loaded. */
export function loadTensorFlow(): TensorFlow {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  const require = createRequire(import.meta.url)
  restoreRemovedUtilities(require)
  try {
    const loaded = require('@tensorflow/tfjs-node-gpu') as TensorFlow
    loaded.enableProdMode()
    return loaded
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Failure(
      `Native TensorFlow could not be loaded (${reason}); run "npm start" once to set it up, or "npm run doctor" to see what is missing.`
    )
  }
}

interface NativeBackend { isUsingGpuDevice?: boolean; binding?: { TF_Version?: string } }

/** What is computing: `tensorflow-cpu` or `tensorflow-gpu`, and the native library's version. */
export function describeBackend(tensorflow: TensorFlow): { name: string; version: string } {
  const backend = tensorflow.backend() as unknown as NativeBackend
  return {
    name: backend.isUsingGpuDevice === true ? 'tensorflow-gpu' : 'tensorflow-cpu',
    version: backend.binding?.TF_Version ?? 'unknown'
  }
}
