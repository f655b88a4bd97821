import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { locateData, openDataSet } from '../../../../main/engine/datasets'
import { consecutive, pixelsInMemory } from '../../../../main/engine/datasets/dataset'
import { contrastNormalised } from '../../../../main/engine/datasets/preprocessing/contrast'
import { fitWhitening, whitener } from '../../../../main/engine/datasets/preprocessing/whitening'
import { goodIdx } from '../../../fixtures/datasets/broken'
import { folderWith } from '../../../fixtures/datasets/folder'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded, photographs } from '../helpers/datasets'

const backend = nativeBackend()
const size = 48
/** More images than values, and fewer: their inverse roots are worked out in two ways. */
const counts = [600, 30] as const
const pixels = photographs(counts[0], size)

const sourceOf = (count: number) => pixelsInMemory(pixels.subarray(0, count * size), new Int32Array(count), size)

function whitenedOf(count: number) {
  const fitted = fitWhitening(backend, sourceOf(count), size)
  const { whiten } = whitener(backend, fitted)
  return { matrix: fitted.matrix, whitened: whiten(contrastNormalised(pixels.subarray(0, count * size), size)) }
}

describe('contrast normalisation', () => {
  it('gives every image mean 0 and the same length, whatever its brightness and contrast', () => {
    const images = contrastNormalised(pixels, size)
    for (let i = 0; i < counts[0]; i++) {
      const image = images.subarray(i * size, (i + 1) * size)
      expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 3)
      expect(Math.hypot(...image)).toBeCloseTo(55 * Math.sqrt(size / 3072), 3)
    }
    const darker = Uint8Array.from([10, 20, 30, 60])
    const brighter = darker.map((value) => 3 * value + 40)
    contrastNormalised(darker, 4).forEach((value, i) =>
      expect(value).toBeCloseTo(contrastNormalised(brighter, 4)[i], 5)
    )
  })

  it('has length 55 for images of 32×32×3, as published, and makes an image of one colour zeros', () => {
    expect(Math.hypot(...contrastNormalised(photographs(1, 3072), 3072))).toBeCloseTo(55, 3)
    expect([...contrastNormalised(Uint8Array.of(7, 7, 7), 3)]).toEqual([0, 0, 0])
  })
})

describe('whitening', () => {
  it.each(counts)('of %d images is symmetric and leaves mean 0 and a covariance of C / (C + ε)', (count) => {
    const { matrix, whitened } = whitenedOf(count)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) expect(matrix[i * size + j]).toBeCloseTo(matrix[j * size + i], 4)
    const covariance = (i: number, j: number): number => {
      let sum = 0
      for (let n = 0; n < count; n++) sum += whitened[n * size + i] * whitened[n * size + j]
      return sum / count
    }
    // W C W = C (C + εI)⁻¹ = I − ε (C + εI)⁻¹ = I − ε W W, since W² = (C + εI)⁻¹.
    for (const [i, j] of [[0, 0], [5, 5], [47, 47], [0, 1], [3, 30], [12, 11]]) {
      let product = 0
      for (let k = 0; k < size; k++) product += matrix[i * size + k] * matrix[k * size + j]
      expect(covariance(i, j)).toBeCloseTo((i === j ? 1 : 0) - 0.1 * product, 3)
    }
  })

  it('refuses images that are too large for it', () => {
    expect(() => fitWhitening(backend, sourceOf(1), 64 * 64 * 3)).toThrow(
      'Whitening takes images of at most 4096 values and these have 12288; choose another preprocessing, such as ' +
      'channel-means.'
    )
  })

  it('of a data set is worked out once, and kept by what it was made of', async () => {
    const location = { ...locateData(temporaryFolder(), 'mnist', folderWith(goodIdx)) }
    const settings = { dataset: 'mnist' as const, preprocessing: 'contrast-whitened' as const, imageSize: 224 }
    const once = await openDataSet(settings, location, () => backend)
    const times = (): number[] =>
      readdirSync(location.prepared).map((name) => statSync(join(location.prepared, name)).mtimeMs)
    const before = times()
    const again = await openDataSet(settings, location, notNeeded)
    expect(times()).toEqual(before)
    expect(again.train.read(consecutive(0, 2))).toEqual(once.train.read(consecutive(0, 2)))
    expect([...again.test.labels]).toEqual([7])
  })
})

describeWithPython('NumPy whitens', () => {
  it.each(counts)('the same %d images to the same values', (count) => {
    const { whitened } = whitenedOf(count)
    const path = join(temporaryFolder(), 'pixels')
    writeFileSync(path, pixels.subarray(0, count * size))
    const expected = JSON.parse(runPython('recompute_whitening.py', path, String(count), String(size))) as number[]
    const largest = Math.max(...expected.map((value, i) => Math.abs(value - whitened[i])))
    expect(largest).toBeLessThan(2e-4)
  })
})
