/** The spurious minimum of a convolutional network with one hidden layer that learns from a teacher. */
import { z } from 'zod'
import { plain } from '../format'
import { defineExperiment, parameter } from './definition'

const mostStarts = 100_000

export const spurious = defineExperiment({
  name: 'spurious',
  title: 'Spurious minimum',
  source: 'Seed 002, abstract',
  sentence:
    'Gradient descent from random weights finds the teacher with constant probability, and a spurious local minimum ' +
    'with constant probability.',
  equation:
    'f(Z) = Σ_j a_j max(0, wᵀZ_j),  w = v / ‖v‖;  a spurious minimum lies at φ = π iff (1ᵀa*)² < ‖a*‖² (1 + (k−1)/π)',
  says:
    'Both ends are reached, at the losses that closed forms give, and the spurious one exists exactly where its ' +
    'condition says.',
  doesNotSay: 'It is about Gaussian patches that do not overlap, and about one filter: no network of practice is one.',
  schema: z.strictObject({
    k: parameter(z.number().int().min(1).max(256).default(9), {
      label: 'Patches k', explanation: 'Patches of an input'
    }),
    p: parameter(z.number().int().min(2).max(1024).default(8), { label: 'Width p', explanation: 'Values of a patch' }),
    teacher: parameter(z.enum(['ratio', 'random']).default('ratio'), {
      label: 'Teacher',
      titles: { ratio: 'By ratio', random: 'Random' },
      explanation: 'Output weights a* of a given (1ᵀa*)² / ‖a*‖², or of a random direction'
    }),
    ratio: parameter(z.array(z.number().min(0).max(256)).min(1).max(12).default([0, 1, 4, 9]), {
      label: 'Ratios', example: '0, 1, 4, 9', explanation: 'Values of (1ᵀa*)² / ‖a*‖², each at most k'
    }),
    starts: parameter(z.number().int().min(1).max(25_000).default(100), {
      label: 'Starts per seed', step: 50, explanation: 'Random weights at which gradient descent begins, for each seed'
    }),
    init: parameter(z.enum(['paper', 'sphere']).default('paper'), {
      label: 'Start',
      titles: { paper: 'Paper', sphere: 'Unit sphere' },
      explanation: 'Of the output weights: in the ball of radius |1ᵀa*|/√k (the paper’s), or on the unit sphere'
    }),
    signs: parameter(z.enum(['drawn', 'four']).default('four'), {
      label: 'Signs',
      titles: { drawn: 'As drawn', four: 'All four' },
      explanation: 'Of a start (v, a): as drawn, or from (v, −a), (−v, a) and (−v, −a), too'
    }),
    batch: parameter(z.number().int().min(1).max(4096).nullable().default(null), {
      label: 'Examples per step',
      empty: 'Population',
      emptyWord: 'population',
      explanation: 'Also by SGD, on so many fresh examples a step, from 40 starts. Empty: closed forms alone'
    })
  }),
  shown: ['ratio', 'k', 'p', 'starts', 'signs'],
  presets: {
    paper: { parameters: { starts: 100 }, seeds: [1, 2, 3, 4], seconds: 5 },
    quick: { parameters: { starts: 50, ratio: [0, 1, 9] }, seeds: [1, 2, 3], seconds: 2 }
  },
  refusal: ({ k, teacher, ratio, starts }) => {
    const impossible = ratio.find((value) => value > k)
    if (teacher === 'ratio' && impossible !== undefined)
      return `A ratio of ${plain(impossible)} is impossible: (1ᵀa*)² is at most k ‖a*‖², and k is ${k}.`
    if (teacher === 'ratio' && k === 1 && ratio.some((value) => value !== 1))
      return 'With one patch (1ᵀa*)² is ‖a*‖², so the ratio is 1; give --ratio 1.'
    return starts * ratio.length > mostStarts
      ? `At most ${mostStarts} starts are followed, over all ratios; choose fewer.`
      : null
  }
})


