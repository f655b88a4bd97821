import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../../../main/engine/backends/backend'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { wasmBackend } from '../../../../main/engine/backends/wasm'
import { locateData, openDataSet } from '../../../../main/engine/datasets'
import { consecutive, pixelsInMemory } from '../../../../main/engine/datasets/dataset'
import { contrastNormalised } from '../../../../main/engine/datasets/preprocessing/contrast'
import { fitWhitening, whitener } from '../../../../main/engine/datasets/preprocessing/whitening'
import { goodIdx } from '../../../fixtures/datasets/broken'
import { folderWith } from '../../../fixtures/datasets/folder'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded, photographs } from '../helpers/datasets'

const native = nativeBackend()
const wasm = await wasmBackend()
const backends = [native, wasm]
const size = 48
/** More images than values, and fewer: their inverse roots are worked out in two ways. */
const counts = [600, 30] as const
const pixels = photographs(counts[0], size)

const sourceOf = (count: number) => pixelsInMemory(pixels.subarray(0, count * size), new Int32Array(count), size)

async function whitenedOf(count: number, backend: Backend) {
  const fitted = await fitWhitening(backend, sourceOf(count), size)
  const { whiten, dispose } = whitener(backend, fitted)
  const whitened = await whiten(contrastNormalised(pixels.subarray(0, count * size), size))
  dispose()
  return { matrix: fitted.matrix, whitened }
}

const cases = backends.flatMap((backend) => counts.map((count) => ({ name: backend.name, backend, count })))

const largestDifference = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one, (value, i) => Math.abs(value - other[i])).reduce((most, value) => Math.max(most, value))

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
  it.each(cases)('of $count images on $name is symmetric, leaves a covariance of C / (C + ε)', async (given) => {
    const { count } = given
    const { matrix, whitened } = await whitenedOf(count, given.backend)
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

  it.each(counts)('of %d images comes to the same by WebAssembly as by native TensorFlow', async (count) => {
    const [one, other] = [await whitenedOf(count, native), await whitenedOf(count, wasm)]
    expect(largestDifference(one.whitened, other.whitened)).toBeLessThan(2e-4)
  })

  it('leaves no tensor behind', async () => {
    for (const backend of backends) {
      const before = backend.tf.memory().numTensors
      for (const count of counts) await whitenedOf(count, backend)
      expect(backend.tf.memory().numTensors).toBe(before)
    }
  })

  it('refuses images that are too large for it', async () => {
    await expect(fitWhitening(native, sourceOf(1), 64 * 64 * 3)).rejects.toThrow(
      'Whitening takes images of at most 4096 values and these have 12288; choose another preprocessing, such as ' +
      'channel-means.'
    )
  })

  it('of a data set is worked out once, and kept by what it was made of', async () => {
    const location = { ...locateData(temporaryFolder(), 'mnist', folderWith(goodIdx)) }
    const settings = { dataset: 'mnist' as const, preprocessing: 'contrast-whitened' as const, imageSize: 224 }
    const once = await openDataSet(settings, location, () => native)
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
  it.each(cases)('$count images to the same values as $name', async ({ count, backend }) => {
    const { whitened } = await whitenedOf(count, backend)
    const path = join(temporaryFolder(), 'pixels')
    writeFileSync(path, pixels.subarray(0, count * size))
    const expected = JSON.parse(runPython('recompute_whitening.py', path, String(count), String(size))) as number[]
    expect(largestDifference(expected, whitened)).toBeLessThan(2e-4)
  })
})
