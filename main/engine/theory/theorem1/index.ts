/** Theorem 1's condition on real and random designs: as stated, with the best scale, and without zero columns. */
import { theorem1Bounds, type theorem1 } from '../../../../preload/schema/theory/theorem1'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { designOf } from '../design'
import { finite, over, verdict, type Experiment, type ParametersOf } from '../experiment'
import { inputsOf, type Inputs } from '../inputs'
import { isMet, isMetScaled, squaredCondition, type Extremes } from './condition'
import { marchenkoPastur, populationSpectrum, spectra } from './spectrum'

type Parameters = ParametersOf<typeof theorem1>

/** Of one seed and number of samples; squares of U's singular values over m. */
interface Measured extends Extremes { seed: number; samples: number; eigenvalues: Float64Array }

export const runTheorem1: Experiment<Parameters> = async (parameters, seeds, tell) => {
  const samples = [...new Set(parameters.samples)].sort((one, other) => one - other)
  const most = samples[samples.length - 1]
  const measured: Measured[] = []
  let constant: number[] = []
  for (const [at, seed] of seeds.entries()) {
    tell(at, seeds.length)
    const inputs = await inputsOf(parameters, most, seed, 'theorem1')
    if (at === 0) constant = constantInputs(inputs)
    const stream = random(seed, 'filters')
    const filters = Float64Array.from({ length: unitsOf(parameters) * inputs.width }, () => stream.normal())
    const design = designOf(inputs, filters, parameters.masks, random(seed, 'masks'))
    const found = await spectra(design, samples)
    found.forEach((eigenvalues, i) => {
      const largest = eigenvalues[eigenvalues.length - 1]
      measured.push({ seed, samples: samples[i], least: eigenvalues[0], largest, eigenvalues })
    })
  }
  const last = measured.filter((one) => one.samples === most)
  return {
    results: [sampleTable(parameters, samples, measured), spectrumTable(parameters, last[0]), constantTable(constant)],
    claims: claimsOf(parameters, last, constant)
  }
}

/** Rows of W1: one filter for all patches. */
const unitsOf = ({ dims }: Parameters): number => (dims === null ? 1 : dims[1])
const outputsOf = ({ dims }: Parameters): number => (dims === null ? 1 : dims[2])

/** Of U's columns in the paper's form, those that are zero for every input. */
const zeroShare = (parameters: Parameters): number => 1 - 1 / unitsOf(parameters)

/**
 * In the paper's form UᵀU is (Σ u uᵀ) ⊗ I over the outputs, so it grows with N, not with m = N · outputs, and has an
 * eigenvalue 0 for every column that is zero.
 */
function asStated(parameters: Parameters, { least, largest }: Measured): Extremes {
  const outputs = outputsOf(parameters)
  return { least: zeroShare(parameters) > 0 ? 0 : least / outputs, largest: largest / outputs }
}

function sampleTable(parameters: Parameters, samples: readonly number[], measured: readonly Measured[]): ResultTable {
  const { p, k, masks, epsilon } = parameters
  const isKnown = isClosedForm(parameters)
  const population = isKnown ? populationSpectrum(p, k, masks) : null
  return {
    name: 'samples',
    title: 'λ²/m by samples N (empty: infinite, or no closed form)',
    columns: [
      'samples', 'least', 'deviation', 'largest', 'deviation', 'κ²', 'κ² of blocks', 'as stated', 'scaled',
      'blocks scaled', 'Marchenko–Pastur κ²', 'population κ²'
    ],
    rows: samples.map((count) => {
      const own = measured.filter((one) => one.samples === count)
      const stated = own.map((one) => asStated(parameters, one))
      const [least, largest] = [over(stated.map((one) => one.least)), over(stated.map((one) => one.largest))]
      const share = (met: readonly boolean[]): number => met.filter(Boolean).length / met.length
      const isScaled = (one: Extremes): boolean => isMetScaled(epsilon, one)
      return [
        count, least.measured, least.spread, largest.measured, largest.spread,
        meanCondition(stated), meanCondition(own),
        share(stated.map((one) => isMet(epsilon, one))), share(stated.map(isScaled)), share(own.map(isScaled)),
        masks === 'random' ? finite(marchenkoPastur(own[0].eigenvalues.length, count)) : null,
        population === null ? null : population[population.length - 1] / population[0]
      ]
    })
  }
}

const meanCondition = (ones: readonly Extremes[]): number | null =>
  over(ones.map(squaredCondition)).measured

/** One filter on standard normal patches. */
const isClosedForm = ({ dims, data }: Parameters): boolean => dims === null && data === 'gaussian'

/** Of the first seed at the largest N, beside the atoms that the population has. */
function spectrumTable(parameters: Parameters, { eigenvalues }: Measured): ResultTable {
  const { p, k, masks } = parameters
  const atoms = isClosedForm(parameters) ? populationSpectrum(p, k, masks) : null
  return {
    name: 'spectrum',
    title: 'Eigenvalues of UᵀU / N without zero columns, of the first seed',
    columns: ['index', 'eigenvalue', 'population'],
    rows: Array.from(eigenvalues, (value, i) => [i, value, atoms === null ? null : atoms[i]])
  }
}

/** Inputs that are the same in every example: where they are 0, or two, λ_min is 0. */
function constantInputs({ count, parts, width, values }: Inputs): number[] {
  const size = parts * width
  return Array.from({ length: size }, (_, i) => i).filter((i) => {
    for (let n = 1; n < count; n++) if (values[n * size + i] !== values[i]) return false
    return true
  })
}

const constantTable = (constant: readonly number[]): ResultTable => ({
  name: 'constant',
  title: 'Inputs that are the same in every example',
  columns: ['input'],
  rows: constant.map((input) => [input])
})

function claimsOf(parameters: Parameters, last: readonly Measured[], constant: readonly number[]): Claim[] {
  const { epsilon } = parameters
  const stated = last.map((one) => asStated(parameters, one))
  const { condition: bound, ...edges } = theorem1Bounds(epsilon)
  const [least, largest] = [stated.map((one) => one.least), stated.map((one) => one.largest)]
  const isBounded = (one: Extremes): boolean => isMetScaled(epsilon, one)
  const because = constant.length > 0 ? `; constant inputs: ${constant.slice(0, 8).join(', ')}` : ''
  return [
    {
      text: '(29) as stated, below: λ²_min ≥ (9/10 + ε) m', bound: edges.least, ...over(least),
      holds: verdict(least.every((value) => value >= edges.least)),
      rule: `mean of λ²_min / m at the largest N; at least the bound for every seed${because}`
    },
    {
      text: '(29) as stated, above: λ²_max ≤ (11/10 − ε) m', bound: edges.largest, ...over(largest),
      holds: verdict(largest.every((value) => value <= edges.largest)),
      rule: 'mean of λ²_max / m at the largest N; at most the bound for every seed'
    },
    {
      text: '(29) after the best common scale of U and y: κ² = λ²_max / λ²_min ≤ 11/9', bound,
      ...over(stated.map(squaredCondition)), holds: verdict(stated.every(isBounded)),
      rule: 'mean κ² at the largest N, none where it is infinite; at most the bound for every seed'
    },
    {
      text: 'The same without columns that are zero for every input', bound, ...over(last.map(squaredCondition)),
      holds: verdict(last.every(isBounded)),
      rule: 'mean κ² of one block for each unit; at most the bound for every seed'
    },
    populationClaim(parameters, last)
  ]
}

function populationClaim(parameters: Parameters, last: readonly Measured[]): Claim {
  const { p, k, masks } = parameters
  const text = 'Eigenvalues are those of the population, ½, ½ − 1/2π and ½ + (k−1)/2π for the net’s own masks'
  const rule = 'largest relative difference of an extreme eigenvalue, mean over seeds; at most 0.06, at N ≥ 16,384'
  if (!isClosedForm(parameters) || masks === 'random' || last[0].samples < 16_384)
    return { text, bound: 0.06, measured: null, spread: null, holds: 'not applicable', rule }
  const atoms = populationSpectrum(p, k, masks)
  const errors = last.map(({ least, largest }) =>
    Math.max(Math.abs(least / atoms[0] - 1), Math.abs(largest / atoms[atoms.length - 1] - 1)))
  return { text, bound: 0.06, ...over(errors), holds: verdict((over(errors).measured ?? 1) <= 0.06), rule }
}
