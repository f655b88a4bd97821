/** Inputs of the experiments on given masks, a row for each example: patches, or the input of a dense layer. */
import { componentPixels, patchedSide, type dataNames } from '../../../preload/schema/theory/inputs'
import { random } from '../random'
import { pooledDigits } from './digits'
import { whitened } from './whitening'

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
