/** F(x) = U v on real digits and random networks, and what U costs. */
import {
  convSizes, denseSizes, mostEntries, type separation, type SeparationSizes
} from '../../../../preload/schema/theory/separation'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random, type Random } from '../../random'
import { pooledDigits } from '../digits'
import { over, verdict, type Experiment, type ParametersOf } from '../experiment'
import {
  acrossOf, convolutionFactor, denseFactors, factorsOf, pathFactors, pathOutput, type Convolution,
  type Factors
} from './factors'
import { evaluate, homogeneous, matrix, randomLayers, times, type Matrix } from './network'

type Parameters = ParametersOf<typeof separation>

/** What one digit in one random network came to. Null where the form was not built. */
interface Measured {
  error: number
  pathError: number | null
  nonZeros: number | null
  predictedNonZeros: number | null
  zeroShare: number | null
  density: number | null
  /** With rows stacked in the place of columns. */
  rowError: number | null
  milliseconds: number
  entries: [row: number, column: number, value: number][]
}

type Network = (input: Float64Array, wantsEntries: boolean) => Measured

export const runSeparation: Experiment<Parameters> = (parameters, seeds, tell) => {
  const { dims, conv, digits } = parameters
  const pooled = conv === null ? Math.sqrt(dims[0]) : conv[0]
  const sizes = sizesOf(parameters)
  const runs = seeds.map((seed, at) => {
    const stream = random(seed, 'separation', ...(conv ?? dims))
    const network = conv === null ? denseNetwork(parameters, stream) : convNetwork(conv, stream)
    const chosen = random(seed, 'digits').permutation(8000).subarray(0, digits)
    const { values, size, count } = pooledDigits('train', pooled, chosen)
    return Array.from({ length: count }, (_, i) => {
      tell(at * count + i, seeds.length * count)
      return network(values.subarray(i * size, (i + 1) * size), at === 0 && i === 0)
    })
  })
  const results = [seedTable(seeds, runs), sizeTable(sizes), entryTable(runs)]
  return { results, claims: claimsOf(parameters, sizes, runs) }
}

/** Of the network with thresholds as weights where these count. */
function sizesOf({ dims, conv, form }: Parameters): SeparationSizes {
  if (conv !== null) return convSizes(conv)
  return denseSizes(form === 'linear' ? dims : dims.map((units, at) => (at === dims.length - 1 ? units : units + 1)))
}

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)

/** max |a − b| / max(1, max |b|). */
function relativeError(got: Float64Array, expected: Float64Array): number {
  return largest([...got].map((value, i) => Math.abs(value - expected[i]))) /
    Math.max(1, largest([...expected].map(Math.abs)))
}

function denseNetwork(parameters: Parameters, stream: Random): Network {
  const { dims, form } = parameters
  const layers = randomLayers(stream, dims)
  const { entries } = sizesOf(parameters)
  const outputs = dims[dims.length - 1]
  return (digit, wantsEntries) => {
    const { output, masks: plain } = evaluate(layers, digit, form)
    const began = performance.now()
    const { weights, input, masks } = form === 'affine'
      ? homogeneous(layers, digit, plain)
      : { weights: layers.map((layer) => layer.weights), input: digit, masks: plain }
    const pathError = relativeError(pathOutput(pathFactors(input, masks, weights), outputs), output)
    if (entries > mostEntries) return ofPathsAlone(pathError, performance.now() - began)
    const factors = denseFactors(input, masks, weights)
    const predicted = masks.slice(0, -1).reduce(
      (all, mask) => all * count(mask), count(input) * outputs
    )
    const first = denseFactors(input, masks.slice(0, 1), weights.slice(0, 1)).u
    const expected = times(weights[0], input).map((value, i) => value * masks[0][i])
    const rowError = relativeError(times(first, weights[0].values), expected)
    return { ...measured(factors, output, began, wantsEntries), pathError, predictedNonZeros: predicted, rowError }
  }
}

const ofPathsAlone = (error: number, milliseconds: number): Measured => ({
  error, pathError: error, nonZeros: null, predictedNonZeros: null, zeroShare: null, density: null, rowError: null,
  milliseconds, entries: []
})

/** One convolution, a support, and a dense layer. */
function convNetwork([image, kernel, filters, stride, outputs]: readonly number[], stream: Random): Network {
  const convolution: Convolution = { image, kernel, filters, stride }
  const units = acrossOf(convolution) ** 2 * filters
  const weights = Float64Array.from({ length: kernel ** 2 * filters }, () => stream.normal())
  const dense = matrix(outputs, units, () => stream.normal() / Math.sqrt(units))
  return (input, wantsEntries) => {
    const linear = convolved(convolution, input, weights)
    const mask = linear.map((value) => (value > 0 ? 1 : 0))
    const output = times(dense, linear.map((value, i) => value * mask[i]))
    const began = performance.now()
    const first = { u: convolutionFactor(convolution, input, mask), v: weights }
    const factors = factorsOf(first, [new Float64Array(outputs).fill(1)], [dense])
    const unknown = { pathError: null, predictedNonZeros: null, rowError: null }
    return { ...measured(factors, output, began, wantsEntries), ...unknown }
  }
}

/** By its definition; it shares nothing with U¹. */
function convolved(own: Convolution, input: Float64Array, weights: Float64Array): Float64Array {
  const { image, kernel, filters, stride } = own
  const across = acrossOf(own)
  const result = new Float64Array(across ** 2 * filters)
  for (let row = 0; row < across; row++)
    for (let column = 0; column < across; column++)
      for (let dy = 0; dy < kernel; dy++)
        for (let dx = 0; dx < kernel; dx++) {
          const pixel = input[(row * stride + dy) * image + column * stride + dx]
          for (let filter = 0; filter < filters; filter++)
            result[(row * across + column) * filters + filter] += pixel * weights[(dy * kernel + dx) * filters + filter]
        }
  return result
}

const mostEntriesShown = 4000
const count = (values: Float64Array): number => values.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0)

function measured(
  { u, v }: Factors, output: Float64Array, began: number, wantsEntries: boolean
): Omit<Measured, 'pathError' | 'predictedNonZeros' | 'rowError'> {
  const error = relativeError(times(u, v), output)
  const milliseconds = performance.now() - began
  const nonZeros = count(u.values)
  const zeroShare = 1 - usedColumns(u) / u.columns
  const entries: Measured['entries'] = []
  for (let at = 0; wantsEntries && at < u.values.length && entries.length < mostEntriesShown; at++)
    if (u.values[at] !== 0) entries.push([Math.floor(at / u.columns), at % u.columns, u.values[at]])
  return { error, nonZeros, zeroShare, density: nonZeros / u.values.length, milliseconds, entries }
}

function usedColumns({ rows, columns, values }: Matrix): number {
  let used = 0
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++)
      if (values[row * columns + column] !== 0) {
        used++
        break
      }
  return used
}

const mean = (values: readonly (number | null)[]): number | null =>
  over(values.filter((value) => value !== null)).measured

const seedTable = (seeds: readonly number[], runs: readonly Measured[][]): ResultTable => ({
  name: 'seeds',
  title: 'The largest error and the size of U, by seed',
  columns: ['seed', 'digits', 'error', 'error by paths', 'non-zeros', 'density', 'zero columns', 'ms per digit'],
  rows: seeds.map((seed, at) => {
    const own = runs[at]
    const pathErrors = own.flatMap(({ pathError }) => pathError ?? [])
    return [
      seed, own.length, largest(own.map(({ error }) => error)), pathErrors.length > 0 ? largest(pathErrors) : null,
      mean(own.map(({ nonZeros }) => nonZeros)), mean(own.map(({ density }) => density)),
      mean(own.map(({ zeroShare }) => zeroShare)), mean(own.map(({ milliseconds }) => milliseconds))
    ]
  })
})

/** Networks of the specification beside this one. */
const others: readonly (readonly number[])[] = [
  [16, 4, 3], [16, 8, 10], [49, 8, 10], [16, 4, 4, 3], [4, 3, 3, 3, 2], [784, 32, 10], [784, 128, 10],
  [49, 16, 16, 10], [784, 32, 32, 10]
]
const bytesPerNumber = 8

const sizeTable = (own: SeparationSizes): ResultTable => ({
  name: 'sizes',
  title: 'Columns of U, and megabytes for one example; by paths for one example and output',
  columns: ['network', 'columns', 'MB', 'paths', 'MB by paths', 'zero columns'],
  rows: [
    ['this one', own] as const, ...others.map((dims) => [dims.join('-'), denseSizes(dims)] as const)
  ].map(([name, { columns, entries, outputs, paths, zeroShare }]) =>
    [name, columns, (entries * bytesPerNumber) / 1e6, paths, (paths / outputs) * bytesPerNumber / 1e6, zeroShare])
})

const entryTable = (runs: readonly Measured[][]): ResultTable => ({
  name: 'entries',
  title: 'Entries of U that are not zero, of the first digit (the first 4,000)',
  columns: ['row', 'column', 'value'],
  rows: runs[0][0].entries
})

function claimsOf({ dims, conv }: Parameters, { zeroShare }: SeparationSizes, runs: readonly Measured[][]): Claim[] {
  const worst = over(runs.map((own) => largest(own.map(({ error }) => error))))
  const all = runs.flat()
  const zero = all.flatMap((own) => own.zeroShare ?? [])
  const rowErrors = all.flatMap(({ rowError }) => rowError ?? [])
  const least = Math.min(...zero)
  return [
    {
      text: 'The output is U v (19), once (14) and (17) are transposed and vec stacks columns',
      bound: 1e-12, measured: largest(all.map(({ error }) => error)), spread: worst.spread,
      holds: verdict(all.every(({ error }) => error <= 1e-12)),
      rule: 'largest |U v − F| / max(1, |F|) over all digits and seeds; at most 1e-12'
    },
    literalClaim(dims, conv),
    {
      text: 'The same with rows stacked, as reshape does', bound: 1e-12,
      measured: rowErrors.length > 0 ? largest(rowErrors) : null, spread: null,
      holds: rowErrors.length > 0 ? verdict(largest(rowErrors) <= 1e-12) : 'not applicable',
      rule: 'largest error of (xᵀ ⊗ M¹) times the weights row by row; at most 1e-12'
    },
    nonZeroClaim(all),
    {
      text: 'At least 1 − 1/∏ h of U’s columns are zero whatever the input, so that v is not identifiable',
      bound: zeroShare, measured: zero.length > 0 ? least : null, spread: null,
      holds: zero.length > 0 ? verdict(least >= zeroShare - 1e-12) : 'not applicable',
      rule: 'least share of zero columns over all digits; at least 1 − 1/∏ of the hidden units (of filters)'
    }
  ]
}

/** x ⊗ M¹ is (d h) × h, which takes a vector of h, not the d h of vec W¹. */
function literalClaim(dims: readonly number[], conv: readonly number[] | null): Claim {
  const [inputs, units] = dims
  return {
    text: 'Equation (14) as it is printed, x ⊗ M¹ times vec W¹, is defined',
    bound: conv === null ? inputs * units : null, measured: conv === null ? units : null, spread: null,
    holds: conv === null ? verdict(inputs === 1) : 'not applicable',
    rule: 'columns of x ⊗ M¹ are as many as entries of vec W¹ (the bound)'
  }
}

function nonZeroClaim(all: readonly Measured[]): Claim {
  const differences = all.flatMap(({ nonZeros, predictedNonZeros }) =>
    nonZeros === null || predictedNonZeros === null ? [] : Math.abs(nonZeros - predictedNonZeros))
  return {
    text: 'U has o · nnz(x) · ∏ |m^l| entries that are not zero', bound: 0,
    measured: differences.length > 0 ? largest(differences) : null, spread: null,
    holds: differences.length > 0 ? verdict(largest(differences) === 0) : 'not applicable',
    rule: 'largest difference between the count and the formula; 0'
  }
}
