/** Masks in the place of ReLU: when they are estimated, by which rule, and how they are used. */
import { z } from 'zod'
import { settingsIn } from './setting'

const ofMasks = settingsIn('masks')
const ofAlternation = settingsIn('alternation')

/** When masks are estimated afresh. All but the fixed gap are decided at the end of an epoch, from what it brought. */
export const triggerSchema = ofAlternation(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('gap'),
      epochs: ofAlternation(z.number().int().min(1).max(10_000), {
        label: 'Gap',
        name: 'gap',
        step: 1,
        unit: 'epochs',
        shorthand: true,
        explanation:
          'Epochs between two alternations, during which masks stay fixed. The paper: 4 to 50; short gaps drift less.'
      })
    }),
    z.strictObject({
      kind: z.literal('plateau'),
      tolerance: ofAlternation(z.number().min(0).max(1).default(0.1), {
        label: 'Plateau',
        step: 0.05,
        explanation: 'Alternate when an epoch lowers the training loss by less than this fraction.'
      })
    }),
    z.strictObject({
      kind: z.literal('drift'),
      bound: ofAlternation(z.number().gt(0).max(1).default(0.02), {
        label: 'Bound on drift',
        name: 'driftBound',
        step: 0.01,
        explanation: 'Alternate when more than this fraction of stored bits contradicts the current weights.'
      })
    })
  ]),
  {
    label: 'Alternate',
    option: 'gap',
    titles: { gap: 'After a fixed gap', plateau: 'At a loss plateau', drift: 'When drift is high' },
    explanation:
      'The paper alternates when the loss no longer decreases; drift tells how far the stored masks have fallen behind.'
  }
)

const fixedBeta = z.strictObject({
  kind: z.literal('fixed'),
  value: ofAlternation(z.number().min(0).max(1e6), {
    label: 'β above the learned one',
    name: 'betaValue',
    step: 0.1,
    example: '0.1',
    shorthand: true,
    explanation: 'Added to the trained thresholds: a unit is on when its pre-activation exceeds both together.'
  })
})
const quantileBeta = z.strictObject({
  kind: z.literal('quantile'),
  fraction: ofAlternation(z.number().gt(0).lt(1), {
    label: 'Quantile',
    name: 'betaQuantile',
    step: 0.05,
    example: '0.5',
    explanation: 'At least this fraction of each layer’s units is off; measured at each alternation, never below zero.'
  })
})

/**
 * The threshold β of a mask. `learned`: −β is the layer's trained bias. `fixed`: added to that. `quantile`: for every
 * layer the value that this fraction of its units do not exceed, but never below zero, measured at each alternation.
 */
export const betaSchema = ofAlternation(
  z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('learned') }), fixedBeta, quantileBeta]),
  {
    label: 'Threshold β',
    titles: { learned: 'Learned', fixed: 'Learned plus a value', quantile: 'A quantile' },
    explanation: 'Learned: the trained biases decide alone. The others turn more units off.'
  }
)
/** A β beside the learned one, as an inference rule takes it. */
export const givenBetaSchema = z.discriminatedUnion('kind', [fixedBeta, quantileBeta])

/** What a mask does in the place of a support. */
export const maskUse = {
  form: ofMasks(z.enum(['affine', 'linear']), {
    label: 'Form',
    titles: { affine: 'Affine', linear: 'Linear' },
    explanation:
      'Affine: m ⊙ (Wz − β), biases are trained (eq 2). Linear: m ⊙ Wz, hidden biases are frozen and only decide ' +
      'masks (eq 13).'
  }),
  gate: ofMasks(z.enum(['pure', 'gated']), {
    label: 'Gate',
    titles: { pure: 'Pure', gated: 'Gated' },
    explanation:
      'Pure: the mask replaces ReLU. Gated: the mask comes after ReLU and only takes away, as shared masks need.'
  })
}

/** What every phase with masks has. */
export const maskedPhase = {
  warmup: ofMasks(z.number().int().min(0).max(10_000), {
    label: 'Warm-up',
    step: 1,
    unit: 'epochs',
    explanation: 'Epochs of ordinary SGD before masks are used, at most; they also give the first thresholds β.'
  }),
  warmupError: ofMasks(z.number().gt(0).lt(1).nullable().default(null), {
    label: 'Warm-up ends at',
    step: 0.05,
    empty: 'Its last epoch',
    explanation:
      'Fraction of training examples wrong in an epoch at which the warm-up ends sooner. ' +
      'Empty: it lasts all its epochs.'
  }),
  maskedLearningRate: ofMasks(z.number().positive().max(1000), {
    label: 'Masked learning rate',
    option: 'masked-lr',
    step: 0.01,
    explanation: 'Learning rate while masks are fixed: SGD’s is a good start, without consistency a quarter of it.'
  }),
  maskedMomentum: ofMasks(z.number().min(0).lt(1), {
    label: 'Masked momentum',
    step: 0.05,
    explanation: 'Momentum while masks are fixed; it is set back to zero at each alternation.'
  }),
  ...maskUse
}

/** With s = 2m − 1 the sign that a stored mask wants of a pre-activation. */
export const consistencyLossNames = ['perceptron', 'hinge', 'soft-hinge'] as const
export type ConsistencyLoss = (typeof consistencyLossNames)[number]

/** Masks of one example each, stored at every alternation and used in the place of ReLU until the next. */
const storedMasks = {
  trigger: triggerSchema,
  consistency: ofAlternation(z.number().min(0).max(1000), {
    label: 'Consistency λ',
    also: 'lambda',
    step: 0.1,
    explanation:
      'Keeps the support of the moving weights near the stored masks. 0 is the paper’s method; 0.2 is a good start.'
  }),
  consistencyLoss: ofAlternation(z.enum(consistencyLossNames).default('perceptron'), {
    label: 'Consistency loss',
    titles: { perceptron: 'Perceptron', hinge: 'Hinge', 'soft-hinge': 'Soft hinge' },
    explanation:
      'Of a unit whose stored mask wants the sign s of q: max(0, −sq), 0 where they agree; max(0, 1 − sq), with a ' +
      'margin; or tanh(−sq) + 1, which no unit far off moves. The last two are layer losses of target propagation.'
  }),
  consistencySchedule: ofAlternation(z.enum(['constant', 'with-learning-rate']), {
    label: 'Consistency over time',
    titles: { 'with-learning-rate': 'Falls with learning rate', constant: 'Constant' },
    explanation: 'A large λ starts better and a small one ends better, so letting it fall is the default.'
  }),
  rule: ofAlternation(z.enum(['positive', 'energy']), {
    label: 'Mask rule',
    titles: { positive: 'Positive', energy: 'Energy' },
    explanation:
      'A unit is on for an example when its pre-activation exceeds the threshold (q > β, eq 12), or its squared ' +
      'activation does (x² > β, eq 38).'
  }),
  beta: betaSchema,
  keepMasks: ofAlternation(z.enum(['auto', 'all', 'ends']), {
    label: 'Keep masks',
    titles: { auto: 'Automatic (up to 16 GiB)', all: 'Every snapshot', ends: 'First and last two' },
    explanation: 'Snapshots whose masks of all examples stay in the file, older ones as what changes until the next. ' +
      'Summaries and weights are kept for all.'
  })
}

export const storedMasksSchema = z.strictObject({ ...maskUse, ...storedMasks })
export const alternationSchema = z.strictObject({ ...maskedPhase, ...storedMasks })

/** One mask for a batch, computed on the fly: m = [Σ_n x_n² > β], eq 41. */
export const batchBetaSchema = ofMasks(z.number().min(0).max(1e9), {
  label: 'Threshold β',
  name: 'batchBeta',
  option: 'beta',
  step: 1,
  explanation: 'A unit is on for a batch when the sum of its squared activations exceeds this (eq 41).'
})
export const batchAlternationSchema = z.strictObject({ ...maskedPhase, beta: batchBetaSchema })
/** One mask for a batch: what more than half of its examples have on. */
export const majoritySchema = z.strictObject(maskedPhase)

export type Trigger = z.infer<typeof triggerSchema>
export type Beta = z.infer<typeof betaSchema>
export type GivenBeta = z.infer<typeof givenBetaSchema>
export type StoredMaskSettings = z.infer<typeof storedMasksSchema>
export type AlternationSettings = z.infer<typeof alternationSchema>
export type BatchAlternationSettings = z.infer<typeof batchAlternationSchema>
export type MajoritySettings = z.infer<typeof majoritySchema>
export type MaskedPhaseSettings = AlternationSettings | BatchAlternationSettings | MajoritySettings
