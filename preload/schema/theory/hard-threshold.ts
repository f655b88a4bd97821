/** Networks of hard thresholds: rules that stand in for the slope which a sign has not, beside ReLU. */
import { z } from 'zod'
import { layerLossNames, lossWeightNames, targetTitles } from '../settings/targets'
import { defineExperiment, parameter } from './definition'

export const thresholdRuleNames = ['relu', 'ste', 'saturated-ste', 'ftprop'] as const
export type ThresholdRuleName = (typeof thresholdRuleNames)[number]

export const thresholdNetworks = ['mlp-mini', 'convnet-mini'] as const

/** Digits that mnist-10k has to train on. */
const mostExamples = 8000

export const hardThreshold = defineExperiment({
  name: 'hard-threshold',
  title: 'Hard thresholds',
  source: 'Seed 001',
  sentence:
    'Networks of hard thresholds are trained by targets for their hidden units, which improves on the ' +
    'straight-through estimator.',
  equation: 'h = sign(q) = 2m − 1;  t = −sign(∂L/∂h);  each layer: min ℓ(t q), weighted by |∂L/∂h|',
  says:
    'Targets with soft hinges improve on the plain straight-through estimator by far, and not on the saturated one; ' +
    'with losses weighted by the gradient they are estimators of the same kind, and no rule reaches ReLU.',
  doesNotSay:
    'These are small networks on digits, and every rule has the learning rate of ReLU; the paper’s own are larger.',
  schema: z.strictObject({
    rules: parameter(z.array(z.enum(thresholdRuleNames)).min(1).default([...thresholdRuleNames]), {
      label: 'Rules',
      titles: {
        relu: 'ReLU', ste: 'Straight-through', 'saturated-ste': 'Saturated straight-through',
        ftprop: 'Target propagation'
      },
      explanation: 'Each is a method of training; ReLU is plain SGD, beside the networks of hard thresholds'
    }),
    losses: parameter(z.array(z.enum(layerLossNames)).min(1).default(['soft-hinge', 'hinge']), {
      label: 'Layer losses',
      titles: targetTitles.layerLoss,
      explanation: 'Of target propagation, each a rule of its own; weighted, saturated hinge and linear are estimators'
    }),
    weights: parameter(z.array(z.enum(lossWeightNames)).min(1).default(['gradient', 'none']), {
      label: 'Loss weights',
      titles: targetTitles.lossWeights,
      explanation: 'Of target propagation: losses weigh as the gradient that arrives, or alike; each is a rule'
    }),
    network: parameter(z.enum(thresholdNetworks).default('mlp-mini'), {
      label: 'Network',
      titles: { 'mlp-mini': '784-256-256-10', 'convnet-mini': 'Two convolutions' },
      explanation: 'Dense layers of 256, or convolutions of 16 and 32 channels with maxima before the supports'
    }),
    epochs: parameter(z.number().int().min(1).max(200).default(15), {
      label: 'Epochs', explanation: 'The learning rate falls over them as a cosine'
    }),
    examples: parameter(z.number().int().min(64).max(mostExamples).default(mostExamples), {
      label: 'Examples', step: 1000, explanation: 'The first digits of mnist-10k; errors are of all 2,000 test digits'
    }),
    rate: parameter(z.number().gt(0).max(10).nullable().default(null), {
      label: 'Learning rate', step: 0.01, empty: 'As trainings begin', explanation: 'Of every rule; 0.1 is usual'
    })
  }),
  presets: {
    paper: { parameters: {}, seeds: [1, 2, 3, 4, 5], seconds: 120 },
    quick: {
      parameters: { losses: ['soft-hinge'], weights: ['gradient'], epochs: 3, examples: 2000 }, seeds: [1, 2, 3],
      seconds: 8
    }
  },
  refusal: () => null
})
