/** Two-layer networks as convex programs over activation patterns. */
import { z } from 'zod'
import { count } from '../format'
import { defineExperiment, parameter } from './definition'

/** Examples times patterns: more takes hours. */
const mostBits = 1e7

const usualPatterns = [5, 10, 20, 50, 100, 200]

export const convex = defineExperiment({
  name: 'convex',
  title: 'Convex programs over masks',
  source: 'Seed 003',
  sentence:
    'Given its activation patterns, training a two-layer network is a convex program; stationary points of the ' +
    'network are optima of the program over their own patterns.',
  equation: 'min ½ ‖Σ_i D_i X u_i − y‖² + β Σ_i ‖u_i‖,  D_i = diag(1[X g_i > 0]);  ReLU: (2D_i − I) X u_i ≥ 0 as well',
  says:
    'Over given patterns the optimum is certified and the network reaches it; SGD ends near the optimum of its own ' +
    'masks, the nearer the narrower it is.',
  doesNotSay:
    'Sampled patterns do not stand for all of them, and a lower objective of gates is no better classifier of digits.',
  schema: z.strictObject({
    classes: parameter(z.array(z.number().int().min(0).max(9)).default([3, 8]), {
      label: 'Classes', example: '3, 8', explanation: 'Two digits that are told apart, as targets 1 and −1'
    }),
    examples: parameter(z.number().int().min(4).max(2000).default(100), {
      label: 'Examples', step: 20, explanation: 'Digits pooled to 4×4, centred, scaled as one, and a constant'
    }),
    beta: parameter(z.number().gt(0).max(1e6).default(1), {
      label: 'β', explanation: 'Of the penalty; the loss is a sum over examples, not their mean'
    }),
    activation: parameter(z.enum(['gated', 'relu']).default('gated'), {
      label: 'Activation',
      titles: { gated: 'Gated ReLU', relu: 'ReLU' },
      explanation: 'Of the programs over sampled patterns: gates that are fixed, or cones in which ReLU has the pattern'
    }),
    patterns: parameter(z.array(z.number().int().min(1).max(10_000)).min(1).max(12).default(usualPatterns), {
      label: 'Patterns', example: '10, 50, 200', explanation: 'Numbers P of random gates; fewer gates are among more'
    }),
    rounds: parameter(z.number().int().min(0).max(100).default(30), {
      label: 'Rounds of growth', explanation: 'In each, 20 patterns that violate the optimum most are added; 0 is none'
    }),
    widths: parameter(z.array(z.number().int().min(1).max(200)).min(1).max(8).nullable().default([5, 10, 25, 50]), {
      label: 'Widths of SGD',
      example: '5, 10, 25',
      empty: 'Without SGD',
      explanation: 'Hidden units of ReLU networks that SGD trains, whose own masks are patterns then'
    }),
    plane: parameter(z.number().int().min(0).max(200).refine((points) => points === 0 || points >= 4).default(40), {
      label: 'Points of the plane', step: 10,
      explanation: 'Digits by two components, 4 or more: all 2n patterns are known, and optimum and units are drawn; ' +
        '0 is none'
    }),
    epochs: parameter(z.number().int().min(1).max(10_000).default(1500), {
      label: 'Epochs of SGD', step: 100, explanation: 'Batch 20, momentum 0.9, rate 0.02 falling as a cosine'
    })
  }),
  presets: {
    paper: { parameters: {}, seeds: [1, 2, 3, 4, 5], seconds: 130 },
    quick: {
      parameters: { examples: 60, patterns: [10, 20, 40], rounds: 8, widths: [5], plane: 20 }, seeds: [1, 2],
      seconds: 3
    }
  },
  refusal({ classes, examples, patterns }) {
    if (classes.length !== 2 || classes[0] === classes[1])
      return '--classes takes two digits that differ, as 3,8: with labels of one class there is nothing to tell apart.'
    const most = Math.max(...patterns)
    return examples * most > mostBits
      ? `${count(examples)} examples times ${count(most)} patterns are ${count(examples * most)} bits; at most ` +
        `${count(mostBits)} are taken: give --patterns or --examples less.`
      : null
  }
})
