/** A process that tries TensorFlow once and says what happened; `doctor` starts it. */
import { sentenceOf } from '../../preload/schema/failure'
import { nativeBackend } from '../engine/backends/native'
import { scoped } from '../engine/tensors'

function tryOnce() {
  try {
    const backend = nativeBackend()
    const { tf, native, name, version } = backend
    const [sum] = scoped(backend, () => native.read(tf.sum(tf.ones([2, 3]))))
    if (sum !== 6) throw new Error(`the sum of six ones came out as ${sum}`)
    return { outcome: 'computes', backend: name, version }
  } catch (error) {
    return { outcome: 'fails', sentence: sentenceOf(error) }
  }
}

process.send?.(tryOnce(), undefined, undefined, () => process.disconnect())
