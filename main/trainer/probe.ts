/** A process that tries TensorFlow once and says what happened; `doctor` and the Train page have it started. */
import { sentenceOf } from '../../preload/schema/failure'
import { preferredBackend, sentenceOn } from '../engine/backends/preferred'
import { computed } from '../engine/tensors'

async function tryOnce() {
  try {
    const backend = await preferredBackend()
    const { tf, name, version, why } = backend
    const work = () => ({ total: tf.sum(tf.ones([2, 3])) })
    const [sum] = await computed(backend, work, async ({ total }) => [...await backend.read(total)])
    if (sum !== 6) throw new Error(`the sum of six ones came out as ${sum}`)
    return { outcome: 'computes', backend: name, version, why, sentence: sentenceOn(backend) }
  } catch (error) {
    return { outcome: 'fails', sentence: sentenceOf(error) }
  }
}

void tryOnce().then((reply) => process.send?.(reply, undefined, undefined, () => process.disconnect()))
