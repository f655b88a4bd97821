/** What tests of data sets share. */
import type { Backend } from '../../../../main/engine/backends/backend'
import { consecutive, type PixelSource } from '../../../../main/engine/datasets/dataset'
import { random } from '../../../../main/engine/random'

export const notNeeded = (): Backend => { throw new Error('TensorFlow was not to be loaded') }

export const allPixels = (source: PixelSource): number[] => [...source.readPixels(consecutive(0, source.count))]

/** Random images whose channels and positions differ in brightness and go together, as those of photographs do. */
export function photographs(count: number, size: number, seed = 1): Uint8Array {
  const stream = random(seed, 'photographs')
  return Uint8Array.from(Array.from({ length: count }, () => {
    let level = 40 + 160 * stream.uniform()
    return Array.from({ length: size }, (_, i) => {
      level += 12 * stream.normal() + i % 3
      return Math.max(0, Math.min(255, Math.round(level)))
    })
  }).flat())
}
