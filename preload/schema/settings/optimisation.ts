/** How weights move: what every training by stochastic gradient descent is told. */
import { z } from 'zod'
import { settingsIn } from './setting'

const setting = settingsIn('optimisation')

export const scheduleSchema = setting(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant') }),
    z.strictObject({ kind: z.literal('cosine') }),
    z.strictObject({
      kind: z.literal('step'),
      epochs: setting(z.array(z.number().int().min(1)).min(1).max(32), {
        label: 'Steps after',
        name: 'scheduleEpochs',
        unit: 'epochs',
        example: '200, 250, 300',
        explanation: 'The learning rate is multiplied by 0.1 after each of these epochs.'
      })
    })
  ]),
  {
    label: 'Schedule',
    titles: { constant: 'Constant', cosine: 'Cosine', step: 'Steps' },
    explanation: 'How the learning rate falls: along a cosine to zero, by steps of × 0.1, or not at all.'
  }
)

export const learningRateSchema = z.number().positive().max(1000)
export const momentumSchema = z.number().min(0).lt(1)

export const optimisationSettings = {
  epochs: setting(z.number().int().min(1).max(100_000), {
    label: 'Epochs',
    step: 1,
    unit: 'epochs',
    explanation: 'Passes over the training examples, warm-up included.'
  }),
  batchSize: setting(z.number().int().min(1).max(8192), {
    label: 'Batch size',
    step: 16,
    unit: 'examples',
    explanation: 'Examples per update of the weights.'
  }),
  learningRate: setting(z.number().positive().max(1000), {
    label: 'Learning rate',
    option: 'lr',
    step: 0.01,
    explanation: 'Size of an update at the start, before the schedule lowers it.'
  }),
  momentum: setting(z.number().min(0).lt(1), {
    label: 'Momentum',
    step: 0.05,
    explanation: 'Share of the previous update that is carried on; 0.9 is customary.'
  }),
  weightDecay: setting(z.number().min(0).max(1), {
    label: 'Weight decay',
    step: 0.0005,
    explanation: 'L2 penalty: the pull of every kernel towards zero; the ALL-CNN paper uses 0.001.'
  }),
  clipNorm: setting(z.number().positive().nullable(), {
    label: 'Clip norm',
    step: 0.5,
    empty: 'Off',
    explanation: 'Gradients longer than this, over all parameters, are scaled down. Empty: never.'
  }),
  schedule: scheduleSchema,
  evaluateEvery: setting(z.number().int().min(1).max(10_000_000).nullable().default(null), {
    label: 'Test every',
    step: 25,
    unit: 'iterations',
    empty: 'Epoch',
    explanation:
      'Measures the test error after every N iterations too, to see when a given error is reached. Empty: after each ' +
      'epoch only.'
  })
}

export const neverRefitted = { kind: 'never' } as const

/**
 * When the classifier, which no mask follows, takes the weights that are best for the features of the moment.
 *
 * Measured on mnist-10k with all-cnn-mini, 9 epochs, seeds 17 to 19: iterations to 10, 5 and 3 % test error, and error
 * at the end. A refit helps SGD as much as I-alternation, and what it brings is gone a few steps later: it is nobody's
 * default.
 *
 *     never          SGD 283 / 550 / 775 (2 of 3), 2.85 %    I-alternation 300 / 442 / 858, 2.43 %
 *     each epoch     SGD 200 / 333 / 708, 2.67 %             I-alternation 200 / 333 / 708, 2.50 %
 */
export const refitClassifierSchema = setting(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('never') }),
    z.strictObject({ kind: z.literal('epochs') }),
    z.strictObject({
      kind: z.literal('iterations'),
      every: setting(z.number().int().min(1).max(10_000_000).default(50), {
        label: 'Refit every',
        name: 'refitEvery',
        step: 25,
        unit: 'iterations',
        shorthand: true,
        explanation: 'Each takes a pass over the 4,000 examples, and the fit.'
      })
    })
  ]).default(neverRefitted),
  {
    label: 'Refit classifier',
    titles: { never: 'Never', epochs: 'After each epoch', iterations: 'After some iterations' },
    explanation:
      'Gives the last layer, which no mask follows, the weights that are best for the features of 4,000 training ' +
      'examples. After each epoch is before each alternation, too.'
  }
)

/**
 * The moving average of the weights is what tests, checkpoints and stored masks are of; null: they are of the weights
 * after the last update.
 *
 * Measured on mnist-10k with all-cnn-mini, 12 epochs, seeds 1 to 6, an average over 50 updates: iterations to 10, 5 and
 * 3 % test error, and error at the end. It helps SGD as much as I-alternation; with it both are judged by weights that
 * were never trained, so it is nobody's default.
 *
 *     none       SGD 242 / 521 / 892, 2.47 %    I-alternation 217 / 458 / 921, 2.50 %
 *     averaged   SGD 200 / 342 / 613, 2.47 %    I-alternation 188 / 304 / 596, 2.52 %
 */
export const averageWeightsSchema = setting(z.number().int().min(2).max(1_000_000).nullable().default(null), {
  label: 'Average weights',
  step: 10,
  unit: 'updates',
  empty: 'Off',
  explanation:
    'Tests, checkpoints and stored masks are those of a moving average of the weights over about the last N updates; ' +
    'training goes on from the weights themselves. Empty: no average.'
})

export type RefitClassifier = z.infer<typeof refitClassifierSchema>
export type Schedule = z.infer<typeof scheduleSchema>
