/** Loads native TensorFlow as a training would and says in JSON what it is; run by the project's own Node. */
import { createRequire } from 'node:module'

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
const load = createRequire(import.meta.url)

/** tfjs-node 4.22 still calls two helpers that Node 23 removed. @type {Record<string, unknown>} */
const utilities = load('node:util')
utilities.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined
utilities.isArray ??= Array.isArray

/** @type {typeof import('@tensorflow/tfjs-node-gpu')} */
const tensorflow = load('@tensorflow/tfjs-node-gpu')
const [sum] = await tensorflow.sum(tensorflow.tensor1d([1, 2])).data()
if (sum !== 3) throw new Error(`TensorFlow adds 1 and 2 to ${sum}`)
const backend = /** @type {{ binding: { TF_Version: string }, isUsingGpuDevice: boolean }} */ (
  /** @type {unknown} */ (tensorflow.backend())
)
process.stdout.write(JSON.stringify({ version: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice }))
