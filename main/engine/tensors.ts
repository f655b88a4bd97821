/** Working with tensors on a backend; nothing here loads one. */
import type { NamedTensorMap, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { Padding } from '../../preload/schema/network'
import type { Backend, Tfjs } from './backends/backend'

/** Runs `work` and frees every tensor it made; what it returns holds numbers, not tensors. */
export function scoped<T>(backend: Backend, work: () => T): T {
  const engine = backend.tf.engine()
  backend.activate()
  engine.startScope()
  try {
    return work()
  } finally {
    engine.endScope()
  }
}

/**
 * Runs `work`, lets `use` read the tensors that it returns, and frees all that it made. `work` is done before this
 * returns: scopes are tfjs' one stack for the whole process, and nobody else may come in between.
 */
export async function computed<T extends NamedTensorMap, R>(
  backend: Backend,
  work: () => T,
  use: (tensors: T) => Promise<R>
): Promise<R> {
  backend.activate()
  const tensors = backend.tf.tidy(work)
  try {
    return await use(tensors)
  } finally {
    backend.tf.dispose(tensors)
  }
}

/** Values of float32 tensors by their names, in memory of their own. */
export async function copiesOf(backend: Backend, tensors: NamedTensorMap): Promise<Map<string, Float32Array>> {
  const names = Object.keys(tensors)
  const values = await Promise.all(names.map((name) => backend.read(tensors[name])))
  return new Map(names.map((name, i) => [name, values[i].slice()]))
}

/**
 * Maps [examples, height, width, channels] with the rows and columns that a padding adds, where no operation of tfjs
 * adds them: not every backend takes four numbers.
 * @param fill what they hold
 * @returns what padding is left to do
 */
export function withPads(
  tf: Tfjs, maps: Tensor4D, padding: Padding, fill: number
): { value: Tensor4D; left: 'same' | 'valid' } {
  if (typeof padding === 'string') return { value: maps, left: padding }
  const [top, left, bottom, right] = padding
  return { value: tf.pad4d(maps, [[0, 0], [top, bottom], [left, right], [0, 0]], fill), left: 'valid' }
}
