/** Types of numbers against Node's own arrays: every pattern of 16 bits. */
import { describe, expect, it } from 'vitest'
import { float32sOf } from '../../../main/interchange/number-types'

const patterns = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)
const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer)
const same = (one: ArrayLike<number>, other: ArrayLike<number>): number[] =>
  Array.from(one).flatMap((value, i) => (Object.is(value, other[i]) ? [] : [i]))

describe('numbers become float32', () => {
  it('from float16, exactly', () => {
    const Half = Reflect.get(globalThis, 'Float16Array') as new (buffer: ArrayBufferLike) => ArrayLike<number>
    expect(same(float32sOf('float16', bytesOf(patterns)), new Half(patterns.slice().buffer))).toEqual([])
  })

  it('from bfloat16, as the upper half of a float32', () => {
    const view = new DataView(new ArrayBuffer(4))
    const expected = Array.from(patterns, (pattern) => {
      view.setUint16(0, pattern)
      return view.getFloat32(0)
    })
    expect(same(float32sOf('bfloat16', bytesOf(patterns)), expected)).toEqual([])
  })

  it('from float64, rounded, wherever their bytes begin', () => {
    const values = Float64Array.of(Math.PI, -1e-300, 1e300, 2 ** 60 + 1)
    const bytes = Uint8Array.of(0, ...bytesOf(values)).subarray(1)
    expect(same(float32sOf('float64', bytes), [Math.fround(Math.PI), -0, Infinity, 2 ** 60])).toEqual([])
    const single = Float32Array.of(0.1, -2)
    expect(same(float32sOf('float32', Uint8Array.of(9, ...bytesOf(single)).subarray(1)), single)).toEqual([])
  })
})
