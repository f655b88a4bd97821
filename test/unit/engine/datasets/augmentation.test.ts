import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { augmented, move, movementOf } from '../../../../main/engine/datasets/augmentation'
import type { Examples, ImageShape } from '../../../../main/engine/datasets/dataset'

const shape: ImageShape = [12, 11, 2]
const size = 12 * 11 * 2
const image = Float32Array.from({ length: size }, (_, i) => i + 1)
const moved = (down: number, right: number, mirrored: boolean, from: Float32Array = image): Float32Array => {
  const target = new Float32Array(size)
  move(from, target, shape, { down, right, mirrored })
  return target
}
const step = fc.integer({ min: -5, max: 5 })

describe('moving an image', () => {
  it('shifts every pixel, and fills what is left empty with zeros', () => {
    fc.assert(fc.property(step, step, (down, right) => {
      const result = moved(down, right, false)
      for (let row = 0; row < 12; row++) {
        for (let column = 0; column < 11; column++) {
          const inside = row - down >= 0 && row - down < 12 && column - right >= 0 && column - right < 11
          for (let channel = 0; channel < 2; channel++) {
            expect(result[(row * 11 + column) * 2 + channel]).toBe(
              inside ? image[((row - down) * 11 + column - right) * 2 + channel] : 0
            )
          }
        }
      }
    }), { numRuns: 30 })
  })

  it('mirrored twice is the image, and mirroring comes before shifting', () => {
    expect(moved(0, 0, true, moved(0, 0, true))).toEqual(image)
    expect(moved(2, -3, true)).toEqual(moved(2, -3, false, moved(0, 0, true)))
  })
})

describe('augmentation', () => {
  const batch = (count: number): Examples => ({
    count,
    images: Float32Array.from({ length: count * size }, (_, i) => (i % size) + 1),
    labels: new Int32Array(count)
  })

  it('depends on seed, epoch and example, and not on the batch', () => {
    const one = augmented(batch(3), Int32Array.of(7, 8, 9), shape, 'shift-flip', 1, 4)
    const other = augmented(batch(2), Int32Array.of(9, 7), shape, 'shift-flip', 1, 4)
    expect(other.images.subarray(0, size)).toEqual(one.images.subarray(2 * size))
    expect(other.images.subarray(size)).toEqual(one.images.subarray(0, size))
    for (const [seed, epoch] of [[2, 4], [1, 5]]) {
      expect(augmented(batch(3), Int32Array.of(7, 8, 9), shape, 'shift-flip', seed, epoch).images).not.toEqual(
        one.images
      )
    }
  })

  it('none gives the batch itself', () => {
    const given = batch(2)
    expect(augmented(given, Int32Array.of(0, 1), shape, 'none', 1, 1)).toBe(given)
  })

  it('moves by −5 to 5 pixels, each as often, and mirrors every other image only when asked', () => {
    const movements = Array.from({ length: 5500 }, (_, example) => movementOf('shift-flip', 1, 0, example))
    for (const which of ['down', 'right'] as const) {
      const counts = Array.from(
        { length: 11 },
        (_, i) => movements.filter((movement) => movement[which] === i - 5).length
      )
      // 500 expected of each; five standard deviations are 107.
      for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(107)
    }
    expect(Math.abs(movements.filter(({ mirrored }) => mirrored).length - 2750)).toBeLessThan(186)
    expect(Array.from({ length: 100 }, (_, example) => movementOf('shift', 1, 0, example).mirrored)).not.toContain(true)
  })
})
