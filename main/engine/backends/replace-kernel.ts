/** Kernels of our own, for what tfjs' backends lack or do wrongly. */
import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from './backend'

/** In the place of the backend's own kernel, where it has one. */
export function replaceKernel(tf: Tfjs, backendName: string, kernelName: string, kernelFunc: KernelFunc): void {
  const config: KernelConfig = { kernelName, backendName, kernelFunc }
  if (tf.getKernel(kernelName, backendName) as KernelConfig | undefined) tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel(config)
}
