/** The generator in TypeScript gives TensorFlow's own numbers, bit for bit. */
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { statelessUniform } from '../../../../main/engine/executors/stateless-uniform'

const { native, tf } = nativeBackend()

function byTensorFlow(shape: readonly number[], seeds: readonly [number, number]): Float32Array {
  const attributes = [
    { name: 'dtype', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
    { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 },
    { name: 'Tseed', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 }
  ]
  const inputs = [tf.tensor1d([...shape], 'int32'), tf.tensor1d([...seeds], 'int32')]
  return native.executeSingleOutput('StatelessRandomUniform', attributes, inputs).dataSync<'float32'>()
}

describe('stateless uniform numbers', () => {
  // Counts that fill their last block of four and counts that do not; the last one is shared out among threads.
  it.each([[[1]], [[3]], [[4]], [[7]], [[5, 3]], [[2, 9, 7, 6]], [[64, 28, 28, 8]]])('of shape %j', (shape) => {
    for (const seeds of [[0, 0], [1, 0], [0, 1], [123_456_789, 42], [2 ** 31 - 1, 2 ** 31 - 1], [-1, -5]] as const) {
      const own = statelessUniform(shape, seeds)
      const theirs = byTensorFlow(shape, seeds)
      expect(own.length).toBe(theirs.length)
      expect(own.findIndex((value, i) => value !== theirs[i])).toBe(-1)
    }
  })

  it('are spread over [0, 1) and differ by either seed', () => {
    const values = statelessUniform([10_000], [7, 3])
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    // The mean of 10,000 has a deviation of 0.0029.
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1)
    expect(statelessUniform([8], [7, 4])).not.toEqual(values.slice(0, 8))
    expect(statelessUniform([8], [8, 3])).not.toEqual(values.slice(0, 8))
  })
})
