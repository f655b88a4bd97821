/** The bundled digits for experiments: pooled to a square, in float64, values from 0 to 1. */
import { consecutive } from '../datasets/dataset'
import { loadMnist10k, mnist10k } from '../datasets/formats/mnist-10k'

const [side] = mnist10k.shape

export interface Digits {
  count: number
  /** [count, size]. */
  values: Float64Array
  size: number
  labels: Int32Array
}

/** @param pooled side of the images, by averages; divides 28 @param indices all of them unless given */
export function pooledDigits(split: 'train' | 'test', pooled: number, indices?: Int32Array): Digits {
  const source = loadMnist10k()[split]
  const chosen = indices ?? consecutive(0, source.count)
  const pixels = source.readPixels(chosen)
  const factor = side / pooled
  const size = pooled * pooled
  const values = new Float64Array(chosen.length * size)
  for (let at = 0; at < pixels.length; at++) {
    const [example, pixel] = [Math.floor(at / side ** 2), at % side ** 2]
    const [row, column] = [Math.floor(pixel / side), pixel % side]
    const place = Math.floor(row / factor) * pooled + Math.floor(column / factor)
    values[example * size + place] += pixels[at] / (255 * factor ** 2)
  }
  return { count: chosen.length, values, size, labels: Int32Array.from(chosen, (index) => source.labels[index]) }
}
