/** What the experiments on given masks share: a network of one hidden layer, its masks, and where its input is from. */
import { z } from 'zod'
import { parameter } from './definition'

export const dataNames = ['gaussian', 'digits', 'whitened', 'pca'] as const

export const inputSettings = {
  p: parameter(z.number().int().min(1).max(512).default(8), {
    label: 'Width p', explanation: 'Values of a patch, for one filter on patches that do not overlap'
  }),
  k: parameter(z.number().int().min(1).max(512).default(8), { label: 'Patches k', explanation: 'Patches of an input' }),
  dims: parameter(z.array(z.number().int().min(1).max(512)).nullable().default(null), {
    label: 'Dense layers',
    example: '8, 4, 3',
    empty: 'One filter on patches',
    explanation: 'Inputs, hidden units, outputs, instead of one filter. Empty: one filter on patches'
  }),
  masks: parameter(z.enum(['teacher', 'random']).default('teacher'), {
    label: 'Masks',
    titles: { teacher: 'Of the network', random: 'Random' },
    explanation: 'Those of the network itself, or random bits that do not depend on the input'
  }),
  data: parameter(z.enum(dataNames).default('gaussian'), {
    label: 'Input',
    titles: { gaussian: 'Gaussian', digits: 'Digits', whitened: 'Whitened digits', pca: 'Principal components' },
    explanation:
      'Standard normal, or digits pooled to as many pixels: as they are, whitened, or the first components of 7×7'
  })
} as const

interface Inputs {
  p: number
  k: number
  dims: readonly number[] | null
  data: (typeof dataNames)[number]
}

/** To which digits of 28×28 are pooled. */
export const imageSides: readonly number[] = [1, 2, 4, 7, 14, 28]
/** Pixels whose principal components are taken: 7×7. */
export const componentPixels = 49

/** The side of the image that patches are cut from; null where patches are not square, or their square too large. */
export function patchedSide(p: number, k: number): number | null {
  const side = Math.sqrt(p) * Math.sqrt(k)
  if (!Number.isInteger(Math.sqrt(p)) || !Number.isInteger(Math.sqrt(k))) return null
  return imageSides.find((one) => one >= side) ?? null
}

export function inputRefusal({ p, k, dims, data }: Inputs): string | null {
  if (dims !== null && dims.length !== 3) return '--dims takes 3 numbers: inputs, hidden units, outputs, as 8,4,3.'
  if (data === 'gaussian') return null
  if (dims === null) {
    if (data === 'pca') return 'Principal components have no patches; give dense layers by --dims, as 10,4,1.'
    return patchedSide(p, k) === null
      ? 'Patches of digits are squares in a square: give --p and --k squares, as 9 and 16, with p k at most 784.'
      : null
  }
  const [inputs = 0] = dims
  if (data === 'pca')
    return inputs <= componentPixels ? null : `There are ${componentPixels} principal components; give --dims fewer.`
  return imageSides.some((side) => side ** 2 === inputs)
    ? null
    : `Digits cannot be pooled to ${inputs} pixels; --dims begins with 1, 4, 16, 49, 196 or 784.`
}
