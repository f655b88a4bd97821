/**
 * Whether TensorFlow's CUDA build has kernels for the GPUs of this machine, asked before gigabytes are fetched: newer
 * ones end its first operation with CUDA_ERROR_INVALID_PTX or CUDA_ERROR_INVALID_HANDLE.
 */
import { CommandFault, run } from './command.mjs'
import { tensorflowVersion } from './native-wheels.mjs'

/** Compute capabilities: the oldest that has kernels, and the newest that the driver compiles them for (build info). */
const [oldest, newest] = [6, 9]

/** @typedef {{ name: string, capability: number }} Gpu */

/** Of `nvidia-smi --query-gpu=name,compute_cap --format=csv,noheader`. @param {string} told @returns {Gpu[]} */
export function gpusOf(told) {
  return told.split('\n').flatMap((line) => {
    const [, name, capability] = /^(.+), *(\d+\.\d+)\s*$/.exec(line) ?? []
    return name === undefined || capability === undefined ? [] : [{ name, capability: Number(capability) }]
  })
}

/**
 * Why none of these GPUs can be computed on; null where one can, or nothing is known of them.
 * @param {Gpu[]} gpus @returns {string | null}
 */
export function capabilityFault(gpus) {
  const suits = gpus.some(({ capability }) => capability >= oldest && capability < newest + 1)
  if (gpus.length === 0 || suits) return null
  const [{ name, capability }] = /** @type {[Gpu]} */ (gpus)
  return `the ${name} has compute capability ${capability.toFixed(1)}, ` +
    `and TensorFlow ${tensorflowVersion} computes on ${oldest}.0 to ${newest}.x`
}

/** @returns {Promise<string | null>} as `capabilityFault`, of this machine's GPUs */
export async function cudaFault() {
  try {
    const query = ['--query-gpu=name,compute_cap', '--format=csv,noheader']
    return capabilityFault(gpusOf(await run('nvidia-smi', query, { limitSeconds: 30 })))
  } catch (error) {
    if (error instanceof CommandFault) return null
    throw error
  }
}
