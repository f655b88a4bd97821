import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { locateData, openDataSet } from '../../../../main/engine/datasets'
import { consecutive } from '../../../../main/engine/datasets/dataset'
import { imagesOf } from '../../../../main/engine/datasets/formats/mnist-10k'
import { notNeeded } from '../helpers/datasets'

describe('mnist-10k', async () => {
  const data = await openDataSet(
    { dataset: 'mnist-10k', preprocessing: 'standardised', imageSize: 224 },
    locateData('/nowhere', 'mnist-10k', null),
    notNeeded
  )
  const train = data.train.read(consecutive(0, data.train.count))

  it('has 8,000 and 2,000 digits of ten classes', () => {
    expect([data.train.count, data.test.count]).toEqual([8000, 2000])
    expect(train.images.length).toBe(8000 * 784)
    // The package's own number of digits per class.
    const perClass = Array.from(
      { length: 10 },
      (_, digit) => [...data.train.labels, ...data.test.labels].filter((label) => label === digit).length
    )
    expect(perClass).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978])
  })

  it('is standardised by its training pixels', () => {
    const mean = train.images.reduce((sum, value) => sum + value, 0) / train.images.length
    const variance = train.images.reduce((sum, value) => sum + value * value, 0) / train.images.length
    // Six million float32 values.
    expect(mean).toBeCloseTo(0, 5)
    expect(variance).toBeCloseTo(1, 5)
  })

  it('is split, and comes out, in the same way on every machine', () => {
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    expect(digest(Uint8Array.from(data.test.labels))).toMatchInlineSnapshot(
      `"285b766afe268c1bbf166892fb015f67aab8c84e0641c88a8a2ea923bab73a2d"`
    )
  })
})

describe('the package’s files', () => {
  const written = (values: readonly string[]): Buffer => Buffer.from(`{ "data": [${values.join()}]}`)
  const image = (...first: string[]): string[] => [...first, ...Array<string>(784 - first.length).fill('0')]

  it('are read as the bytes whose fractions they hold', () => {
    const bytes = Uint8Array.from({ length: 784 }, (_, i) => i % 256)
    const fractions = [...bytes].map((byte) => String(Number((byte / 255).toFixed(3))))
    expect(imagesOf(written(fractions))).toEqual(bytes)
    expect(imagesOf(written([...image(), ...image('1')]))?.[784]).toBe(255)
  })

  it.each([
    ['nothing', ''],
    ['another list', '{"digits": [0]}'],
    ['no image', '{"data": []}'],
    ['less than an image', written(['0', '0.5'])],
    ['more than 1', written(image('1.004'))],
    ['less than 0', written(image('-0.5'))],
    ['a word', written(image('null'))],
    ['a power of ten', written(image('1e-3'))],
    ['an end after a comma', written([...image(), '0']).subarray(0, -3)]
  ])('are refused with %s', (_what, text) => {
    expect(imagesOf(Buffer.from(text))).toBeNull()
  })
})
