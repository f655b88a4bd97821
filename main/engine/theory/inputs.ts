/** Inputs of the experiments on given masks, a row for each example: patches, or the input of a dense layer. */
import { componentPixels, patchedSide, type dataNames } from '../../../preload/schema/theory/inputs'
import { symmetricEigen } from '../numerics/symmetric-eigen'
import { random } from '../random'
import { pooledDigits } from './digits'

export interface InputKind {
  p: number
  k: number
  dims: readonly number[] | null
  data: (typeof dataNames)[number]
}

/** [count, parts, width]: patches of one filter, or one part that a dense layer sees whole. */
export interface Inputs { count: number; parts: number; width: number; values: Float64Array }

const allDigits = 8000

/** @param purpose names the stream of random numbers, so that trials do not share it */
export async function inputsOf(kind: InputKind, count: number, seed: number, purpose: string): Promise<Inputs> {
  const [parts, width] = kind.dims === null ? [kind.k, kind.p] : [1, kind.dims[0]]
  const size = parts * width
  if (kind.data === 'gaussian') {
    const stream = random(seed, 'inputs', purpose)
    return { count, parts, width, values: Float64Array.from({ length: count * size }, () => stream.normal()) }
  }
  const chosen = random(seed, 'digits', purpose).permutation(allDigits).subarray(0, count)
  if (kind.data === 'pca') {
    const { values } = pooledDigits('train', Math.sqrt(componentPixels), chosen)
    return { count, parts, width, values: await whitened(values, count, componentPixels, width) }
  }
  const values = kind.dims === null ? patches(kind, chosen) : pooledDigits('train', Math.sqrt(width), chosen).values
  if (kind.data === 'digits') return { count, parts, width, values }
  return { count, parts, width, values: await whitened(values, count * parts, width, width) }
}

/** Squares that do not overlap, from the image's first corner on. */
function patches({ p, k }: InputKind, chosen: Int32Array): Float64Array {
  const side = patchedSide(p, k)
  if (side === null) throw new Error(`patches ${p}, ${k} fit no image`)
  const [own, across] = [Math.sqrt(p), Math.sqrt(k)]
  const { values: pixels } = pooledDigits('train', side, chosen)
  return Float64Array.from({ length: chosen.length * k * p }, (_, at) => {
    const [example, patch, value] = [Math.floor(at / (k * p)), Math.floor((at % (k * p)) / p), at % p]
    const row = Math.floor(patch / across) * own + Math.floor(value / own)
    const column = (patch % across) * own + (value % own)
    return pixels[example * side ** 2 + row * side + column]
  })
}

/** Of the largest eigenvalue of a covariance: directions with less are as good as constant. */
const negligible = 1e-14

/**
 * The first components, each with mean square 1; those of no variance are 0.
 * @param values [count, size]
 */
export async function whitened(
  values: Float64Array, count: number, size: number, components: number
): Promise<Float64Array> {
  const mean = new Float64Array(size)
  for (let at = 0; at < values.length; at++) mean[at % size] += values[at] / count
  const centred = values.map((value, at) => value - mean[at % size])
  const gram = new Float64Array(size * size)
  for (let row = 0; row < count; row++) addOuter(gram, centred.subarray(row * size, (row + 1) * size))
  mirror(gram, size)
  const spectrum = await symmetricEigen(gram.map((value) => value / count), size)
  const order = [...spectrum.values.keys()].sort((a, b) => spectrum.values[b] - spectrum.values[a])
  const largest = spectrum.values[order[0]]
  const result = new Float64Array(count * components)
  for (let c = 0; c < components; c++) {
    const variance = spectrum.values[order[c]]
    if (variance <= negligible * largest) continue
    const direction = spectrum.vectors.subarray(order[c] * size, (order[c] + 1) * size)
    for (let row = 0; row < count; row++) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += centred[row * size + i] * direction[i]
      result[row * components + c] = sum / Math.sqrt(variance)
    }
  }
  return result
}

/** Adds r rᵀ, of which only the lower triangle is kept up to date. */
export function addOuter(gram: Float64Array, row: Float64Array): void {
  const size = row.length
  for (let i = 0; i < size; i++) {
    const value = row[i]
    if (value === 0) continue
    for (let j = 0; j <= i; j++) gram[i * size + j] += value * row[j]
  }
}

/** Fills the upper triangle from the lower one. */
export function mirror(gram: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) gram[j * size + i] = gram[i * size + j]
}
