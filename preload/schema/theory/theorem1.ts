/** Theorem 1's condition on the singular values of U. */
import { z } from 'zod'
import { count } from '../format'
import { defineExperiment, parameter } from './definition'
import { inputRefusal, inputSettings } from './inputs'

/** Within which λ²/m has to lie, and how far its extremes may be apart whatever the scale: 11/9 for ε → 0. */
export const theorem1Bounds = (epsilon: number): { least: number; largest: number; condition: number } =>
  ({ least: 0.9 + epsilon, largest: 1.1 - epsilon, condition: (1.1 - epsilon) / (0.9 + epsilon) })

/** Columns of U, without those that are zero for every input: an eigenvalue problem of this size takes seconds. */
export const mostColumns = 512
const mostRows = 2e8

export const theorem1 = defineExperiment({
  name: 'theorem1',
  title: 'Theorem 1',
  source: 'Seed 000, Theorem 1 and equation 29',
  sentence:
    'If (9/10 + ε) m ≤ λ²_min ≤ λ²_max ≤ (11/10 − ε) m, every local minimum of the masked problem is a global one.',
  equation: '(9/10 + ε) m ≤ λ²_min(U) ≤ λ²_max(U) ≤ (11/10 − ε) m,  0 < ε < 1/10,  m = N · outputs',
  says: 'The condition does not hold here as stated, and for two hidden units or more it cannot: λ_min is 0.',
  doesNotSay: 'It is sufficient, not necessary: recovery (maskscope theory recover) succeeds where it fails.',
  schema: z.strictObject({
    ...inputSettings,
    samples: parameter(z.array(z.number().int().min(2).max(200_000)).default([64, 256, 1024, 4096, 16_384]), {
      label: 'Samples', example: '64, 1024, 16384', explanation: 'Numbers N of examples; digits: at most 8,000'
    }),
    epsilon: parameter(z.number().gt(0).lt(0.1).default(1e-6), {
      label: 'ε', explanation: 'Of the condition, above 0 and below 1/10'
    })
  }),
  shown: ['samples', 'dims', 'p', 'k', 'data', 'masks'],
  presets: {
    paper: { parameters: { p: 4, k: 4 }, seeds: [1, 2, 3, 4, 5], seconds: 2 },
    quick: { parameters: { p: 4, k: 4, samples: [64, 1024, 16_384] }, seeds: [1, 2, 3], seconds: 1 },
    digits: { parameters: { dims: [16, 4, 1], data: 'digits', samples: [8000] }, seeds: [1, 2, 3, 4, 5], seconds: 3 }
  },
  refusal(parameters) {
    const { samples, data, dims, p, k } = parameters
    const columns = dims === null ? p * k : (dims[0] ?? 0) * (dims[1] ?? 0)
    const wrong = inputRefusal(parameters)
    if (wrong !== null) return wrong
    if (columns > mostColumns) return `U would have ${count(columns)} columns; at most ${mostColumns} are decomposed.`
    const most = Math.max(0, ...samples)
    if (samples.length === 0 || samples.length > 12) return 'Samples are 1 to 12 numbers; give others by --samples.'
    if (data !== 'gaussian' && most > 8000) return `There are 8,000 digits, not ${count(most)}; give --samples less.`
    return most * columns ** 2 > mostRows * 100 ? 'This is more than an hour of work; give --samples less.' : null
  }
})

