/** The alternation of weights and masks as block coordinate descent, on a network of one hidden layer. */
import { z } from 'zod'
import { count } from '../format'
import { defineExperiment, parameter } from './definition'
import { componentPixels } from './inputs'

/** Of the hidden layer: its normal equations keep a matrix of these squared. */
const mostUnknowns = 4096
/** Half-steps of a seed, so that those of 100 seeds fit one table. */
const mostSteps = 500

export const alternation = defineExperiment({
  name: 'alternation',
  title: 'Alternation as descent',
  source: 'Seed 000, section 1 and equation 12',
  sentence: 'The objective will be reduced after every iteration.',
  equation: 'F(W, m) = ½ Σ_n ‖y_n − W2 [m_n ⊙ W1 x_n; 1]‖²;  W1, W2 ← argmin F given m;  m ← [q > β] (12)',
  says:
    'A weight step never raises the objective, the mask step of (12) does: it minimises the reconstruction (36–38), ' +
    'not the objective. The mask step that minimises the objective (--rule optimal) puts the labels into the masks, ' +
    'and the ReLU network that is left knows nothing.',
  doesNotSay:
    'It is one small network with exact weight steps; SGD, which trains real ones, does not end a weight step.',
  schema: z.strictObject({
    rule: parameter(z.enum(['sign', 'energy', 'optimal']).default('sign'), {
      label: 'Mask rule',
      titles: { sign: 'Positive (12)', energy: 'Energy (36–38)', optimal: 'Least objective' },
      explanation: 'Positive: m = [q > 0]. Energy: m = [max(0, q)² > β]. Least objective: bit by bit, knowing labels'
    }),
    sweeps: parameter(z.number().int().min(1).max(100).default(1), {
      label: 'Sweeps', explanation: 'Exact least squares of both layers between two mask steps'
    }),
    proximal: parameter(z.number().min(0).max(1e9).default(0), {
      label: 'Proximal weight', step: 10, explanation: 'Times ½ ‖W1 − W1 before‖², added where W1 is found; 0 is none'
    }),
    threshold: parameter(z.number().min(0).max(1e6).default(0.01), {
      label: 'Energy β', step: 0.01, explanation: 'Of the rule energy', when: { setting: 'rule', is: ['energy'] }
    }),
    hidden: parameter(z.number().int().min(1).max(mostUnknowns).default(10), {
      label: 'Hidden units', explanation: 'Of the one hidden layer'
    }),
    components: parameter(z.number().int().min(1).max(componentPixels).default(16), {
      label: 'Inputs', explanation: 'Whitened principal components of digits pooled to 7×7; a constant is added'
    }),
    examples: parameter(z.number().int().min(2).max(8000).default(600), {
      label: 'Examples', step: 100, explanation: 'Digits that are learned; errors are of all 2,000 test digits'
    }),
    alternations: parameter(z.number().int().min(1).max(200).default(15), {
      label: 'Alternations', explanation: 'Times that masks are estimated afresh'
    }),
    ridge: parameter(z.number().min(0).max(1e6).default(0.01), {
      label: 'Ridge', step: 0.01, explanation: 'Times ½ ‖W1‖² + ½ ‖W2‖², a part of the objective'
    })
  }),
  presets: {
    paper: { parameters: {}, seeds: [1, 2, 3, 4, 5], seconds: 8 },
    quick: { parameters: { examples: 300, alternations: 10 }, seeds: [1, 2, 3], seconds: 2.5 }
  },
  refusal({ hidden, components, examples, alternations, sweeps }) {
    const unknowns = hidden * (components + 1)
    if (unknowns > mostUnknowns)
      return `The hidden layer would have ${count(unknowns)} weights, found all at once; at most ` +
        `${count(mostUnknowns)} are: give --hidden or --components less.`
    if (examples < hidden)
      return `${count(examples)} examples are fewer than ${count(hidden)} hidden units; give --examples more.`
    const steps = alternations * (2 * sweeps + 1)
    return steps > mostSteps
      ? `These are ${count(steps)} half-steps of each seed; at most ${mostSteps} are made: give --alternations or ` +
        '--sweeps less.'
      : null
  }
})
