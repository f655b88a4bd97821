/**
 * A process that tries once what `doctor` and the Train page ask for, and says what happened: what computes, or
 * with `gpus` which GPUs WebGPU finds. Drivers may crash.
 */
import { sentenceOf } from '../../preload/schema/failure'
import { preferredBackend, sentenceOn } from '../engine/backends/preferred'
import { adapters } from '../engine/backends/webgpu/adapters'
import { computed } from '../engine/tensors'

async function tryOnce() {
  const backend = await preferredBackend()
  const { tf, name, version, why } = backend
  const work = () => ({ total: tf.sum(tf.ones([2, 3])) })
  const [sum] = await computed(backend, work, async ({ total }) => [...await backend.read(total)])
  if (sum !== 6) throw new Error(`the sum of six ones came out as ${sum}`)
  return { outcome: 'computes', backend: name, version, why, sentence: sentenceOn(backend) }
}

const findGpus = async () => ({ outcome: 'finds', gpus: await adapters() })

const asked = process.argv[2] === 'gpus' ? findGpus : tryOnce

void asked()
  .catch((error: unknown) => ({ outcome: 'fails', sentence: sentenceOf(error) }))
  // WebGPU's threads would keep the process.
  .then((reply) => process.send?.(reply, undefined, undefined, () => process.exit()))
