import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { expect, it } from 'vitest'
import type { Tfjs } from '../../../../main/engine/backends/backend'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { wasmBackend } from '../../../../main/engine/backends/wasm'
import { random } from '../../../../main/engine/random'

const native = nativeBackend()
const wasm = await wasmBackend()
const { tf } = native

/** The same work on both; what tensors hold follows from backend to backend. */
async function onBoth(work: (tf: Tfjs) => Tensor): Promise<[wasm: number[], native: number[]]> {
  const values: number[][] = []
  for (const backend of [wasm, native]) {
    backend.activate()
    values.push([...await backend.read(tf.tidy(() => work(tf)))])
  }
  return [values[0], values[1]]
}

type Sides = number | [number, number]

const normal = (seed: number, size: number): Float32Array => {
  const stream = random(seed, 'values')
  return Float32Array.from({ length: size }, () => stream.normal())
}

it.each([
  [[3, 3], 1, 'same'], [[3, 3], 2, 'same'], [[2, 3], 2, 'valid'], [[1, 1], 1, 'same'], [[1, 1], 3, 'valid'],
  [[5, 2], 3, 'same'], [[4, 4], 3, 'valid'], [[3, 2], [2, 1], 'same'], [[2, 3], [1, 3], 'valid']
] as const)('gives the gradients of a filter %s every %s, %s, and of its input', async (filter, stride, padding) => {
  const images = normal(1, 3 * 9 * 8 * 2)
  const weights = normal(2, filter[0] * filter[1] * 2 * 5)
  const convolved = (x: Tensor, w: Tensor): Tensor =>
    tf.sum(tf.square(tf.conv2d(x as Tensor4D, w as Tensor4D, stride as Sides, padding)))
  const [one, other] = await onBoth(() => {
    const gradients = tf.grads(convolved)([tf.tensor4d(images, [3, 9, 8, 2]), tf.tensor(weights, [...filter, 2, 5])])
    return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])))
  })
  // Sums of up to 216 float32 products in another order.
  const bound = 1e-5 * Math.max(...other.map(Math.abs))
  other.forEach((value, i) => expect(Math.abs(one[i] - value)).toBeLessThanOrEqual(bound))
})

it.each([[2, 2, 'valid'], [3, 2, 'same'], [3, 1, 'same'], [5, 3, 'valid'], [[2, 3], [1, 2], 'same']] as const)(
  'gives the gradient of the largest of %s every %s, %s, to the first of equal ones, below zero too',
  async (window, stride, padding) => {
    // Few values, so that a window has its largest more than once.
    const images = normal(3, 2 * 7 * 6 * 3).map((value) => Math.round(value) - 2)
    const [one, other] = await onBoth(() =>
      tf.grad((x) => tf.sum(tf.square(tf.maxPool(x as Tensor4D, window as Sides, stride as Sides, padding))))(
        tf.tensor4d(images, [2, 7, 6, 3])
      )
    )
    expect(one).toEqual(other)
  }
)

it.each(['float32', 'int32'] as const)('writes one-hot values as %s, none for an index beyond', async (type) => {
  const [one, other] = await onBoth(() => tf.oneHot(tf.tensor1d([1, 0, 3, -1], 'int32'), 3, 5, 2, type))
  expect(one).toEqual(other)
  expect(one).toEqual([2, 5, 2, 5, 2, 2, 2, 2, 2, 2, 2, 2])
})

it.each([[[], 0.25], [[1, 1], 0.25], [[4], null], [[1, 1, 1], 0.25]])(
  'compares with values of shape %j as [q > limit] of numbers, zeros and what is no number',
  async (shape, limit) => {
    const values = [Number.NaN, Infinity, -Infinity, 0, -0, 0.25, 0.2500001, 1, -1, 1e-40, 3, -3]
    const limits = limit === null ? [0, -1, Number.NaN, Infinity] : [limit]
    const [one, other] = await onBoth(() => tf.greater(tf.tensor2d(values, [3, 4]), tf.tensor(limits, shape)))
    expect(one).toEqual(other)
  }
)

it.each([[[0]], [[0, 1]], [[1]], [[0, 2]], [[0, 1, 2]], [undefined], [-3]])('sums along the axes %j', async (axis) => {
  for (const keep of [false, true]) {
    const shapes: number[][] = []
    const [one, other] = await onBoth(() => {
      const sums = tf.sum(tf.tensor3d(normal(5, 5 * 4 * 3), [5, 4, 3]), axis, keep)
      shapes.push(sums.shape)
      return sums
    })
    expect(shapes[0]).toEqual(shapes[1])
    // Sums of up to 60 float32 values in another order, which may cancel.
    other.forEach((value, i) => expect(one[i]).toBeCloseTo(value, 5))
  }
})

it('is set up once, and leaves no listener of crashes behind', async () => {
  const listeners = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
  expect(await wasmBackend()).toBe(wasm)
  expect(process.rawListeners('unhandledRejection').map(String).join()).not.toContain('throw reason')
  expect(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')).toBe(listeners)
})
