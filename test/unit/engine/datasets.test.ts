import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadDataSet } from '../../../main/engine/datasets'
import { firstOf, select } from '../../../main/engine/datasets/dataset'

describe('mnist-10k', () => {
  const data = loadDataSet('mnist-10k')

  it('has 8,000 and 2,000 digits of ten classes', () => {
    expect([data.train.count, data.test.count]).toEqual([8000, 2000])
    expect([data.train.images.length, data.test.images.length]).toEqual([8000 * 784, 2000 * 784])
    // The package's own number of digits per class.
    const perClass = Array.from({ length: 10 }, (_, digit) => [...data.train.labels, ...data.test.labels].filter((label) => label === digit).length)
    expect(perClass).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978])
  })

  it('is standardised by its training pixels', () => {
    const mean = data.train.images.reduce((sum, value) => sum + value, 0) / data.train.images.length
    const variance = data.train.images.reduce((sum, value) => sum + value * value, 0) / data.train.images.length
    // Six million float32 values.
    expect(mean).toBeCloseTo(0, 5)
    expect(variance).toBeCloseTo(1, 5)
  })

  it('is split in the same way on every machine', () => {
    const digest = createHash('sha256').update(Uint8Array.from(data.test.labels)).digest('hex')
    expect(digest).toMatchInlineSnapshot(`"285b766afe268c1bbf166892fb015f67aab8c84e0641c88a8a2ea923bab73a2d"`)
  })
})

describe('examples', () => {
  const examples = { count: 3, images: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(7, 8, 9) }

  it('are selected in the order asked', () => {
    expect(select(examples, Int32Array.of(2, 0))).toEqual({ count: 2, images: Float32Array.of(5, 6, 1, 2), labels: Int32Array.of(9, 7) })
  })

  it('are limited to the first', () => {
    expect(firstOf(examples, 2)).toEqual({ count: 2, images: Float32Array.of(1, 2, 3, 4), labels: Int32Array.of(7, 8) })
    expect(firstOf(examples, 9)).toBe(examples)
  })
})
