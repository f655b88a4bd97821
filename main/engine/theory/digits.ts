/** The bundled digits for experiments: standardised as trainings see them, pooled to a square, in float64. */
import { consecutive, type PixelSource } from '../datasets/dataset'
import type { Split } from '../datasets/format'
import { loadMnist10k, mnist10k } from '../datasets/formats/mnist-10k'
import { overallStatistics } from '../datasets/preprocessing/scaling'

const [side] = mnist10k.shape

export interface Digits {
  count: number
  /** [count, size]. */
  values: Float64Array
  size: number
  labels: Int32Array
}

interface Source extends Record<Split, PixelSource> { mean: number; deviation: number }

/** An experiment asks once for each seed. */
let loaded: Source | null = null

function source(): Source {
  if (loaded !== null) return loaded
  const digits = loadMnist10k()
  const { means: [mean], deviation } = overallStatistics(digits.train)
  loaded = { ...digits, mean, deviation }
  return loaded
}

/** @param pooled side of the images, by averages; divides 28 @param indices all of them unless given */
export function pooledDigits(split: Split, pooled: number, indices?: Int32Array): Digits {
  const { mean, deviation, ...digits } = source()
  const { count: all, labels } = digits[split]
  const chosen = indices ?? consecutive(0, all)
  const pixels = digits[split].readPixels(chosen)
  const factor = side / pooled
  const size = pooled * pooled
  const values = new Float64Array(chosen.length * size)
  for (let at = 0; at < pixels.length; at++) {
    const [example, pixel] = [Math.floor(at / side ** 2), at % side ** 2]
    const [row, column] = [Math.floor(pixel / side), pixel % side]
    const place = Math.floor(row / factor) * pooled + Math.floor(column / factor)
    values[example * size + place] += (pixels[at] / 255 - mean) / (deviation * factor ** 2)
  }
  return { count: chosen.length, values, size, labels: Int32Array.from(chosen, (index) => labels[index]) }
}
