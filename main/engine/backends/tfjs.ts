/** tfjs' own backends, which need nothing native. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { Failure } from '../../../preload/schema/failure'
import { activate } from './activate'
import { mendAveragePoolGradient } from './average-pool-gradient'
import type { Backend, BackendName, Capabilities, ReadType, Tfjs } from './backend'

export type TfjsBackendName = Exclude<BackendName, 'tensorflow-cpu' | 'tensorflow-gpu'>

const capabilities: Record<TfjsBackendName, Capabilities> = {
  wasm: { graph: false, reading: 'sync', deterministic: true, memory: 'javascript' },
  // Which GPUs add in the same order each time is not known.
  webgpu: { graph: false, reading: 'async', deterministic: false, memory: 'device' },
  cpu: { graph: false, reading: 'sync', deterministic: true, memory: 'javascript' }
}

/**
 * Sets up a backend that a loaded tfjs knows; the one that computed before computes again afterwards.
 * @throws Failure when this tfjs does not have it, or it does not run here
 */
export async function tfjsBackend(tf: Tfjs, name: TfjsBackendName): Promise<Backend> {
  const before = tf.getBackend() as string | undefined
  const ready = tf.engine().registryFactory[name] !== undefined && await tf.setBackend(name)
  if (!ready) throw new Failure(`TensorFlow.js cannot compute with "${name}" here; choose another backend.`)
  if (before !== undefined) activate(tf, before)
  mendAveragePoolGradient(tf, name)
  return {
    name,
    version: tf.version_core,
    tf,
    towers: 1,
    threads: null,
    fused: false,
    can: capabilities[name],
    native: null,
    activate: () => activate(tf, name),
    read: <T extends ReadType>(tensor: Tensor) => tensor.data<T>()
  }
}
