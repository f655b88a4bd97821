/** Separation: the network's output as one matrix of input and masks times one vector of weights. */
import { z } from 'zod'
import { count } from '../format'
import { defineExperiment, parameter } from './definition'

const side = 28
/** Of U: 32 MB of float64. */
export const mostEntries = 4_000_000
const mostLayers = 4

export const separation = defineExperiment({
  name: 'separation',
  title: 'Separation',
  source: 'Seed 000, equations 12–20',
  sentence: 'The output of a masked network is F(x) = U v, where U holds the input and the masks, and v the weights.',
  equation: 'U¹ = xᵀ ⊗ M¹,  U^{l+1} = vec(U^l)ᵀ ⊗ M^{l+1},  v^{l+1} = v^l ⊗ vec(W^{l+1}),  F = U^L v^L',
  says:
    'The separation is exact, once x in (14) and U in (17) are transposed and vec stacks columns; the printed ' +
    'product of (14) is not defined.',
  doesNotSay:
    'It does not say that U can be built for a real network: its columns are the product of all layers’ weights.',
  schema: z.strictObject({
    dims: parameter(z.array(z.number().int().min(1).max(4096)).default([16, 8, 10]), {
      label: 'Layers',
      example: '16, 8, 10',
      explanation: 'Units of the input (digits pooled to 4, 16, 49, 196 or 784 pixels), of hidden layers, outputs'
    }),
    conv: parameter(z.array(z.number().int().min(1).max(64)).nullable().default(null), {
      label: 'Convolution',
      example: '7, 3, 2, 2, 3',
      empty: 'Layers are dense',
      explanation: 'Instead of these: side of the image, kernel, filters, stride, outputs. Empty: layers are dense'
    }),
    digits: parameter(z.number().int().min(1).max(1000).default(20), {
      label: 'Digits per seed', step: 10, explanation: 'Real digits, pooled, that each random network is given'
    }),
    form: parameter(z.enum(['linear', 'affine']).default('linear'), {
      label: 'Form',
      titles: { linear: 'Linear', affine: 'Affine' },
      explanation: 'Linear: biases only choose masks (13). Affine: they count, by an input of −1 (2)'
    })
  }),
  presets: {
    paper: { parameters: { digits: 20 }, seeds: [1, 2, 3, 4, 5], seconds: 1 },
    quick: { parameters: { digits: 5 }, seeds: [1, 2, 3], seconds: 0.5 },
    digits: { parameters: { dims: [196, 16, 10], digits: 20 }, seeds: [1, 2, 3, 4, 5], seconds: 2 }
  },
  refusal: ({ dims, conv, form }) => (conv === null ? denseRefusal(dims) : convRefusal(conv, form))
})

function denseRefusal(dims: readonly number[]): string | null {
  const [inputs = 0] = dims
  const layers = dims.length - 1
  if (layers < 2 || layers > mostLayers)
    return `--dims takes 3 to ${mostLayers + 1} numbers, input to output, not ${dims.length}: deeper U cannot be built.`
  const pooled = Math.sqrt(inputs)
  if (!Number.isInteger(pooled) || side % pooled !== 0)
    return `Digits of 28×28 cannot be pooled to ${inputs} inputs; --dims begins with 1, 4, 16, 49, 196 or 784.`
  const { entries, paths } = denseSizes(dims)
  if (entries <= mostEntries || paths <= mostEntries) return null
  return `U of ${dims.join('-')} would have ${count(entries)} entries, and ${count(paths)} by paths, for each ` +
    `digit; at most ${count(mostEntries)} are built.`
}

function convRefusal(conv: readonly number[], form: string): string | null {
  if (conv.length !== 5) return '--conv takes 5 numbers: side, kernel, filters, stride, outputs, as 7,3,2,2,3.'
  const [image = 0, kernel = 0] = conv
  if (side % image !== 0)
    return `Digits of ${side}×${side} cannot be pooled to ${image}×${image}; --conv begins with 2, 4, 7, 14 or 28.`
  if (kernel > image) return `A kernel of ${kernel}×${kernel} does not fit an image of ${image}×${image}; choose less.`
  if (form === 'affine') return '--form affine goes with dense layers; leave out --conv, or the form.'
  const { entries } = convSizes(conv)
  if (entries <= mostEntries) return null
  return `U of this network would have ${count(entries)} entries for each digit; at most ${count(mostEntries)} are ` +
    'built.'
}

/** How large U and v are. `zeroShare`: of U's columns, those that are zero for every input and mask. */
export interface SeparationSizes {
  outputs: number
  columns: number
  entries: number
  /** From an input through one unit of each layer to an output: entries of the form that has no other columns. */
  paths: number
  zeroShare: number
}

const product = (values: readonly number[]): number => values.reduce((all, value) => all * value, 1)

/** @param dims inputs, hidden units, outputs */
export function denseSizes(dims: readonly number[]): SeparationSizes {
  const outputs = dims[dims.length - 1] ?? 1
  const hidden = product(dims.slice(1, -1))
  const columns = product(dims.slice(1).map((units, layer) => units * (dims[layer] ?? 1)))
  const paths = product(dims)
  return { outputs, columns, entries: columns * outputs, paths, zeroShare: 1 - 1 / hidden }
}

/** @param conv side, kernel, filters, stride, outputs; v begins with the kernel, whatever the positions share of it */
export function convSizes(conv: readonly number[]): SeparationSizes {
  const [image = 1, kernel = 1, filters = 1, stride = 1, outputs = 1] = conv
  const across = Math.floor((image - kernel) / stride) + 1
  const columns = kernel ** 2 * filters * outputs * across ** 2 * filters
  const paths = columns / filters
  return { outputs, columns, entries: columns * outputs, paths, zeroShare: 1 - 1 / filters }
}
