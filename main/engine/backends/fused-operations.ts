/**
 * The fused mask operations (../executors/graph/fused), which set-up compiles beside TensorFlow's addon. Loading them
 * registers them with the TensorFlow of this process.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

let loaded: boolean | null = null

/** Whether graphs may use them; false where they were not compiled, or not for this TensorFlow. */
export function loadFusedOperations(): boolean {
  loaded ??= tryLoading()
  return loaded
}

function tryLoading(): boolean {
  const require = createRequire(import.meta.url)
  const addons = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'lib', 'napi-v8')
  try {
    require(join(addons, 'maskscope_operations.node'))
    return true
  } catch {
    return false
  }
}
