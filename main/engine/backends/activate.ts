/** tfjs computes with one backend at a time, for the whole process. */
import type { Tfjs } from './backend'

/** `setBackend` has switched when it returns, if this backend has been set up before; its promise is then settled. */
export function activate(tf: Tfjs, registeredAs: string): void {
  if (tf.getBackend() !== registeredAs) void tf.setBackend(registeredAs)
}
